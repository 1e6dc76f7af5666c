/** `npm run bench:card`: how fast the built card is, beside a bare `ha-card` in the same browser; prints, and judges nothing. */
import type { LitElement } from 'lit';
import '../page/ha-card.ts';
import '../page/ha-icon.ts';
import '../page/theme.ts';
import type { WattributeCard } from '../wattribute-card.ts';
import { fakeHass, fakeSocket } from './fake-hass.ts';
import { at, correlation, current, live } from './fixtures.ts';
import { findAll, until } from './show.ts';

/** As many as a chart of a wide page asks for. */
const BINS = 800;
const DEVICES = ['switch.dryer', 'light.lamp', 'light.dining', 'light.kitchen', 'climate.pump'];

/** A house that is never quiet, `hours` long. */
const seriesOf = (hours: number) => {
  const bin_s = (hours * 3600) / BINS;
  const readings = Array.from({ length: BINS }, (_, i) => {
    const power_w = 400 + 300 * Math.sin(i / 9) + (i % 31 < 4 ? 1900 : 0);
    return {
      timestamp: at(((BINS - i) * bin_s) / 60, Date.now()),
      power_w,
      min_w: power_w,
      max_w: power_w + 80,
      explained_w: power_w - 60,
    };
  });
  const usage = DEVICES.map((entity_id, i) => ({
    entity_id,
    provenance: 'learned',
    energy_kwh: 9 - i,
    on: Array.from({ length: 40 }, (_, k) => [at((k + 1) * 240, Date.now()), at((k + 1) * 240 - 90, Date.now())]),
  }));
  return { bin_s, always_on_w: 212, readings, usage: hours >= 24 ? usage : null };
};
const changes = Array.from({ length: 200 }, (_, i) =>
  correlation({ entity_id: DEVICES[i % DEVICES.length] ?? '', power_delta_w: i % 2 === 0 ? 900 : -900 }, 1 + i * 1.7, Date.now()),
);

type Asked = { path?: string; query?: { hours?: number } };
const answer = ({ path, query }: Asked): unknown =>
  ({
    '/health': { status: 'ok', protocol: 1 },
    '/energy/current': current({}, Date.now()),
    '/energy/series': seriesOf(query?.hours ?? 6),
    '/energy/correlations': changes,
    '/energy/unexplained': { steps: [], patterns: [] },
  })[path ?? ''] ?? {};

const frame = () => new Promise<number>((resolve) => requestAnimationFrame(resolve));
/** What was drawn before is on the screen. */
const painted = async () => {
  await frame();
  await new Promise((resolve) => setTimeout(resolve));
};
const atShare = (values: number[], share: number): number => [...values].sort((a, b) => a - b)[Math.floor(values.length * share)] ?? NaN;
const ms = (value: number): string => `${value.toFixed(1)} ms`;
// eslint-disable-next-line no-console -- a benchmark prints
const say = (what: string, figure: string) => console.log(`${what.padEnd(58)}${figure}`);

const places = (width: number): HTMLElement => {
  const place = document.createElement('div');
  place.style.width = `${width}px`;
  document.body.append(place);
  return place;
};

async function openCard(options: object = {}, width = 500) {
  const home = fakeSocket(answer);
  const place = places(width);
  const begin = performance.now();
  const card: WattributeCard = document.createElement('wattribute-card');
  card.setConfig({ type: 'custom:wattribute-card', ...options });
  card.hass = fakeHass(home.socket);
  place.append(card);
  await painted();
  const firstMs = performance.now() - begin;
  await until(() => home.made() > 0);
  home.send({ type: 'connection', data: { connected: true } });
  return { card, home, place, firstMs, begin };
}

async function openBare() {
  const place = places(500);
  const begin = performance.now();
  const card = document.createElement('ha-card');
  card.textContent = '2,483 W';
  place.append(card);
  await painted();
  const firstMs = performance.now() - begin;
  place.remove();
  return firstMs;
}

const repeat = async (times: number, measure: () => Promise<number>): Promise<number[]> => {
  const values: number[] = [];
  for (let i = 0; i < times; i += 1) values.push(await measure());
  return values;
};

/** What draws a reading, from the outside to the inside: looked for before the clock runs, since that takes as long as the drawing. */
const drawing = (card: Element) =>
  findAll(card, 'wattribute-view, wattribute-now, wattribute-chart, wattribute-power-chart') as unknown as LitElement[];

/** A new reading: told, drawn and laid out; without the wait for the screen. */
async function update({ home, card }: Awaited<ReturnType<typeof openCard>>, i: number): Promise<number> {
  const timestamp = new Date(Date.now() + i * 1000).toISOString();
  const elements = drawing(card);
  const begin = performance.now();
  home.send({ type: 'reading', data: live({ timestamp, total_power_w: 400 + (i % 50) * 40 }) });
  for (const element of elements) await element.updateComplete;
  // Makes the browser lay it out.
  return card.getBoundingClientRect().height > 0 ? performance.now() - begin : Number.NaN;
}

const heapBytes = (): number => {
  (window as unknown as { gc: () => void }).gc();
  return (performance as unknown as { memory: { usedJSHeapSize: number } }).memory.usedJSHeapSize;
};

const isWhole = (card: Element) => findAll(card, 'wattribute-power-chart').length > 0 && findAll(card, 'tbody tr').length > 0;

describe('the built card, in figures', function figures() {
  this.timeout(300_000);

  before(() => import(`${location.origin}/dist/card/wattribute-card.js`));

  it('first paint', async () => {
    await openCard().then(({ place }) => place.remove());
    const bare = await repeat(20, openBare);
    const whole: number[] = [];
    const first = await repeat(20, async () => {
      const opened = await openCard();
      await until(() => isWhole(opened.card));
      await painted();
      whole.push(performance.now() - opened.begin);
      opened.place.remove();
      return opened.firstMs;
    });
    say('first paint of a bare ha-card, median', ms(atShare(bare, 0.5)));
    say(
      'first paint after setConfig and hass, median',
      `${ms(atShare(first, 0.5))} (${(atShare(first, 0.5) / atShare(bare, 0.5)).toFixed(1)} × bare)`,
    );
    say('first paint after setConfig and hass, p95', ms(atShare(first, 0.95)));
    say('all five sections with their data, median', ms(atShare(whole, 0.5)));
  });

  for (const sections of [['now'], ['chart'], ['circuits'], ['correlations'], ['now', 'chart', 'circuits', 'correlations']])
    it(`update of ${sections.join(', ')}`, async () => {
      const opened = await openCard({ sections }, 1080);
      await until(() => findAll(opened.card, 'section').length >= sections.length);
      await painted();
      for (let i = 0; i < 50; i += 1) await update(opened, i);
      const times: number[] = [];
      for (let i = 50; i < 350; i += 1) {
        times.push(await update(opened, i));
        if (i % 10 === 0) await frame();
      }
      say(`update of ${sections.join(', ')}: median, p95`, `${ms(atShare(times, 0.5))}, ${ms(atShare(times, 0.95))}`);
      opened.place.remove();
    });

  it('a week', async () => {
    const opened = await openCard({ hours: 168, sections: ['now', 'chart'] }, 1080);
    await until(() => findAll(opened.card, 'wattribute-power-chart').length > 0);
    await painted();
    const box = findAll(opened.card, 'wattribute-power-chart')[0]!.getBoundingClientRect();
    const target = findAll(opened.card, 'wattribute-power-chart svg')[0] ?? findAll(opened.card, 'wattribute-power-chart')[0]!;
    const frames: number[] = [];
    let last = await frame();
    for (let i = 0; i < 240; i += 1) {
      const clientX = box.left + 40 + ((i * 7) % (box.width - 60));
      target.dispatchEvent(new PointerEvent('pointermove', { clientX, clientY: box.top + 120, bubbles: true, composed: true }));
      if (i % 60 === 0) await update(opened, 1000 + i);
      const now = await frame();
      frames.push(now - last);
      last = now;
    }
    say('a week on the chart, pointer moving, live: frame, median', ms(atShare(frames, 0.5)));
    say('a week on the chart, pointer moving, live: frame, p95', ms(atShare(frames, 0.95)));
    opened.place.remove();
  });

  it('memory', async () => {
    const opened = await openCard({ hours: 1 }, 500);
    await until(() => isWhole(opened.card));
    for (let i = 0; i < 4000; i += 1) await update(opened, i);
    await painted();
    const before = heapBytes();
    for (let i = 4000; i < 14_000; i += 1) {
      await update(opened, i);
      if (i % 200 === 0) await painted();
    }
    const grown = (heapBytes() - before) / 1024;
    say('memory after 10,000 updates', `${grown > 0 ? '+' : ''}${grown.toFixed(0)} kB of ${(before / 1024 / 1024).toFixed(1)} MB`);
    opened.place.remove();
  });
});
