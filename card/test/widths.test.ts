import { html } from 'lit';
import '../elements/wattribute-view.ts';
import type { WattributeView } from '../elements/wattribute-view.ts';
import { at, configWith, correlation, homeWith, hostIn, pattern } from './fixtures.ts';
import { isEqual, isTrue } from './expect.ts';
import { find, findAll, settle, show, until } from './show.ts';

const ready = <T>(value: T) => ({ status: 'ready', value }) as const;
const now = () => Date.now();
const home = () =>
  homeWith(
    {
      correlations: ready([
        correlation({}, 4, now()),
        correlation({ entity_id: 'light.lamp', confidence: 0.6 }, 9, now()),
        correlation({ entity_id: 'light.dining', shared_with: ['light.kitchen'] }, 12, now()),
      ]),
      unexplained: ready({
        steps: [{ start: at(60, now()), end: at(42, now()), power_w: 1180, pattern_id: 'fridge' }],
        patterns: [pattern],
      }),
    },
    now(),
  );

/** All five sections, with a moment open. */
async function showAll(width: number, direction: 'ltr' | 'rtl'): Promise<HTMLElement> {
  const view = await show<WattributeView>(
    html`<wattribute-view dir=${direction} .host=${hostIn('en')} .config=${configWith()} .example=${home()}></wattribute-view>`,
    width,
  );
  await until(() => findAll(view, 'wattribute-panel').length === 5);
  await until(() => findAll(view, '.marker').length > 0);
  find(view, '.marker').click();
  await until(() => findAll(view, '.moment').length === 1);
  await settle(view);
  return view;
}

/** What is said to screen readers alone stands nowhere. */
const isSeen = (element: HTMLElement): boolean => element.closest('.hidden') === null && element.getClientRects().length > 0;

describe('the card fits its place', () => {
  for (const direction of ['ltr', 'rtl'] as const)
    for (const width of [300, 360, 440, 500, 719, 720, 900, 1080, 1600])
      it(`at ${width} px, ${direction}`, async () => {
        const view = await showAll(width, direction);
        const { left, right } = view.parentElement!.getBoundingClientRect();
        const outside = findAll(view, '*').filter((element) => {
          const box = element.getBoundingClientRect();
          return isSeen(element) && (box.left < left - 1 || box.right > right + 1);
        });
        isEqual(
          outside.map(({ localName, className }) => `${localName}.${className}`),
          [],
        );
      });
});

/** What a reader who needs it may set. */
const spacing = new CSSStyleSheet();
spacing.replaceSync('* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }');

describe('with the spacing of a reader who needs more', () => {
  for (const width of [320, 360, 1080])
    it(`nothing but names is cut, ${width} px wide`, async () => {
      const view = await showAll(width, 'ltr');
      for (const { shadowRoot } of findAll(view, '*')) shadowRoot?.adoptedStyleSheets.push(spacing);
      view.shadowRoot!.adoptedStyleSheets.push(spacing);
      await settle(view);
      // A name has a title that is whole.
      const cut = findAll(view, '*').filter(
        (element) =>
          isSeen(element) &&
          element.title === '' &&
          !element.matches('.chips, input') &&
          getComputedStyle(element).overflowX === 'hidden' &&
          element.scrollWidth > element.clientWidth + 1,
      );
      isEqual(
        cut.map(({ localName, className, textContent }) => `${localName}.${className} ${textContent}`),
        [],
      );
      const names = findAll(find(view, 'wattribute-correlations'), 'button.name, .device .name');
      for (const name of names) isTrue(name.clientWidth >= 48, `${name.textContent} has ${name.clientWidth} px`);
    });
});

describe('where one reads from right to left', () => {
  const startsAtTheRight = (element: HTMLElement) => getComputedStyle(element).direction === 'rtl';

  it('all sections begin at the right; time still goes from left to right', async () => {
    const view = await showAll(500, 'rtl');
    for (const heading of findAll(view, 'h2')) isTrue(startsAtTheRight(heading), `${heading.textContent} begins at the right`);
    for (const inner of ['.chart', '.moment-head', '.number'])
      for (const element of findAll(view, inner)) isTrue(!startsAtTheRight(element), `${inner} goes from left to right`);
    const [name, watts] = ['wattribute-circuits .name', 'wattribute-circuits .watts'].map((selector) => {
      const [, inner = ''] = selector.split(' ');
      return find(find(view, 'wattribute-circuits'), inner).getBoundingClientRect();
    });
    isTrue(name!.left > watts!.left, 'the watts of a circuit stand left of its name');
  });
});
