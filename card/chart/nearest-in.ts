/** What on the chart is near a place. */
import type { ChartModel, Marker } from './chart-model.ts';
import type { Change } from '../elements/changes-of.ts';

/** A tap selects the nearest marker within, px. */
const REACH = 22;
/** Along the plot the pointer snaps to an event within, px. */
const SNAP = 12;

export type Place = { x: number; y: number };

const nearest = <T>(all: readonly T[], distance: (one: T) => number, within: number): T | null => {
  const [first] = all.toSorted((a, b) => distance(a) - distance(b));
  return first !== undefined && distance(first) <= within ? first : null;
};

const markerAt = ({ markers }: ChartModel, { x, y }: Place): Marker | null =>
  nearest(markers, (marker) => Math.hypot(marker.x - x, marker.y - y), REACH);

/** The place of the pointer: px of the plot, and the event that it snaps to. */
export type Pointed = { x: number; event: Change | null };

/** The event on the curve that the pointer snaps to. */
const eventAt = ({ events }: ChartModel, { x }: Place): Change | null =>
  nearest(events, (placed) => Math.abs(placed.x - x), SNAP)?.event ?? null;

const isInPlot = ({ range, layout }: ChartModel, { x, y }: Place): boolean =>
  x >= 0 && x <= range.width && y >= layout.top && y <= layout.bottom;

/** What a place is at: a marker, an event on the curve, or a time; null: nothing. */
export function pointedAt(model: ChartModel, place: Place): Pointed | null {
  const marker = markerAt(model, place);
  if (marker !== null) return { x: marker.x, event: marker.event };
  return isInPlot(model, place) ? { x: place.x, event: eventAt(model, place) } : null;
}
