/** Tells whoever listens further up, through all shadow roots. */
export function announce(element: Element, name: string, detail?: unknown): void {
  element.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
}
