/** Pages of Home Assistant's own frontend, logged in; and what stands in them, through all shadow roots. */
import type { Browser, ElementHandle, Frame, Page } from 'puppeteer-core';
import type { Tokens } from './home-assistant-account.ts';
import { waitUntil } from './wait-until.ts';

/** For all that a page does: a machine may be slow. */
const PATIENCE_MS = 120_000;

/** In a context of its own, since users share cookies and storage within one. */
export async function openPage(browser: Browser, url: string, tokens: Tokens): Promise<Page> {
  const page = await (await browser.createBrowserContext()).newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  await page.setViewport({ width: 1280, height: 1000 });
  await page.emulateMediaFeatures([{ name: 'prefers-reduced-motion', value: 'reduce' }]);
  const saved = { ...tokens, hassUrl: url, clientId: `${url}/`, expires: Date.now() + tokens.expires_in * 1000 };
  // The frontend reads its tokens once, at its start.
  await page.evaluateOnNewDocument((text) => {
    localStorage.setItem('hassTokens', text);
  }, JSON.stringify(saved));
  return page;
}

/** What a page says to whoever asks while it goes to another. */
const isOnItsWay = (error: unknown): boolean =>
  error instanceof Error && /Execution context|Cannot find context|detached/.test(error.message);

/** The text of the first element with this tag, as a person reads it, slots and shadow roots included; undefined: it is not there. */
export async function readText(page: Page | Frame, tag: string): Promise<string | undefined> {
  try {
    return await searchText(page, tag);
  } catch (error) {
    if (isOnItsWay(error)) return undefined;
    throw error;
  }
}

/** Waits until the text of an element matches, and returns it. */
export const waitForText = (page: Page | Frame, tag: string, what: string, matches: (text: string) => boolean): Promise<string> => {
  const read = async () => (await readText(page, tag)) ?? '';
  return waitUntil({ what: `${tag} shows ${what}`, seconds: PATIENCE_MS / 1000, seen: read }, async () => {
    const text = await read();
    return matches(text) && text;
  });
};

const searchText = (page: Page | Frame, tag: string): Promise<string | undefined> =>
  page.evaluate((wanted) => {
    const isHidden = (element: Element) => ['STYLE', 'SCRIPT', 'TEMPLATE'].includes(element.tagName);
    const search = (root: Document | ShadowRoot): Element | undefined => {
      for (const element of root.querySelectorAll('*')) {
        const found = element.localName === wanted ? element : element.shadowRoot && search(element.shadowRoot);
        if (found) return found;
      }
      return undefined;
    };
    const textOf = (node: Node): string => {
      if (node instanceof Text) return node.data;
      if (!(node instanceof Element) && !(node instanceof ShadowRoot)) return '';
      if (node instanceof Element && isHidden(node)) return '';
      if (node instanceof HTMLSlotElement && node.assignedNodes().length > 0) return node.assignedNodes().map(textOf).join(' ');
      const inner = node instanceof Element && node.shadowRoot ? node.shadowRoot : node;
      return [...inner.childNodes].map(textOf).join(' ');
    };
    const element = search(document);
    return element && textOf(element).replaceAll(/\s+/g, ' ').trim();
  }, tag);

/** The first element in any shadow root that matches, once it is there; each part of the selector may lie in a deeper root than the one before. */
export async function find(page: Page, selector: string): Promise<ElementHandle> {
  const handle = await page.waitForFunction(
    (parts) => {
      const search = (root: Document | ShadowRoot | Element, wanted: string): Element | undefined => {
        const inside = 'shadowRoot' in root && root.shadowRoot ? [...root.shadowRoot.querySelectorAll('*')] : [];
        const all = [...root.querySelectorAll('*'), ...inside];
        return (
          all.find((element) => element.matches(wanted)) ??
          all.map((element) => element.shadowRoot && search(element.shadowRoot, wanted)).find(Boolean) ??
          undefined
        );
      };
      return parts.reduce<Document | Element | undefined>((root, wanted) => root && search(root, wanted), document);
    },
    { polling: 100, timeout: PATIENCE_MS },
    selector.split(' '),
  );
  return handle as ElementHandle;
}
