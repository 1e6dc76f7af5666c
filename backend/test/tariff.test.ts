import { describe, expect, it } from 'vitest';
import { UnavailableError } from '../errors.ts';
import { withFixedPrice } from '../home/with-fixed-price.ts';
import { createLog } from '../log.ts';
import { createTariff, meanOf } from '../tariff.ts';
import { createManualClock } from './manual-clock.ts';
import { createScriptedSources } from './scripted-sources.ts';

const HOUR_MS = 3_600_000;
const T0 = Date.UTC(2026, 10, 24);
const hour = (n: number) => ({ start_ms: T0 + n * HOUR_MS, end_ms: T0 + (n + 1) * HOUR_MS });
const log = createLog({ level: 'silent', secrets: [] });

/** A home whose price is the hour of the day in cents. */
function create(prices?: () => Promise<{ time_ms: number; price: number | null }[]>) {
  const clock = createManualClock(T0 + 12.5 * HOUR_MS);
  const asked: { start_ms: number; end_ms: number }[] = [];
  const hourly = ({ start_ms, end_ms }: { start_ms: number; end_ms: number }) =>
    Array.from({ length: Math.ceil((end_ms - start_ms) / HOUR_MS) }, (_, i) => ({
      time_ms: start_ms + i * HOUR_MS,
      price: (start_ms - T0) / HOUR_MS / 100 + i / 100,
    }));
  const home = {
    ...createScriptedSources({ now: () => clock.now() }).home,
    prices: (range: { start_ms: number; end_ms: number }) => {
      asked.push(range);
      return prices?.() ?? Promise.resolve(hourly(range));
    },
  };
  return { asked, home, clock, tariff: createTariff({ home, clock, log }) };
}

describe('meanOf', () => {
  it('weighs each price by how long it held, and leaves out what nobody knows', () => {
    const changes = [
      { time_ms: -10, price: 0.2 },
      { time_ms: 30, price: null },
      { time_ms: 50, price: 0.4 },
    ];
    // (30 * 0.2 + 10 * 0.4) / 40
    expect(meanOf(changes, { start_ms: 0, end_ms: 60 })).toBeCloseTo(0.25);
    expect(meanOf([{ time_ms: 0, price: null }], { start_ms: 0, end_ms: 60 })).toBeNull();
  });
});

describe('the tariff', () => {
  it('costs each hour at its own price, and asks for a stretch of history once', async () => {
    const { tariff, asked } = create();
    expect(await tariff.meanPrice(hour(3))).toBeCloseTo(0.03);
    expect(await tariff.meanPrice(hour(4))).toBeCloseTo(0.04);
    expect(await tariff.meanPrice(hour(11))).toBeCloseTo(0.11);
    expect(asked).toHaveLength(1);
  });

  it('takes the price of now for what is just over where its history cannot be had, and does not make up the past', async () => {
    const { tariff } = create(() => Promise.resolve([]));
    expect(await tariff.meanPrice(hour(11))).toBe(0.3);
    expect(await tariff.meanPrice(hour(2))).toBeNull();
    const broken = create(() => Promise.reject(new UnavailableError('gone')));
    expect(await broken.tariff.meanPrice(hour(11))).toBe(0.3);
    expect(await broken.tariff.meanPrice(hour(2))).toBeNull();
  });

  it('leaves an hour without a price where its price was unavailable, and takes one below 0 or of 0 as it is', async () => {
    const { tariff } = create(() =>
      Promise.resolve([
        { time_ms: T0, price: -0.05 },
        { time_ms: T0 + 9.5 * HOUR_MS, price: 0 },
        { time_ms: T0 + 11 * HOUR_MS, price: null },
      ]),
    );
    expect(await tariff.meanPrice(hour(9))).toBeCloseTo(-0.025);
    expect(await tariff.meanPrice(hour(10))).toBe(0);
    expect(await tariff.meanPrice(hour(11))).toBeNull();
  });

  it('is what the user has set, always, where he has', async () => {
    const { home, clock } = create();
    const fixed = withFixedPrice(home, { price: 0.42, currency: 'CHF' });
    expect(await createTariff({ home: fixed, clock, log }).meanPrice(hour(2))).toBe(0.42);
    expect(fixed.settings()).toMatchObject({ price: 0.42, currency: 'CHF', time_zone: 'Europe/Berlin' });
    expect(withFixedPrice(home, {}).settings()).toMatchObject({ price: 0.3, currency: 'EUR' });
  });
});
