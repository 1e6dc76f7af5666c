import { html } from 'lit';
import '../elements/wattribute-view.ts';
import type { WattributeView } from '../elements/wattribute-view.ts';
import { darkTheme, lightTheme } from '../page/theme.ts';
import { configWith, correlation, homeWith, hostIn, NOW, at } from './fixtures.ts';
import { isEqual } from './expect.ts';
import { differenceFrom } from './pictures.ts';
import { findAll, settle, show, until } from './show.ts';

const ready = <T>(value: T) => ({ status: 'ready', value }) as const;
const home = () =>
  homeWith({
    correlations: ready([
      correlation({}, 4),
      correlation({ entity_id: 'light.lamp', confidence: 0.6, power_delta_w: 60 }, 49),
      correlation({ entity_id: 'light.dining', shared_with: ['light.kitchen'], power_delta_w: -86 }, 86),
      correlation({ entity_id: 'climate.pump', power_delta_w: -780 }, 120),
    ]),
    unexplained: ready({ steps: [{ start: at(196), end: at(190), power_w: 1180, pattern_id: null }], patterns: [] }),
  });

/** Nothing moves, blinks or hovers. */
const still = new CSSStyleSheet();
still.replaceSync(
  '*, *::before, *::after { animation: none !important; transition: none !important; caret-color: transparent !important; }',
);

/** As on the page. */
const fonts = [
  new FontFace('Roboto Variable', 'url(/node_modules/@fontsource-variable/roboto/files/roboto-latin-wght-normal.woff2)', {
    weight: '100 900',
  }),
  new FontFace('Arrows', 'url(/node_modules/@fontsource/noto-sans-math/files/noto-sans-math-latin-400-normal.woff2)'),
];

describe('the card looks as it did', function looks() {
  this.timeout(60_000);

  before(async () => {
    for (const font of fonts) document.fonts.add(await font.load());
  });

  const clock = Date.now;
  beforeEach(() => {
    Date.now = () => NOW;
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, still];
  });
  afterEach(() => {
    Date.now = clock;
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((sheet) => sheet !== still);
  });

  for (const [theme, values] of Object.entries({ light: lightTheme, dark: lightTheme + darkTheme }))
    for (const width of [360, 500, 1000])
      it(`at ${width} px, ${theme}`, async function look() {
        const view = await show<WattributeView>(
          html`<wattribute-view .host=${hostIn('en')} .config=${configWith()} .example=${home()}></wattribute-view>`,
          width,
        );
        view.parentElement!.style.cssText += values;
        await until(() => findAll(view, 'wattribute-panel[status=ready]').length === 5);
        await until(() => findAll(view, 'wattribute-panel[status=loading]').length === 0);
        await until(() => findAll(view, '.marker').length > 0);
        await until(() => findAll(view, 'ha-icon').every((icon) => icon.shadowRoot?.querySelector('path') !== null));
        await document.fonts.ready;
        await settle(view);
        // The chart is measured in the frame after it was laid out.
        for (let i = 0; i < 3; i += 1) await new Promise((resolve) => requestAnimationFrame(resolve));
        await settle(view);
        const difference = await differenceFrom(`card-${width}-${theme}`, view.parentElement!);
        if (difference === null) this.skip();
        isEqual(difference, '');
      });
});
