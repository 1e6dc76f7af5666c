/** All that the chart draws, in pixels: computed once for what is given, from pure parts. */
import type { UnexplainedStep } from '../../backend/contract/unexplained.ts';
import type { PowerHistory } from '../controllers/home-state.ts';
import type { Host } from '../host/host.ts';
import { bucketReadings, type Bucket } from './bucket-readings.ts';
import type { Change } from '../elements/changes-of.ts';
import { hasMarkers, xOf, type ChartRange } from './chart-range.ts';
import { isSameList } from '../elements/is-same-list.ts';
import { inkStep, reachOf, type Ink } from './ink-step.ts';
import { placeLabels, type MeasureText, type PlacedLabel } from './place-labels.ts';
import { placeMarkers } from './place-markers.ts';
import { scalePower, type PowerScale } from './power-scale.ts';
import { timeTicks } from './time-ticks.ts';

/** Heights from top to bottom, px. */
const LANE = { up: 48, upDisc: 32, down: 52, downDisc: 20, none: 8, noneBelow: 10 };
const TIME_AXIS = 20;
const UNKNOWN_LANE = 22;
export const USAGE_LANE = 32;
/** Lanes of devices: so many, and one more where it is wide. */
const MOST_DEVICES = 4;
const GAP = 6;
/** Of the steps the same way that are nearer, only the largest is inked, px: where changes crowd, the curve stays to be seen. */
const INK_APART = 12;

type Layout = {
  top: number;
  bottom: number;
  /** Centers of the discs. */
  discs: { up: number; down: number };
  /** Base line of the times. */
  timesY: number;
  /** Upper edge of the lanes of devices. */
  usageY: number;
  /** Upper edge of the lane of unexplained steps. */
  unknownY: number;
  height: number;
};

export type Usage = NonNullable<PowerHistory['usage']>[number];

export type Marker = { x: number; y: number; isRise: boolean; event: Change; events: Change[]; label: PlacedLabel | null };
export type PlacedEvent = { event: Change; x: number; ink: Ink | null };

export type ChartModel = {
  /** What all but the curve was made of. */
  of: readonly unknown[];
  range: ChartRange;
  layout: Layout;
  buckets: Bucket[];
  scale: PowerScale;
  y: (watts: number) => number;
  events: PlacedEvent[];
  /** Those whose step on the curve bears ink. */
  inked: PlacedEvent[];
  /** In the order of time. */
  markers: Marker[];
  /** The largest consumers, a lane each. */
  usage: Usage[];
  /** Along the time axis. */
  times: { x: number; text: string }[];
};

export type ChartInput = {
  range: ChartRange;
  plotHeight: number;
  isWide: boolean;
  history: PowerHistory;
  knownUntilMs: number;
  events: readonly Change[];
  /** Null: not known, and the lane is left out. */
  steps: readonly UnexplainedStep[] | null;
  selectedId: string | null;
  measure: MeasureText;
  host: Host;
};

/** What rounds to 0.00 kWh has no lane. */
const LEAST_KWH = 0.005;

/** The largest first; shorter ranges have markers enough. */
const usageOf = ({ history, isWide, range }: ChartInput): Usage[] =>
  (range.hours < 24 ? [] : (history.usage ?? []))
    .filter(({ energy_kwh }) => energy_kwh >= LEAST_KWH)
    .sort((a, b) => b.energy_kwh - a.energy_kwh)
    .slice(0, MOST_DEVICES + Number(isWide));

function layOut(input: ChartInput): Layout {
  const { range, plotHeight, steps } = input;
  const isMarked = hasMarkers(range);
  const top = (isMarked ? LANE.up : LANE.none) + GAP;
  const bottom = top + plotHeight;
  const timesY = bottom + (isMarked ? LANE.down : LANE.noneBelow) + 14;
  const devices = usageOf(input).length;
  const lanes = devices === 0 ? 0 : devices * USAGE_LANE + 4;
  const unknownY = timesY + 12 + lanes;
  return {
    top,
    bottom,
    discs: { up: LANE.upDisc, down: bottom + LANE.downDisc },
    timesY,
    usageY: timesY + 10,
    unknownY,
    height: timesY - 14 + TIME_AXIS + lanes + (steps === null ? 0 : UNKNOWN_LANE),
  };
}

const lowestOf = (buckets: readonly Bucket[]): number => buckets.reduce((low, bucket) => Math.min(low, bucket?.mean ?? low), 0);
const highestOf = (buckets: readonly Bucket[]): number => buckets.reduce((high, bucket) => Math.max(high, bucket?.highest ?? high), 0);

const pixelMsOf = ({ startMs, endMs, width }: ChartRange): number => (endMs - startMs) / width;

function placeEvents({ range, events }: ChartInput, buckets: readonly Bucket[]): PlacedEvent[] {
  const pixelMs = pixelMsOf(range);
  const shown = events.filter(({ timeMs }) => timeMs >= range.startMs && timeMs <= range.endMs);
  return shown.map((event) => {
    const x = xOf(event.timeMs, range);
    const ink = inkStep(buckets, { x, delta_w: event.delta_w, pixelMs });
    return { event, ink, x: ink?.x ?? x };
  });
}

type Discs = { range: ChartRange; selectedId: string | null; apart?: number };

const gather = (placed: readonly PlacedEvent[], { range, ...discs }: Discs) => {
  const xs = new Map(placed.map(({ event, x }) => [event, x]));
  return placeMarkers([...xs.keys()], { xOf: (event) => xs.get(event) ?? 0, width: range.width, ...discs });
};

/** The largest among neighbours, of those that the curve shows and somebody made. */
function inkOf(lane: readonly PlacedEvent[], range: ChartRange): PlacedEvent[] {
  const own = lane.filter(({ event, ink }) => ink !== null && event.correlation !== null);
  const largest = new Set(gather(own, { range, selectedId: null, apart: INK_APART }).map(({ event }) => event));
  return own.filter(({ event }) => largest.has(event));
}

function placeLane(placed: readonly PlacedEvent[], input: ChartInput, { isRise, y }: { isRise: boolean; y: number }): Marker[] {
  const { host, isWide, measure, range, selectedId } = input;
  const markers = gather(placed, { range, selectedId });
  const labels = placeLabels(
    markers.map(({ x, event }) => ({
      x,
      name: isWide && event.correlation !== null ? host.entity(event.correlation.entity_id).name : '',
      watts: host.formats.shortChange(event.delta_w),
    })),
    { width: range.width, measure },
  );
  return markers.map((marker, i) => ({ ...marker, y, isRise, label: labels[i] ?? null }));
}

/** Between two times of the axis, px. */
const TIMES_APART = 8;
const DAY_MS = 86_400_000;

function placeTimes({ range, measure, host: { formats } }: ChartInput): ChartModel['times'] {
  const textOf = (timeMs: number): string => {
    const { time, period } = formats.clock(timeMs);
    return hasMarkers(range) ? time + period : formats.weekday(timeMs);
  };
  // No time is wider than noon; the names of days differ.
  const noon = range.startMs - ((range.startMs + formats.offset(range.startMs)) % DAY_MS) + DAY_MS / 2;
  const widest = Math.max(...Array.from({ length: hasMarkers(range) ? 1 : 7 }, (_, i) => measure(textOf(noon + i * DAY_MS))));
  const ticks = timeTicks(range, (timeMs) => formats.offset(timeMs), widest + TIMES_APART);
  return ticks.map(({ timeMs, x }) => ({ x, text: textOf(timeMs) }));
}

/** Everything but the curve, which nothing here has moved. */
function place(input: ChartInput, buckets: readonly Bucket[], scale: PowerScale) {
  const { range } = input;
  const layout = layOut(input);
  const perWatt = (layout.bottom - layout.top) / (scale.top - scale.bottom);
  const events = hasMarkers(range) ? placeEvents(input, buckets) : [];
  const rises = events.filter(({ event }) => event.delta_w > 0);
  const falls = events.filter(({ event }) => event.delta_w <= 0);
  return {
    range,
    layout,
    scale,
    y: (watts: number) => layout.bottom - (watts - scale.bottom) * perWatt,
    events,
    inked: [rises, falls].flatMap((lane) => inkOf(lane, range)),
    markers: [
      ...placeLane(rises, input, { isRise: true, y: layout.discs.up }),
      ...placeLane(falls, input, { isRise: false, y: layout.discs.down }),
    ].sort((a, b) => a.event.timeMs - b.event.timeMs),
    times: placeTimes(input),
    usage: usageOf(input),
  };
}

/** Whether the curve has changed where it decides about an event's step. */
function isEventMoved({ events, buckets: old, range }: ChartModel, buckets: readonly Bucket[]): boolean {
  const firstNew = buckets.findIndex((bucket, i) => bucket?.highest !== old[i]?.highest);
  return firstNew >= 0 && events.some(({ event }) => xOf(event.timeMs, range) + reachOf(pixelMsOf(range)) >= firstNew);
}

/** `known`: what was drawn before, of which all stays, to the identity, that a new reading leaves in its place. */
export function modelOf(input: ChartInput, known: ChartModel | null = null): ChartModel {
  const { range, history, knownUntilMs, plotHeight, events, steps, selectedId, measure, host } = input;
  const buckets = bucketReadings(history.bins, range, knownUntilMs);
  const scale = scalePower(lowestOf(buckets), highestOf(buckets));
  const { startMs, endMs, width } = range;
  const of = [startMs, endMs, width, plotHeight, scale.top, scale.bottom, events, steps, history.usage, selectedId, measure, host];
  const stays = known !== null && isSameList(of, known.of) && !isEventMoved(known, buckets);
  return { ...(stays ? known : place(input, buckets, scale)), of, buckets };
}
