/** What users with a keyboard or with colours of their own need beside the elements: not needed to draw them. */
import type { LitElement } from 'lit';
import { forcedColors } from './forced-colors.ts';
import { keepFocus } from './keep-focus.ts';

export function serveEveryone(element: LitElement): void {
  keepFocus(element);
  const { renderRoot } = element;
  if (renderRoot instanceof ShadowRoot && forcedColors.styleSheet !== undefined)
    renderRoot.adoptedStyleSheets = [...renderRoot.adoptedStyleSheets, forcedColors.styleSheet];
}
