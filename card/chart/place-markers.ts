/** Where the discs of a lane stand, and for how many events each of them. */

/** Centers that are nearer share a disc, px: as wide as a disc and its count beside it. */
const APART = 32;
/** Discs stay within the plot, px. */
const EDGE = { start: 11, end: 14 };

type Markable = { id: string; timeMs: number; delta_w: number };
export type PlacedMarker<E> = { x: number; /** The one that is shown: the selected one, else the largest. */ event: E; events: E[] };

/** The selected one, then the newest, then the largest. */
function byWeight<E extends Markable>(events: readonly E[], selectedId: string | null): E[] {
  const newest = events.reduce<E | null>((found, event) => (found === null || event.timeMs > found.timeMs ? event : found), null);
  const rank = (event: E): number => (event.id === selectedId ? 2 : event === newest ? 1 : 0);
  return events.toSorted((a, b) => rank(b) - rank(a) || Math.abs(b.delta_w) - Math.abs(a.delta_w));
}

const shownOf = <E extends Markable>(events: readonly E[], selectedId: string | null): E | undefined =>
  events.find(({ id }) => id === selectedId) ?? events.toSorted((a, b) => Math.abs(b.delta_w) - Math.abs(a.delta_w))[0];

/**
 * Each event gets a disc of its own, or joins the nearest that is placed already.
 * @example placeMarkers([kettle, oven], { xOf, width: 290, selectedId: null }) // [{ x: 40, event: oven, events: [oven, kettle] }]
 */
export function placeMarkers<E extends Markable>(
  events: readonly E[],
  { xOf, width, selectedId, apart = APART }: { xOf: (event: E) => number; width: number; selectedId: string | null; apart?: number },
): PlacedMarker<E>[] {
  const placed: PlacedMarker<E>[] = [];
  for (const event of byWeight(events, selectedId)) {
    const x = Math.min(width - EDGE.end, Math.max(EDGE.start, xOf(event)));
    const nearest = placed.toSorted((a, b) => Math.abs(a.x - x) - Math.abs(b.x - x))[0];
    if (nearest !== undefined && Math.abs(nearest.x - x) < apart) nearest.events.push(event);
    else placed.push({ x, event, events: [event] });
  }
  return placed.map(({ x, event, events: own }) => ({ x, events: own, event: shownOf(own, selectedId) ?? event }));
}
