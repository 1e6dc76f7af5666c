/** On the way to another page of the chart: to the nearest of its changes, once all of the page is known. */
import type { HomeState } from '../controllers/home-state.ts';
import type { Change } from '../elements/changes-of.ts';
import type { ChartRange } from './chart-range.ts';
import type { SelectedMoment } from './wattribute-power-chart.ts';

export type Direction = 1 | -1;
/** `of`: what was known of the page before. */
export type PageTurn = { direction: Direction; of: readonly unknown[] };

export const beginTurn = (direction: Direction, { correlations, unexplained }: HomeState): PageTurn => ({
  direction,
  of: [correlations.value, unexplained.value],
});

export const isTurned = ({ of }: PageTurn, { correlations, unexplained }: HomeState): boolean =>
  correlations.value !== of[0] && (unexplained.value !== of[1] || unexplained.status === 'failed');

/** Where nothing changed it is the edge by which one came. */
export function landingOf(
  { direction }: PageTurn,
  events: readonly Change[],
  { startMs, endMs }: Pick<ChartRange, 'startMs' | 'endMs'>,
): SelectedMoment {
  const found = events.filter(({ timeMs }) => timeMs >= startMs && timeMs <= endMs).at(direction > 0 ? 0 : -1);
  return found === undefined ? { id: null, time: direction > 0 ? startMs : endMs } : { id: found.id, time: found.timeMs };
}
