/** The steps of the last hour as paths of an SVG. */
import type { PowerPoint } from '../controllers/home-state.ts';

const HOUR_MS = 3_600_000;
/** Room for the dot at the end and the width of the line. */
const MARGIN = { end: 5, top: 5, bottom: 3 };

export type Sparkline = {
  line: string;
  area: string;
  low: number;
  high: number;
  /** Where the last reading lies; null: the meter does not know. */
  last: { x: number; y: number } | null;
  /** From where on nothing was heard; null: heard until now. */
  silence: { x: number; y: number } | null;
};

type Options = { now: number; width: number; height: number; stale: boolean };

/** A value holds until the next one; null ends it. */
const spansOf = (points: readonly PowerPoint[], startMs: number, endMs: number) =>
  points.flatMap(({ time_ms, power_w }, i) => {
    const from = Math.max(startMs, time_ms);
    const to = Math.min(endMs, points[i + 1]?.time_ms ?? endMs);
    return power_w === null || to < from ? [] : [{ from, to, power_w }];
  });

type Span = ReturnType<typeof spansOf>[number];

/** One step a pixel, the highest: a meter that tells every second has forty readings there. */
function mergeSpans(spans: readonly Span[], pixelMs: number): Span[] {
  const merged: Span[] = [];
  for (const span of spans) {
    const last = merged.at(-1);
    if (last?.to === span.from && Math.floor(last.from / pixelMs) === Math.floor(span.from / pixelMs))
      merged[merged.length - 1] = { from: last.from, to: span.to, power_w: Math.max(last.power_w, span.power_w) };
    else merged.push(span);
  }
  return merged;
}

const round = (value: number): number => Math.round(value * 10) / 10;

type Scale = { x: (ms: number) => number; y: (watts: number) => number };

const drawSpans = (spans: readonly Span[], height: number, { x, y }: Scale) => {
  let line = '';
  let area = '';
  spans.forEach(({ from, to, power_w }, i) => {
    const joins = spans[i - 1]?.to === from;
    line += `${joins ? `V${y(power_w)}` : `M${x(from)} ${y(power_w)}`}H${x(to)}`;
    area += `M${x(from)} ${height}V${y(power_w)}H${x(to)}V${height}Z`;
  });
  return { line, area };
};

/** Null where nothing is known of the last hour. */
export function sparklinePaths(points: readonly PowerPoint[], { now, width, height, stale }: Options): Sparkline | null {
  const startMs = now - HOUR_MS;
  const newest = points.at(-1);
  const spans = spansOf(points, startMs, stale && newest !== undefined ? newest.time_ms : now);
  const final = spans.at(-1);
  if (final === undefined) return null;

  const values = spans.map(({ power_w }) => power_w);
  const low = Math.min(...values);
  const high = Math.max(...values);
  const floor = Math.min(0, low);
  const perWatt = (height - MARGIN.top - MARGIN.bottom) / Math.max(1, high - floor);
  const scale: Scale = {
    x: (ms) => round(((ms - startMs) / HOUR_MS) * (width - MARGIN.end)),
    y: (watts) => round(height - MARGIN.bottom - (watts - floor) * perWatt),
  };
  const end = { x: scale.x(final.to), y: scale.y(final.power_w) };
  const isKnown = newest?.power_w !== null;
  const steps = mergeSpans(spans, HOUR_MS / (width - MARGIN.end));
  return { ...drawSpans(steps, height, scale), low, high, last: isKnown && !stale ? end : null, silence: stale ? end : null };
}
