/** Which discs of a lane have a label, and where. */

/** Labels that would be nearer are left out, px. */
const APART = 6;

type Labelled = { x: number; name: string; watts: string };
export type PlacedLabel = { x: number; name: string; watts: string };

/** Px. */
export type MeasureText = (text: string) => number;

/** In the order given; a name is dropped before the watts are. Null: no room. */
export function placeLabels(
  markers: readonly Labelled[],
  { width, measure }: { width: number; measure: MeasureText },
): (PlacedLabel | null)[] {
  const taken: { x: number; width: number }[] = [];
  const place = (label: Labelled): PlacedLabel | null => {
    const own = measure(label.name === '' ? label.watts : `${label.name} ${label.watts}`);
    const x = Math.min(width - own / 2, Math.max(own / 2, label.x));
    if (taken.some((other) => Math.abs(other.x - x) < (other.width + own) / 2 + APART)) return null;
    taken.push({ x, width: own });
    return { ...label, x };
  };
  return markers.map((marker) => place(marker) ?? (marker.name === '' ? null : place({ ...marker, name: '' })));
}
