/** What changed the power, as chart and list tell it: answers, and steps without an entity. */
import type { Correlation } from '../../backend/contract/correlation.ts';
import type { UnexplainedStep } from '../../backend/contract/unexplained.ts';
import { confidenceOf, type Confidence } from './confidence-of.ts';

export type Change = {
  id: string;
  timeMs: number;
  delta_w: number;
  /** Null: no entity changed. */
  correlation: Correlation | null;
  confidence: Confidence | null;
  /** How long the step without an entity lasted; null: not known. */
  lastedMs: number | null;
};

type Sources = { correlations: readonly Correlation[]; steps: readonly UnexplainedStep[]; minDelta: number };

const ofCorrelation = (correlation: Correlation): Change => ({
  id: correlation.id,
  timeMs: Date.parse(correlation.timestamp),
  delta_w: correlation.power_delta_w,
  correlation,
  confidence: confidenceOf(correlation),
  lastedMs: null,
});

/** The id of a change without an entity. */
export const stepChangeId = (time: string, delta_w: number): string => `${time} ${Math.sign(delta_w)}`;

const ofNobody = (time: string, delta_w: number, lastedMs: number | null): Change => ({
  id: stepChangeId(time, delta_w),
  timeMs: Date.parse(time),
  delta_w,
  correlation: null,
  confidence: null,
  lastedMs,
});

/** A rise, and the fall that belongs to it. */
function ofStep({ start, end, power_w }: UnexplainedStep): Change[] {
  if (end === null) return [ofNobody(start, power_w, null)];
  const lastedMs = Date.parse(end) - Date.parse(start);
  return [ofNobody(start, power_w, lastedMs), ofNobody(end, -power_w, lastedMs)];
}

/** Oldest first; what comes again and again has its lane, and no markers. */
export function changesOf({ correlations, steps, minDelta }: Sources): Change[] {
  const unknown = steps.filter(({ pattern_id, power_w }) => pattern_id === null && Math.abs(power_w) >= minDelta);
  return [...correlations.map(ofCorrelation), ...unknown.flatMap(ofStep)].sort((a, b) => a.timeMs - b.timeMs);
}
