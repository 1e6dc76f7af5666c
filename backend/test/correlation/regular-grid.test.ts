import { describe, expect, it } from 'vitest';
import { createCadenceWatch, estimateCadence, watchCadence, type Cadence } from '../../correlation/cadence.ts';
import { createGrid, paceOf, passTime, pushReading } from '../../correlation/regular-grid.ts';

const regular = (dt: number): Cadence => ({ dt, onChange: false });

/** What a grid makes of readings [s, W] and of time that passes ([s]). */
function run(cadence: Cadence, steps: readonly (readonly [number, number | null] | readonly [number])[]) {
  const grid = createGrid(cadence);
  const given: (readonly [number, number] | 'gap')[] = [];
  const sink = { sample: (t: number, p: number) => void given.push([t, p]), gap: () => void given.push('gap') };
  for (const step of steps) {
    if (step.length === 1) passTime(grid, step[0], sink);
    else pushReading(grid, step[0], step[1], sink);
  }
  return given;
}

describe('the regular grid', () => {
  it('gives readings on as they are when they are on time', () => {
    expect(
      run(regular(10), [
        [0, 1],
        [10, 2],
        [21, 3],
      ]),
    ).toEqual([
      [0, 1],
      [10, 2],
      [21, 3],
    ]);
  });

  it('holds an unchanged reading that was not sent', () => {
    expect(
      run(regular(10), [
        [0, 5],
        [30, 7],
      ]),
    ).toEqual([
      [0, 5],
      [10, 5],
      [20, 5],
      [30, 7],
    ]);
    expect(run(regular(10), [[0, 5], [16]])).toEqual([
      [0, 5],
      [10, 5],
    ]);
  });

  it('takes more than ten missing readings for a gap', () => {
    const given = run(regular(10), [
      [0, 5],
      [500, 7],
    ]);
    expect(given.filter((one) => one !== 'gap').length).toBe(11);
    expect(given.at(-2)).toBe('gap');
  });

  it('takes an unknown reading for a gap at once', () => {
    expect(
      run(regular(10), [
        [0, 5],
        [10, null],
        [20, 7],
      ]),
    ).toEqual([[0, 5], 'gap', [20, 7]]);
  });

  it('thins a meter of 1 s to 2 s', () => {
    expect(paceOf(regular(1))).toBe(2);
    expect(
      run(regular(1), [
        [0, 1],
        [1, 2],
        [2, 3],
        [3, 4],
        [4, 5],
        [5, 6],
      ]),
    ).toEqual([
      [0, 1],
      [2, 3],
      [4, 5],
    ]);
  });

  it('gives the same whether time is told often or once', () => {
    const readings = [
      [0, 5],
      [10, 6],
      [40, 7],
      [47, 8],
      [300, 9],
      [310, 9],
    ] as const;
    const often = readings.flatMap((reading, i) => {
      const next = readings[i + 1]?.[0] ?? reading[0];
      const between = Array.from(
        { length: Math.max(0, Math.floor((next - reading[0]) / 3) - 1) },
        (_, k) => [reading[0] + 3 * (k + 1)] as const,
      );
      return [reading, ...between];
    });
    for (const cadence of [regular(10), regular(1), { dt: 10, onChange: true }])
      expect(run(cadence, often)).toEqual(run(cadence, readings));
  });

  it('holds what a meter that reports changes said last, for up to ten minutes', () => {
    const onChange = { dt: 8, onChange: true };
    expect(
      run(onChange, [
        [0, 5],
        [20, 7],
        [22, 9],
      ]),
    ).toEqual([
      [0, 5],
      [8, 5],
      [20, 7],
      [22, 9],
    ]);
    expect(run(onChange, [[0, 5], [599]])).not.toContain('gap');
    expect(run(onChange, [[0, 5], [601]]).at(-1)).toBe('gap');
  });
});

describe('the cadence', () => {
  it('is the median interval, whatever was not sent', () => {
    expect(estimateCadence(Object.freeze([10, 10, 11, 9, 20]))).toEqual({ dt: 10, onChange: false });
  });

  it('of a meter that reports changes is how soon it follows them, though it is still for longer', () => {
    expect(estimateCadence(Object.freeze([5, 6, 7, 20, 60, 8, 30, 5, 12, 60]))).toEqual({ dt: 5, onChange: true });
  });

  it('is believed after 20 intervals, when faster at once, when slower after half a day', () => {
    const watch = createCadenceWatch();
    let known: Cadence | null = null;
    let t = 0;
    const feed = (interval: number, count: number) => {
      for (let i = 0; i < count; i++) known = watchCadence(watch, interval, (t += interval), known) ?? known;
    };
    feed(10, 19);
    expect(known).toBeNull();
    feed(10, 400);
    expect(known).toEqual(regular(10));
    feed(30, 400);
    expect(known).toEqual(regular(10));
    feed(30, 1800);
    expect(known).toEqual(regular(30));
    feed(5, 400);
    expect(known).toEqual(regular(5));
  });
});
