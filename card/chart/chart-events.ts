/** What changed the power, as the chart marks it: answers, and steps without an entity. */
import type { Correlation } from '../../backend/contract/correlation.ts';
import type { UnexplainedStep } from '../../backend/contract/unexplained.ts';
import { confidenceOf, type Confidence } from '../elements/confidence-of.ts';

export type ChartEvent = {
  id: string;
  timeMs: number;
  delta_w: number;
  /** Null: no entity changed. */
  correlation: Correlation | null;
  confidence: Confidence | null;
};

type Sources = { correlations: readonly Correlation[]; steps: readonly UnexplainedStep[]; minDelta: number };

const ofCorrelation = (correlation: Correlation): ChartEvent => ({
  id: correlation.id,
  timeMs: Date.parse(correlation.timestamp),
  delta_w: correlation.power_delta_w,
  correlation,
  confidence: confidenceOf(correlation),
});

const ofNobody = (time: string, delta_w: number): ChartEvent => ({
  id: `${time} ${Math.sign(delta_w)}`,
  timeMs: Date.parse(time),
  delta_w,
  correlation: null,
  confidence: null,
});

/** A rise, and the fall that belongs to it. */
const ofStep = ({ start, end, power_w }: UnexplainedStep): ChartEvent[] =>
  end === null ? [ofNobody(start, power_w)] : [ofNobody(start, power_w), ofNobody(end, -power_w)];

/** Oldest first; what comes again and again has its lane, and no markers. */
export function eventsOf({ correlations, steps, minDelta }: Sources): ChartEvent[] {
  const unknown = steps.filter(({ pattern_id, power_w }) => pattern_id === null && Math.abs(power_w) >= minDelta);
  return [...correlations.map(ofCorrelation), ...unknown.flatMap(ofStep)].sort((a, b) => a.timeMs - b.timeMs);
}
