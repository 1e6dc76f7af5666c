/** The step of the curve that belongs to an event. */
import type { Bucket } from './bucket-readings.ts';

/** A meter is behind the state it shows: so much later its step may be, ms. */
const LATEST_MS = 45_000;
/** And so many pixels beside it, for what falls into one bucket. */
const BESIDE = 2;
/** A step that is smaller than this part of the change is another one. */
const LEAST_PART = 0.5;
/** What is left of a change in the pixel beside it. */
const LEAST_REST = 0.1;

/** The curve's levels around the step, a pixel each, from `x` on. */
export type Ink = { x: number; levels: number[] };
type Step = { x: number; before: number; after: number };

/** So far to the right of an event the curve decides about its step, px. */
export const reachOf = (pixelMs: number): number => BESIDE + LATEST_MS / pixelMs + 2;

/** Where the curve makes its largest step that way near `x`; null: none that is large enough. */
export function inkStep(buckets: readonly Bucket[], { x, delta_w, pixelMs }: { x: number; delta_w: number; pixelMs: number }): Ink | null {
  const stepAt = (at: number): Step | null => {
    const [before, after] = [buckets[at - 1], buckets[at]];
    return !before || !after ? null : { x: at, before: before.highest, after: after.highest };
  };
  const sizeOf = (step: Step | null): number => (step === null ? 0 : (step.after - step.before) * Math.sign(delta_w));
  const first = Math.floor(x - BESIDE);
  const near = Array.from({ length: Math.ceil(x + reachOf(pixelMs)) - 1 - first }, (_, i) => stepAt(first + i));
  const largest = near.toSorted((a, b) => sizeOf(b) - sizeOf(a))[0];
  if (!largest || sizeOf(largest) < LEAST_PART * Math.abs(delta_w)) return null;
  // A step within a pixel is drawn as two.
  const belongs = (step: Step | null): step is Step => sizeOf(step) > LEAST_REST * Math.abs(delta_w);
  const steps = [stepAt(largest.x - 1), largest, stepAt(largest.x + 1)].filter(belongs);
  const start = steps[0] ?? largest;
  return { x: start.x, levels: [start.before, ...steps.map(({ after }) => after)] };
}
