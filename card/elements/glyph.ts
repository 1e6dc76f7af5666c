/** A small drawing of the card itself; icons of entities are `ha-icon`. */
import { html, svg, type SVGTemplateResult, type TemplateResult } from 'lit';

export const glyph = (path: string, size = 24): TemplateResult => {
  const drawing: SVGTemplateResult = svg`<path d=${path} fill="currentColor"></path>`;
  return html`<svg width=${size} height=${size} viewBox="0 0 24 24" aria-hidden="true">${drawing}</svg>`;
};
