import { html } from 'lit';
import '../chart/wattribute-chart.ts';
import type { WattributeChart } from '../chart/wattribute-chart.ts';
import '../dialogs/wattribute-device-dialog.ts';
import type { WattributeDeviceDialog } from '../dialogs/wattribute-device-dialog.ts';
import type { Client } from '../client/client.ts';
import type { PowerHistory } from '../controllers/home-state.ts';
import '../elements/wattribute-view.ts';
import type { WattributeView } from '../elements/wattribute-view.ts';
import { darkTheme, lightTheme } from '../page/theme.ts';
import { configWith, correlation, deviceDetail, fakeClient, history, homeWith, hostIn, NOW, at } from './fixtures.ts';
import { isEqual } from './expect.ts';
import { differenceFrom } from './pictures.ts';
import { find, findAll, settle, show, until } from './show.ts';

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

const part = (entity_id: string | null, kind: string, power_w: number) => ({ entity_id, name: null, kind, power_w, interval_w: null });
/** Why the house draws what it does since the dryer runs. */
const moment = () => ({
  timestamp: at(4),
  end: null,
  kind: 'load',
  power_w: 2483,
  parts: [
    { ...part('switch.dryer', 'learned', 1930), interval_w: 38 },
    part('climate.pump', 'measured', 246),
    part('light.lamp', 'learned', 40),
    part(null, 'always_on', 212),
    part(null, 'unexplained', 55),
  ],
  correlation: correlation({}, 4),
  reasons: [
    { code: 'fits', values: { power_w: 1930, interval_w: 38, switches: 24 }, text: '' },
    { code: 'alone', values: { seconds: 40 }, text: '' },
  ],
});

/** A day, with the two devices that used most of it. */
const day = (): PowerHistory => ({
  ...history(),
  always_on_w: 212,
  usage: [
    {
      entity_id: 'climate.pump',
      provenance: 'measured',
      energy_kwh: 6.24,
      on: [
        [at(1300), at(1100)],
        [at(700), at(380)],
      ],
    },
    {
      entity_id: 'switch.dryer',
      provenance: 'learned',
      energy_kwh: 1.93,
      on: [
        [at(240), at(180)],
        [at(4), at(0)],
      ],
    },
  ],
});

type Shown = { width: number; hours: number; of?: PowerHistory; client?: Client | null };

const showChart = ({ width, hours, of = history(), client = null }: Shown): Promise<WattributeChart> =>
  show<WattributeChart>(
    html`<wattribute-chart
      .client=${client}
      .host=${hostIn('en')}
      .config=${configWith({ hours })}
      .home=${{ ...home(), history: ready(of) }}
      .now=${NOW}
    ></wattribute-chart>`,
    width,
  );

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

  /** Until all that `element` shows is drawn where it stays. */
  const isDrawn = async (element: Element) => {
    await until(() => findAll(element, 'ha-icon').every((icon) => icon.shadowRoot?.querySelector('path') !== null));
    await document.fonts.ready;
    await settle(element);
    // The chart is measured in the frame after it was laid out.
    for (let i = 0; i < 3; i += 1) await new Promise((resolve) => requestAnimationFrame(resolve));
    await settle(element);
    for (const inner of findAll(element, '*')) for (const animation of inner.getAnimations()) animation.finish();
  };
  const looksAsBefore = async (name: string, element: Element, test: Mocha.Context) => {
    await isDrawn(element);
    const difference = await differenceFrom(name, element);
    if (difference === null) test.skip();
    isEqual(difference, '');
  };

  for (const [theme, values] of Object.entries({ light: lightTheme, dark: lightTheme + darkTheme })) {
    for (const width of [360, 500, 1000])
      it(`at ${width} px, ${theme}`, async function look() {
        const view = await show<WattributeView>(
          html`<wattribute-view .host=${hostIn('en')} .config=${configWith()} .example=${home()}></wattribute-view>`,
          width,
        );
        view.parentElement!.style.cssText += values;
        await until(() => findAll(view, 'wattribute-panel[status=ready]').length === 5);
        await until(() => findAll(view, 'wattribute-panel[status=loading]').length === 0);
        await until(() => findAll(view, '.block').length > 0);
        await looksAsBefore(`card-${width}-${theme}`, view.parentElement!, this);
      });

    for (const width of [360, 660])
      it(`with a moment explained, at ${width} px, ${theme}`, async function look() {
        const chart = await showChart({ width, hours: 6, client: fakeClient({ moment: moment() }).client });
        chart.parentElement!.style.cssText += values;
        findAll(chart, '.marker').at(-1)!.click();
        await until(() => findAll(chart, '.moment table').length > 0);
        await looksAsBefore(`moment-${width}-${theme}`, chart.parentElement!, this);
      });

    it(`a day with its devices, ${theme}`, async function look() {
      const chart = await showChart({ width: 660, hours: 24, of: day() });
      chart.parentElement!.style.cssText += values;
      await until(() => findAll(chart, '.bar').length > 0);
      await looksAsBefore(`day-660-${theme}`, chart.parentElement!, this);
    });

    it(`one device, ${theme}`, async function look() {
      const { client } = fakeClient({ device: deviceDetail() });
      const dialog = await show<WattributeDeviceDialog>(
        html`<wattribute-device-dialog
          .client=${client}
          .host=${hostIn('en')}
          .entityId=${'switch.dryer'}
          .currency=${'EUR'}
          .price=${0.3}
        ></wattribute-device-dialog>`,
      );
      dialog.parentElement!.style.cssText += values;
      await until(() => findAll(dialog, '[role=img]').length > 2);
      await looksAsBefore(`device-${theme}`, find(dialog, 'dialog'), this);
    });
  }
});
