import { describe, expect, it } from 'vitest';
import { delayBetween, holdBack, type Told } from '../../meter/learn-delays.ts';
import { createRandom } from '../../simulated-home/random.ts';

const HOUR_S = 3600;

/** Sun with clouds, loads, and a battery, W at each second of some hours. */
function aDay(hours: number, seed: string) {
  const random = createRandom(seed);
  let [cloud, load] = [1, 300];
  return Array.from({ length: hours * HOUR_S }, () => {
    if (random.between(0, 1) < 1 / 200) cloud = random.between(0.1, 1);
    if (random.between(0, 1) < 1 / 300) load = random.between(200, 2500);
    const solar = 4000 * cloud;
    return { solar, load, grid: load - solar };
  });
}

/** As a sensor tells it: every so many seconds, so late. */
const told = (values: number[], { every = 1, lateS = 0 }): Told[] =>
  values.flatMap((watts, second) => (second % every === 0 ? [{ time_ms: (second + lateS) * 1000, watts }] : []));

describe('the delay between two parts', () => {
  const day = aDay(6, 'clouds');
  const grid = day.map((second) => second.grid);
  const solar = day.map((second) => second.solar);

  it('is found from clouds, among loads that change the grid alone', () => {
    expect(delayBetween(told(grid, { lateS: 7 }), told(solar, {}))).toBe(7000);
    expect(delayBetween(told(grid, {}), told(solar, { lateS: 12 }))).toBe(-12_000);
    expect(delayBetween(told(grid, { every: 5, lateS: 3 }), told(solar, { every: 2 }))).toBeGreaterThan(1000);
  });

  it('is about the mean age of a slow sensor', () => {
    const slow = delayBetween(told(grid, { every: 2 }), told(solar, { every: 30 }));
    expect(slow).toBeLessThan(-8000);
    expect(slow).toBeGreaterThan(-25_000);
  });

  it('is none where nothing can be told: no sun, no relation, too little', () => {
    const night = told(
      day.map(() => 0),
      {},
    );
    expect(delayBetween(told(grid, {}), night)).toBe(0);
    const elsewhere = aDay(6, 'another roof').map((second) => second.solar);
    expect(delayBetween(told(grid, {}), told(elsewhere, {}))).toBe(0);
    expect([delayBetween([], []), delayBetween(told(grid.slice(0, 30), {}), told(solar.slice(0, 30), {}))]).toEqual([0, 0]);
  });

  it('passes over what is not known', () => {
    const away = told(solar, {}).map((row, second) => (second > 5000 && second < 9000 ? { ...row, watts: null } : row));
    expect(delayBetween(told(grid, { lateS: 7 }), away)).toBe(7000);
  });
});

describe('holding back', () => {
  it('waits for the latest part', () => {
    const day = aDay(4, 'three');
    const parts = new Map([
      [
        'grid',
        told(
          day.map(({ grid }) => grid),
          { lateS: 5 },
        ),
      ],
      [
        'solar',
        told(
          day.map(({ solar }) => solar),
          {},
        ),
      ],
    ]);
    expect(Object.fromEntries(holdBack(parts))).toEqual({ grid: 0, solar: 5000 });
    const other = new Map([...parts].reverse());
    expect(Object.fromEntries(holdBack(other))).toEqual({ grid: 0, solar: 5000 });
    expect(holdBack(new Map()).size).toBe(0);
  });
});
