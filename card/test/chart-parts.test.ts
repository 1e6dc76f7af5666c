import type { PowerBin } from '../controllers/home-state.ts';
import { appendReading } from '../controllers/append-reading.ts';
import { bucketReadings, type Bucket } from '../chart/bucket-readings.ts';
import { changesOf } from '../elements/changes-of.ts';
import { modelOf } from '../chart/chart-model.ts';
import { rangeOf, timeAt, xOf } from '../chart/chart-range.ts';
import { areaPath, linePath, runsOf } from '../chart/curve-paths.ts';
import { inkStep } from '../chart/ink-step.ts';
import { patternText } from '../elements/pattern-text.ts';
import { placeLabels } from '../chart/place-labels.ts';
import { placeMarkers } from '../chart/place-markers.ts';
import { placeUnknown } from '../chart/place-unknown.ts';
import { scalePower } from '../chart/power-scale.ts';
import { timeTicks } from '../chart/time-ticks.ts';
import { spanText } from '../elements/range-text.ts';
import { at, correlation, hostIn, MINUTE_MS, NOW, pattern } from './fixtures.ts';
import { isEqual, isTrue } from './expect.ts';

const HOUR_MS = 60 * MINUTE_MS;
const range = { startMs: 0, endMs: 100, hours: 6, width: 10 };
const bin = (time_ms: number, power_w: number | null, max_w = power_w, explained_w: number | null = null): PowerBin => ({
  time_ms,
  power_w,
  max_w,
  explained_w,
});
const flat = (...watts: (number | null)[]): Bucket[] =>
  watts.map((mean) => (mean === null ? null : { mean, highest: mean, explained: null }));

describe('the range of the chart', () => {
  it('ends at a whole pixel of time, and stays the same until the next one', () => {
    const [first, second] = [1000, 40_000].map((later) =>
      rangeOf({ hours: 6, endMs: null, now: Math.floor(NOW / 72_000) * 72_000 + later, width: 300 }),
    );
    isEqual(first, second);
    isEqual(first!.endMs % 72_000, 0);
    isTrue(first!.endMs >= Math.floor(NOW / 72_000) * 72_000 + 40_000, 'now is within');
  });

  it('ends where it is told to', () => {
    const { startMs, endMs } = rangeOf({ hours: 1, endMs: NOW, now: NOW + HOUR_MS, width: 300 });
    isEqual([startMs, endMs], [NOW - HOUR_MS, NOW]);
  });

  it('goes from time to place and back', () => {
    isEqual(xOf(50, range), 5);
    isEqual(timeAt(5, range), 50);
  });

  it('is told in words where it is over', () =>
    isEqual(spanText({ hours: 6, endMs: NOW - 24 * HOUR_MS, now: NOW }, hostIn('de')), '23. Nov., 08:36 – 23. Nov., 14:36'));
});

describe('readings in buckets of a pixel', () => {
  it('hold until the next one', () => {
    const buckets = bucketReadings([bin(0, 5), bin(50, 8)], range, 100);
    isEqual(
      buckets.map((bucket) => bucket?.mean),
      [5, 5, 5, 5, 5, 8, 8, 8, 8, 8],
    );
  });

  it('keep the highest of the pixel, and the mean by time', () => {
    isEqual(bucketReadings([bin(0, 10, 12), bin(2, 20, 90), bin(4, 10, 11)], range, 100)[0], { mean: 12, highest: 90, explained: null });
  });

  it('leave a gap as it is, and end where the meter was last heard', () => {
    const buckets = bucketReadings([bin(0, 5), bin(20, null), bin(40, 7)], range, 60);
    isEqual(
      buckets.map((bucket) => bucket?.mean ?? null),
      [5, 5, null, null, 7, 7, null, null, null, null],
    );
  });

  it('begin before the range', () => isEqual(bucketReadings([bin(-500, 5)], range, 100)[0]?.mean, 5));

  it('know what is explained, never more than there is', () => {
    isEqual(bucketReadings([bin(0, 5, 9, 3)], range, 100)[0]?.explained, 3);
    isEqual(bucketReadings([bin(0, 5, 9, 8)], range, 100)[0]?.explained, 5);
  });
});

describe('the curve', () => {
  const y = (watts: number) => 100 - watts;
  const read = ({ mean }: NonNullable<Bucket>) => mean;

  it('is steps, equal neighbours as one', () => isEqual(linePath(runsOf(flat(5, 5, 8)), read, y), 'M0 95H2V92H3'));

  it('is interrupted by a gap, and so is the area', () => {
    const runs = runsOf(flat(5, null, 8));
    isEqual(linePath(runs, read, y), 'M0 95H1M2 92H3');
    isEqual(areaPath(runs, read, y, 100), 'M0 100V95H1V100ZM2 100V92H3V100Z');
  });
});

describe('the power axis', () => {
  it('has few round numbers, and ends at half a step above the highest power', () => {
    isEqual(scalePower(0, 2483), { bottom: 0, top: 3000, ticks: [0, 1000, 2000, 3000] });
    isEqual(scalePower(0, 3000), { bottom: 0, top: 3500, ticks: [0, 1000, 2000, 3000] });
    isEqual(scalePower(0, 1800).ticks, [0, 500, 1000, 1500, 2000]);
    isEqual(scalePower(0, 11_000).ticks, [0, 2000, 4000, 6000, 8000, 10_000, 12_000]);
  });

  it('has 3 to 6 numbers for every house', () => {
    for (let high = 1; high < 60_000; high = Math.ceil(high * 1.07)) {
      const { top, ticks } = scalePower(0, high);
      isTrue(top >= high && ticks.length >= 4 && ticks.length <= 7, `${high} W: ${ticks.join(', ')}`);
    }
  });

  it('goes below 0 where power is given away', () => {
    const { bottom, top, ticks } = scalePower(-2000, 900);
    isTrue(bottom <= -2000 && top >= 900 && ticks.includes(0), `${bottom} to ${top}: ${ticks.join(', ')}`);
  });

  it('has a height even when nothing is drawn', () => isTrue(scalePower(0, 0).top > 0, 'it is not flat'));
});

describe('the times', () => {
  const offset = () => HOUR_MS;
  const hoursOf = (hours: number, width: number, room = 44) =>
    timeTicks(rangeOf({ hours, endMs: NOW, now: NOW, width }), offset, room).map(({ timeMs }) =>
      new Date(timeMs + HOUR_MS).toISOString().slice(11, 16),
    );

  it('are whole quarters, hours or days of the reader’s clock', () => {
    isEqual(hoursOf(1, 290), ['13:45', '14:00', '14:15', '14:30']);
    isEqual(hoursOf(6, 290), ['10:00', '12:00', '14:00']);
    isEqual(hoursOf(6, 600), ['09:00', '10:00', '11:00', '12:00', '13:00', '14:00']);
    isEqual(hoursOf(24, 290), ['18:00', '00:00', '06:00', '12:00']);
    isEqual(hoursOf(168, 290, 40).length, 7);
  });

  it('are fewer where their texts are long', () => {
    isEqual(hoursOf(1, 230, 66), ['14:00', '14:30']);
    isEqual(hoursOf(24, 430, 66), ['18:00', '00:00', '06:00', '12:00']);
  });

  it('are midnights on both sides of a change of the clock', () => {
    const { formats } = hostIn('en');
    const endMs = Date.parse('2026-10-28T12:00:00.000Z');
    const ticks = timeTicks(rangeOf({ hours: 168, endMs, now: endMs, width: 600 }), (timeMs) => formats.offset(timeMs), 40);
    isEqual(
      ticks.map(({ timeMs }) => new Date(timeMs).toISOString().slice(5, 13)),
      ['10-21T22', '10-22T22', '10-23T22', '10-24T22', '10-25T23', '10-26T23', '10-27T23'],
    );
  });
});

describe('events', () => {
  const step = { start: at(30), end: at(20), power_w: 1180, pattern_id: null };

  it('are answers and both sides of a step without an entity, oldest first', () => {
    const events = changesOf({ correlations: [correlation({}, 4), correlation({ power_delta_w: -5 }, 25)], steps: [step], minDelta: 10 });
    isEqual(
      events.map(({ delta_w, confidence }) => [delta_w, confidence]),
      [
        [1180, null],
        [-5, 'sure'],
        [-1180, null],
        [1930, 'sure'],
      ],
    );
  });

  it('leave out what comes again and again, and what is small', () => {
    const steps = [
      { ...step, pattern_id: 'fridge' },
      { ...step, power_w: 9 },
    ];
    isEqual(changesOf({ correlations: [], steps, minDelta: 10 }), []);
  });
});

describe('markers', () => {
  const event = (id: string, timeMs: number, delta_w: number) => ({ id, timeMs, delta_w });
  const place = (events: ReturnType<typeof event>[], selectedId: string | null = null) =>
    placeMarkers(events, { xOf: ({ timeMs }) => timeMs, width: 300, selectedId }).map((marker) => [
      marker.x,
      marker.event.id,
      marker.events.length,
    ]);

  it('have a disc each where they are 32 px apart', () =>
    isEqual(place([event('a', 50, 100), event('b', 82, 900), event('c', 200, 50)]), [
      [200, 'c', 1],
      [82, 'b', 1],
      [50, 'a', 1],
    ]));

  it('share the nearest disc else, which shows the largest', () =>
    isEqual(place([event('a', 50, 100), event('b', 60, 900), event('c', 76, 50), event('d', 100, 40)]), [
      [100, 'd', 1],
      [60, 'b', 3],
    ]));

  it('do not swallow each other in chains', () => {
    const chain = Array.from({ length: 20 }, (_, i) => event(String(i), 20 + i * 13, i));
    isTrue(place(chain).length >= 6, 'each disc reaches 32 px');
  });

  it('show the selected event, wherever it stands', () =>
    isEqual(place([event('a', 50, 100), event('b', 60, 900), event('c', 200, 1)], 'a'), [
      [50, 'a', 2],
      [200, 'c', 1],
    ]));

  it('stay within the plot', () =>
    isEqual(place([event('a', 1, 100), event('b', 299, 900)]), [
      [286, 'b', 1],
      [11, 'a', 1],
    ]));
});

describe('the lane of steps without an entity', () => {
  const day = rangeOf({ hours: 24, endMs: NOW, now: NOW, width: 290 });
  /** Of 20 minutes each, evenly over the day. */
  const stepsOf = (count: number) =>
    Array.from({ length: count }, (_, i) => {
      const minutesAgo = ((i + 1) * 1440) / count;
      return { start: at(minutesAgo), end: at(minutesAgo - 20), power_w: 95, pattern_id: null };
    });

  it('has a block each from rise to fall, of whole dots, as long as they stand apart', () => {
    const { isCrowded, blocks } = placeUnknown(stepsOf(24), day);
    isEqual([isCrowded, blocks.length], [false, 24]);
    isTrue(
      blocks.every(({ x, width, height }) => width % 4 === 0 && height === 16 && x >= 0 && x + width <= 290),
      'dots are whole',
    );
  });

  it('joins those that overlap', () => {
    const step = { start: at(600), end: at(300), power_w: 95, pattern_id: null };
    const { blocks } = placeUnknown([step, { ...step, start: at(500), end: at(200) }, { ...step, start: at(400), end: at(390) }], day);
    isEqual(
      blocks.map(({ width }) => width),
      [80],
    );
  });

  it('is columns of dots where they crowd, as high as much of the time is taken', () => {
    for (const count of [60, 400]) {
      const { isCrowded, blocks } = placeUnknown(stepsOf(count), day);
      isTrue(isCrowded && blocks.every(({ x, width }) => x % 4 === 0 && width === 4), 'they stand in a grid');
      isEqual(new Set(blocks.map(({ x }) => x)).size, blocks.length);
    }
    const [short, whole] = placeUnknown([{ ...stepsOf(1)[0]!, start: at(1440), end: at(1439) }, ...stepsOf(60)], day).blocks.toSorted(
      (a, b) => a.height - b.height,
    );
    isTrue(short!.height === 4 && whole!.height <= 16, 'one dot at least');
  });
});

describe('labels', () => {
  const measure = (text: string) => text.length * 6;
  const place = (...markers: { x: number; name: string; watts: string }[]) => placeLabels(markers, { width: 300, measure });

  it('are left out where they are nearer than 6 px', () => {
    const [first, second, third] = place(
      { x: 100, name: '', watts: '+2.1 kW' },
      { x: 140, name: '', watts: '+60 W' },
      { x: 160, name: '', watts: '+60 W' },
    );
    isEqual([first?.x, second, third?.x], [100, null, 160]);
  });

  it('drop the name before the watts', () => {
    const [, second] = place({ x: 100, name: 'Kettle', watts: '+2.1 kW' }, { x: 180, name: 'Washing machine', watts: '+1.9 kW' });
    isEqual(second, { x: 180, name: '', watts: '+1.9 kW' });
  });

  it('stay within the plot', () => isEqual(place({ x: 2, name: '', watts: '+1.9 kW' })[0]?.x, 21));
});

describe('an inked step', () => {
  const pixelMs = 72_000;

  it('is where the curve makes it, beside the state change', () =>
    isEqual(inkStep(flat(400, 400, 400, 2400, 2400), { x: 2.4, delta_w: 2000, pixelMs }), { x: 3, levels: [400, 2400] }));

  it('is drawn in two where it falls within a pixel', () =>
    isEqual(inkStep(flat(400, 400, 1600, 2400, 2400), { x: 2, delta_w: 2000, pixelMs }), { x: 2, levels: [400, 1600, 2400] }));

  it('is none where the curve goes the other way, too little, or is not known', () => {
    for (const buckets of [flat(2400, 2400, 400, 400), flat(400, 400, 900, 900), flat(400, null, null, 2400)])
      isEqual(inkStep(buckets, { x: 2, delta_w: 2000, pixelMs }), null);
  });
});

describe('ink on the curve', () => {
  const range = rangeOf({ hours: 24, endMs: NOW, now: NOW, width: 300 });
  /** A pixel, ms. */
  const PIXEL_MS = (24 * HOUR_MS) / range.width;
  const modelWith = (watts: readonly number[], events: Parameters<typeof modelOf>[0]['events']) => {
    const bins = watts.map((power_w, i) => bin(range.startMs + i * PIXEL_MS, power_w));
    const history = { bin_ms: PIXEL_MS, always_on_w: null, usage: null, bins };
    const drawing = { range, plotHeight: 150, isWide: false, steps: null, selectedId: null, measure: () => 40, host: hostIn('en') };
    return modelOf({ ...drawing, history, knownUntilMs: range.endMs, events });
  };
  const stepAt = (x: number, power_delta_w: number) => correlation({ power_delta_w }, ((range.width - x) * PIXEL_MS) / MINUTE_MS, NOW);
  const inkedAt = (watts: readonly number[], ...steps: [x: number, delta: number][]) => {
    const correlations = steps.map(([x, delta]) => stepAt(x, delta));
    return modelWith(watts, changesOf({ correlations, steps: [], minDelta: 10 })).inked.map(({ x, event }) => [x, event.delta_w]);
  };
  const rising = (...at: number[]) => Array.from({ length: range.width }, (_, i) => 300 + 800 * at.filter((x) => x <= i).length);

  it('is on each step where they stand apart', () =>
    isEqual(inkedAt(rising(100, 130, 160), [100, 800], [130, 800], [160, 800]), [
      [100, 800],
      [130, 800],
      [160, 800],
    ]));

  it('is on the largest alone where many rise side by side, so that the curve is still seen', () => {
    const watts = Array.from({ length: range.width }, (_, i) => (i < 100 ? 300 : i < 104 ? 1000 : i < 108 ? 3000 : 3700));
    isEqual(inkedAt(watts, [100, 700], [104, 2000], [108, 700]), [[104, 2000]]);
  });

  it('is on a rise and the fall beside it', () => {
    const watts = Array.from({ length: range.width }, (_, i) => (i >= 100 && i < 103 ? 2300 : 300));
    isEqual(inkedAt(watts, [100, 2000], [103, -2000]), [
      [100, 2000],
      [103, -2000],
    ]);
  });

  it('is not used up by a change that the curve does not show', () => {
    const watts = Array.from({ length: range.width }, (_, i) => (i < 100 ? 300 : 1000));
    isEqual(inkedAt(watts, [100, 700], [106, 5000]), [[100, 700]]);
  });
});

describe('a new reading on the chart', () => {
  const range = rangeOf({ hours: 6, endMs: null, now: NOW, width: 720 });
  const bins = Array.from({ length: 360 }, (_, i) => bin(range.startMs + i * MINUTE_MS, i < 200 ? 300 : 1200));
  const change = (minutes: number) => correlation({ power_delta_w: 900 }, (range.endMs - range.startMs) / MINUTE_MS - minutes, range.endMs);
  const draw = (minutes: number, ...watts: number[]) => {
    const events = changesOf({ correlations: [change(minutes)], steps: [], minDelta: 10 });
    const host = hostIn('en');
    const measure = (text: string) => text.length * 7;
    let model: ReturnType<typeof modelOf> | null = null;
    return watts.map((last) => {
      const history = {
        bin_ms: MINUTE_MS,
        always_on_w: null,
        usage: null,
        bins: [...bins.slice(0, -1), bin(range.endMs - MINUTE_MS, last)],
      };
      const drawing = { range, plotHeight: 150, isWide: true, steps: null, selectedId: null, measure, host };
      return (model = modelOf({ ...drawing, history, knownUntilMs: range.endMs, events }, model));
    });
  };

  it('moves the end of the curve, and leaves all else as it stands', () => {
    const [before, after] = draw(200, 1200, 1100);
    isEqual([before?.buckets.at(-1)?.mean, after?.buckets.at(-1)?.mean], [1200, 1100]);
    isTrue(before?.markers === after?.markers && before?.events === after?.events, 'nothing else is placed anew');
  });

  it('places all anew where it is beside a change, or higher than the axis', () => {
    const [before, beside] = draw(359, 1200, 2000);
    isTrue(before?.markers !== beside?.markers, 'the change is beside the reading');
    isEqual([before?.events[0]?.ink, beside?.events[0]?.ink?.levels], [null, [1200, 2000]]);
    const [low, high] = draw(200, 1200, 9000);
    isTrue(low!.scale.top < 9000 && high!.scale.top >= 9000 && low!.y(1200) !== high!.y(1200), 'the axis has grown');
  });
});

describe('an appended reading', () => {
  const rangeMs = HOUR_MS;
  const history = { bin_ms: 60_000, always_on_w: null, usage: null, bins: [bin(NOW - 60_000, 100), bin(NOW, 100, 120)] };

  it('is folded into its bin', () => {
    const { bins } = appendReading(history, { time_ms: NOW + 10_000, power_w: 300, explained_w: null, rangeMs });
    isEqual(bins, [bin(NOW - 60_000, 100), bin(NOW, 200, 300)]);
  });

  it('begins the next bin, and lets go of what has left the range', () => {
    const { bins } = appendReading(history, { time_ms: NOW + 61 * MINUTE_MS, power_w: 300, explained_w: null, rangeMs });
    isEqual(bins, [bin(NOW, 100, 120), bin(NOW + 61 * MINUTE_MS, 300)]);
  });

  it('that comes late changes nothing', () =>
    isTrue(appendReading(history, { time_ms: NOW - 1, power_w: 1, explained_w: null, rangeMs }) === history, 'the same'));

  it('that comes after a silence leaves a gap before it', () => {
    const { bins } = appendReading(history, {
      time_ms: NOW + 10 * MINUTE_MS,
      power_w: 300,
      explained_w: null,
      rangeMs,
      silentSinceMs: NOW + 5000,
    });
    isEqual(bins.slice(2), [bin(NOW + 60_000, null), bin(NOW + 10 * MINUTE_MS, 300)]);
  });

  it('tells a gap that begins within its bin, until the meter knows again', () => {
    const unknown = appendReading(history, { time_ms: NOW + 10_000, power_w: null, explained_w: null, rangeMs });
    isEqual(unknown.bins, [bin(NOW - 60_000, 100), bin(NOW, 100, 120), bin(NOW + 60_000, null)]);
    const within = appendReading(unknown, { time_ms: NOW + 20_000, power_w: 300, explained_w: null, rangeMs });
    isEqual(within.bins, [bin(NOW - 60_000, 100), bin(NOW, 200, 300)]);
    const later = appendReading(unknown, { time_ms: NOW + 70_000, power_w: 300, explained_w: null, rangeMs });
    isEqual(later.bins.slice(1), [bin(NOW, 100, 120), bin(NOW + 60_000, 300)]);
  });

  it('is a gap when the meter does not know', () =>
    isEqual(
      appendReading(history, { time_ms: NOW + 60_000, power_w: null, explained_w: null, rangeMs }).bins.at(-1),
      bin(NOW + 60_000, null),
    ));
});

describe('what comes again and again', () => {
  const steps = Array.from({ length: 7 }, (_, i) => ({ start: at(50 * i), end: null, power_w: 95, pattern_id: 'fridge' }));

  it('is told by size and rhythm, with a guess', () => {
    isEqual(
      patternText({ steps, patterns: [pattern] }, hostIn('en'))?.replaceAll('\u00a0', ' '),
      '7 × about 95 W for 18 min, every 50 min: perhaps a fridge',
    );
  });

  it('is told by its name where it has one, and not at all in a range without it', () => {
    isTrue(patternText({ steps, patterns: [{ ...pattern, name: 'Freezer' }] }, hostIn('en'))?.endsWith(': Freezer') === true, 'its name');
    isEqual(patternText({ steps: [], patterns: [pattern] }, hostIn('en')), null);
  });
});
