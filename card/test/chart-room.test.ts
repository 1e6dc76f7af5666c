import { html } from 'lit';
import '../chart/wattribute-chart.ts';
import type { WattributeChart } from '../chart/wattribute-chart.ts';
import type { HomeState } from '../controllers/home-state.ts';
import { createFormats, type FormatSettings } from '../format/create-formats.ts';
import type { Host } from '../host/host.ts';
import { configWith, correlation, history, homeWith, hostIn, MINUTE_MS, NOW } from './fixtures.ts';
import { isEqual, isTrue } from './expect.ts';
import { translations } from './translations.ts';
import { find, findAll, settle, show, textOf } from './show.ts';

const ready = <T>(value: T) => ({ status: 'ready', value }) as const;

/** A clock that goes to 12, whatever the language is used to. */
const withAmPm = (language: string): Host => hostWith(language, { hour12: true });

const hostWith = (language: string, changes: Partial<FormatSettings>): Host => {
  const host = hostIn(language);
  const settings = { language, numberLocale: language, grouping: true, timeLocale: language, timeZone: 'Europe/Berlin' } as const;
  return { ...host, formats: createFormats({ ...settings, hour12: undefined, powerUnit: 'auto', ...changes }, host.localize) };
};

/** A busy day: the heat pump and the lamp, again and again. */
const busy = Array.from({ length: 240 }, (_, i) =>
  correlation(
    { entity_id: i % 3 === 0 ? 'climate.pump' : 'light.lamp', power_delta_w: (i % 2 === 0 ? 1 : -1) * (i % 3 === 0 ? 780 : 60) },
    i * 6,
  ),
);

const showChart = async (host: Host, width: number, hours: number, home: Partial<HomeState> = {}, now = NOW) => {
  const chart = await show<WattributeChart>(
    html`<wattribute-chart
      .host=${host}
      .config=${configWith({ hours })}
      .home=${homeWith({ correlations: ready(busy), ...home })}
      .now=${now}
    ></wattribute-chart>`,
    width,
  );
  await settle(chart);
  return chart;
};

type Box = Pick<DOMRect, 'left' | 'right' | 'top' | 'bottom'>;
const boxOf = (element: Element): Box => element.getBoundingClientRect();
/** Px that two boxes share. */
const shared = (a: Box, b: Box): number =>
  Math.max(0, Math.min(a.right, b.right) - Math.max(a.left, b.left)) * Math.max(0, Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top));

const pairsOf = (boxes: readonly Box[]) => boxes.flatMap((a, i) => boxes.slice(i + 1).map((b) => [a, b] as const));

describe('on the time axis', () => {
  for (const width of [300, 360, 440, 470, 500, 720, 1080])
    for (const hours of [1, 6, 24, 168])
      it(`times of every language stand apart, and within the card, at ${width} px and ${hours} h`, async () => {
        // The range begins at an hour of one digit, and of two.
        for (const now of [NOW, NOW + 180 * MINUTE_MS])
          for (const host of [...['en', 'de', 'fr', 'pl'].map(hostIn), ...['es', 'it', 'pl'].map(withAmPm)]) {
            const chart = await showChart(host, width, hours, {}, now);
            const times = findAll(chart, '.axis:not(.watts):not(.name)').map(boxOf);
            const card = boxOf(chart);
            isTrue(times.length >= 2, 'there are some');
            isTrue(
              pairsOf(times).every(([a, b]) => b.left - a.right >= 6),
              'they do not touch',
            );
            isTrue(
              times.every(({ left, right }) => left >= card.left && right <= card.right),
              'they do not leave the card',
            );
            chart.parentElement!.remove();
          }
      });
});

describe('the heading', () => {
  for (const width of [300, 360, 440, 500])
    it(`leaves room for the ranges in every language, at ${width} px`, async () => {
      for (const language of ['en', ...Object.keys(translations)]) {
        const chart = await showChart(hostIn(language), width, 6);
        chart.single = true;
        await settle(chart);
        const heading = find(chart, 'h2');
        const ranges = boxOf(find(chart, '.segments'));
        isTrue(heading.scrollWidth <= heading.clientWidth, `${language}: it is seen whole`);
        isEqual(shared(boxOf(heading), ranges), 0);
        isTrue(ranges.right <= boxOf(chart).right - 8, `${language}: the ranges are within the card`);
        chart.parentElement!.remove();
      }
    });
});

describe('the power axis', () => {
  const upTo = (power_w: number): Partial<HomeState> => ({
    history: ready({
      ...history(),
      bins: history().bins.map((bin) => (bin.power_w === null ? bin : { ...bin, power_w, max_w: power_w })),
    }),
  });
  for (const powerUnit of ['auto', 'W', 'kW'] as const)
    for (const power_w of [3, 480, 2700, 21_500])
      it(`has room for its numbers where ${power_w} W are told in ${powerUnit}`, async () => {
        for (const language of ['en', 'de', 'pl']) {
          const chart = await showChart(hostWith(language, { powerUnit }), 300, 6, upTo(power_w));
          const numbers = findAll(chart, '.axis.watts');
          const { left } = boxOf(chart);
          isTrue(
            numbers.length >= 3 && numbers.every((number) => boxOf(number).left >= left + 2),
            numbers.map((number) => textOf(number)).join(),
          );
          isEqual(numbers.map((number) => textOf(number)).includes('0'), powerUnit === 'auto');
        }
      });

  it('has stems that begin at their discs, wherever the largest of a cluster is', async () => {
    const two = [correlation({ power_delta_w: 40 }, 2), correlation({ entity_id: 'light.lamp', power_delta_w: 900 }, 25)];
    const chart = await showChart(hostIn('en'), 360, 6, { correlations: ready(two) });
    const [marker, stem] = [boxOf(find(chart, '.marker')), boxOf(find(chart, '.stem'))];
    isEqual(findAll(chart, '.marker').length, 1);
    const middle = (marker.left + marker.right) / 2;
    isTrue(stem.left < middle - 5 && Math.abs(stem.right - middle) <= 1, `${stem.left} to ${stem.right} leads to ${middle}`);
  });

  it('ends every stem: what a change led to may be higher than all that was read', async () => {
    const chart = await showChart(hostIn('en'), 360, 6, upTo(400));
    const top = boxOf(find(chart, '.chart')).top;
    isTrue(
      findAll(chart, '.stem').every((stem) => boxOf(stem).top > top + 20),
      'none leaves the plot',
    );
  });
});

describe('the count of a cluster', () => {
  for (const width of [360, 500, 1080])
    it(`leaves its icon, other counts and labels to be seen, at ${width} px`, async () => {
      const chart = await showChart(hostIn('en'), width, 24);
      const counts = findAll(chart, '.count');
      isTrue(width > 1000 || counts.some((count) => textOf(count).length === 2), 'there are two digits');
      const icons = findAll(chart, '.marker ha-icon').map(boxOf);
      const most = Math.max(...counts.map(boxOf).flatMap((count) => icons.map((icon) => shared(count, icon))));
      isTrue(most <= 32, `${most} of the 256 square px of an icon are covered`);
      isEqual(
        pairsOf(counts.map(boxOf)).filter(([a, b]) => shared(a, b) > 0),
        [],
      );
      const labels = findAll(chart, '.label').map(boxOf);
      const covered = counts
        .map(boxOf)
        .flatMap((count) =>
          labels.filter((label) => Math.min(count.bottom - label.top, label.bottom - count.top) > 3 && shared(count, label) > 0),
        );
      isEqual(covered, []);
    });
});
