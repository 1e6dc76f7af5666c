/** Puts elements on the page, as a dashboard does, and reads what they show. */
import { LitElement, render, type TemplateResult } from 'lit';
import '../page/ha-card.ts';
import '../page/ha-icon.ts';
import '../page/theme.ts';

let places: HTMLElement[] = [];

/** Shows a template in a card of that width; taken away after the test. */
export async function show<T extends HTMLElement>(template: TemplateResult, width = 360): Promise<T> {
  const place = document.createElement('ha-card');
  place.style.cssText = `container-type: inline-size; width: ${width}px`;
  document.body.append(place);
  places.push(place);
  render(template, place);
  const element = place.querySelector<T>('*:not(h1)')!;
  await settle(element);
  return element;
}

afterEach(() => {
  for (const place of places) place.remove();
  places = [];
});

/** Until the element and all in it have drawn what they know. */
export async function settle(element: Element): Promise<void> {
  for (let i = 0; i < 4; i += 1) {
    for (const inner of everythingIn(element)) if (inner instanceof LitElement) await inner.updateComplete;
    await Promise.resolve();
  }
}

/** The element and all below it, through shadow roots. */
const everythingIn = (element: Element): Element[] => [
  element,
  ...[...(element.shadowRoot?.children ?? []), ...element.children].flatMap(everythingIn),
];

export const findAll = (element: Element, selector: string): HTMLElement[] =>
  everythingIn(element).filter((inner): inner is HTMLElement => inner.matches(selector));

export const find = (element: Element, selector: string): HTMLElement => {
  const [found] = findAll(element, selector);
  if (found === undefined) throw new Error(`There is no ${selector}`);
  return found;
};

/** What a reader sees, spaces made plain. */
export const textOf = (element: Element): string => {
  const read = (node: Node): string => {
    if (node instanceof HTMLStyleElement || node.nodeType === Node.COMMENT_NODE) return '';
    if (node instanceof Text) return node.data;
    if (node instanceof HTMLSlotElement) return node.assignedNodes().map(read).join(' ');
    const inner = node instanceof Element && node.shadowRoot !== null ? node.shadowRoot : node;
    return [...inner.childNodes].map(read).join(' ');
  };
  return read(element)
    .replace(/[\s\u00a0]+/g, ' ')
    .trim();
};

export async function until<T>(read: () => T | undefined | null | false): Promise<T> {
  const patience = Date.now() + 8000;
  for (;;) {
    const value = read();
    if (value !== undefined && value !== null && value !== false) return value;
    if (Date.now() > patience) throw new Error(`It did not come to be: ${read.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
