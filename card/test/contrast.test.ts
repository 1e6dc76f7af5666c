import { html } from 'lit';
import '../chart/wattribute-chart.ts';
import '../dialogs/wattribute-bars.ts';
import '../dialogs/wattribute-drift.ts';
import '../devices/wattribute-devices.ts';
import { configWith, device, homeWith, hostIn, NOW, at } from './fixtures.ts';
import { paint } from './axe.ts';
import { contrast } from './contrast.ts';
import { isTrue } from './expect.ts';
import { find, findAll, settle, show, until } from './show.ts';

/** Themes of users do not set these. */
const unset = ['--ha-color-fill-primary-normal-resting', '--ha-color-form-background', '--ha-color-on-warning-normal'];
const colourOf = (element: Element, property: string): string =>
  /(?:rgba?|color)\([^)]*\)/.exec(getComputedStyle(element).getPropertyValue(property))?.[0] ?? '';
const drawn = (card: Element, selector: string, property: string) => {
  const ratio = contrast(colourOf(find(card, selector), property), getComputedStyle(card.parentElement!).backgroundColor);
  isTrue(ratio >= 3, `${selector}: ${ratio.toFixed(2)}`);
};

describe('what is drawn stands apart from the card', () => {
  for (const theme of ['light', 'dark'] as const) {
    it(`${theme}: the bars and intervals of a device`, async () => {
      const bars = await show(html`<wattribute-bars .values=${[1, 2]}></wattribute-bars>`);
      paint(bars.parentElement!, theme);
      drawn(bars, 'i', 'background-color');
      const drift = await show(html`<wattribute-drift .weeks=${[{ power_w: 600, interval_w: 20 }]}></wattribute-drift>`);
      paint(drift.parentElement!, theme);
      drawn(drift, 'i', 'box-shadow');
    });

    it(`${theme}: the highest of a week`, async () => {
      const chart = await show(
        html`<wattribute-chart
          .host=${hostIn('en')}
          .config=${configWith({ hours: 168 })}
          .home=${homeWith()}
          .now=${NOW}
        ></wattribute-chart>`,
      );
      paint(chart.parentElement!, theme);
      await until(() => findAll(chart, '.highest').length > 0 && findAll(chart, '.envelope').length > 0);
      drawn(chart, '.highest', 'box-shadow');
      drawn(chart, '.envelope', 'stroke');
    });

    it(`${theme}: the words of a drift, where the theme has no colour for them`, async () => {
      const drifting = device({ drift: { from_w: 690, since: at(60 * 24 * 30) } });
      const home = homeWith({ devices: { status: 'ready', value: { devices: [drifting], currency: 'EUR', price: 0.3 } } });
      const devices = await show(
        html`<wattribute-devices .host=${hostIn('en')} .config=${configWith()} .home=${home} .now=${NOW}></wattribute-devices>`,
      );
      paint(devices.parentElement!, theme);
      for (const name of unset) devices.parentElement!.style.setProperty(name, 'initial');
      await settle(devices);
      const ratio = contrast(getComputedStyle(find(devices, '.drift')).color, getComputedStyle(devices.parentElement!).backgroundColor);
      isTrue(ratio >= 4.5, ratio.toFixed(2));
    });
  }
});
