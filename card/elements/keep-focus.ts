/** Where what had the focus is gone with what it did, the focus goes on with what was around it. */
import type { LitElement } from 'lit';

const outOf = (node: Node): Node | null =>
  node instanceof ShadowRoot ? node.host : ((node as Partial<Element>).assignedSlot ?? node.parentNode);

/** What has the focus, and all around it, innermost first, through shadow roots; empty: nothing has it. */
export function focusPath(): HTMLElement[] {
  let found = document.activeElement;
  while (found?.shadowRoot?.activeElement) found = found.shadowRoot.activeElement;
  const path: HTMLElement[] = [];
  for (let node: Node | null = found === document.body ? null : found; node !== null; node = outOf(node))
    if (node instanceof HTMLElement) path.push(node);
  return path;
}

/** To the first that is still there and takes it. */
export function giveFocus(path: readonly HTMLElement[]): void {
  const [before] = focusPath();
  for (const around of path) if (focusPath()[0] === before) around.focus({ preventScroll: true });
}

export function keepFocus(element: LitElement): void {
  let path: HTMLElement[] = [];
  // When all within has been drawn anew. Who has left by choice is left alone.
  const mend = () =>
    setTimeout(() => {
      if (focusPath().length === 0 && path[0]?.isConnected === false) giveFocus(path);
    });
  const remember = () => {
    path = focusPath();
    mend();
  };
  for (const type of ['keydown', 'click']) element.addEventListener(type, remember, true);
  element.addController({ hostUpdated: mend });
}
