/** Whether an element is shown among the cards to choose from: there it shows an example, since it has no place of its own yet. */
export function isInCardPicker(element: Element): boolean {
  let node: Node | null = element;
  while (node !== null) {
    if (node instanceof Element && node.localName === 'hui-card-picker') return true;
    node = node.parentNode ?? (node instanceof ShadowRoot ? node.host : null);
  }
  return false;
}
