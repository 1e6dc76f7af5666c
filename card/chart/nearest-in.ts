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

export const markerAt = ({ markers }: ChartModel, { x, y }: Place): Marker | null =>
  nearest(markers, (marker) => Math.hypot(marker.x - x, marker.y - y), REACH);

/** The event on the curve that the pointer snaps to. */
export const eventAt = ({ events }: ChartModel, { x }: Place): Change | null =>
  nearest(events, (placed) => Math.abs(placed.x - x), SNAP)?.event ?? null;

export const isInPlot = ({ range, layout }: ChartModel, { x, y }: Place): boolean =>
  x >= 0 && x <= range.width && y >= layout.top && y <= layout.bottom;
