/** A confidence as glyph and word. */
import { mdiApproximatelyEqual, mdiCheck } from '@mdi/js';
import { css, html, LitElement, nothing, svg } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { baseStyles } from './base-styles.ts';
import type { Confidence } from './confidence-of.ts';
import { glyph } from './glyph.ts';

const circles = html`<svg width="14" height="14" viewBox="0 0 14 14" aria-hidden="true">
  ${[4.75, 9.25].map((x) => svg`<circle cx=${x} cy="7" r="4" fill="none" stroke="currentColor" stroke-width="1.5"></circle>`)}
</svg>`;

@customElement('wattribute-confidence')
export class WattributeConfidence extends LitElement {
  @property() confidence: Confidence | null = null;
  @property() word = '';

  override render() {
    if (this.confidence === null) return nothing;
    return html`${this.#renderGlyph(this.confidence)}${this.word}`;
  }

  #renderGlyph(confidence: Confidence) {
    if (confidence === 'shared') return circles;
    return glyph(confidence === 'sure' ? mdiCheck : mdiApproximatelyEqual, 14);
  }

  static override styles = [
    baseStyles,
    css`
      :host {
        display: inline-flex;
        gap: 5px;
        align-items: center;
        color: inherit;
        font-size: inherit;
        line-height: inherit;
        white-space: nowrap;
      }
      svg {
        color: var(--ink);
      }
    `,
  ];
}

declare global {
  interface HTMLElementTagNameMap {
    'wattribute-confidence': WattributeConfidence;
  }
}
