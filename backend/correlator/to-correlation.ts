/** From the engine's answer to the row that is kept. */
import type { StoredCorrelation } from '../contract/correlation.ts';
import type { Cause } from '../contract/state-change.ts';
import type { EngineAnswer } from '../correlation/types.ts';

/** Watts are kept to a tenth: no meter of a house tells more. */
const tenth = (watts: number) => Math.round(watts * 10) / 10;

export function toCorrelation(
  answer: EngineAnswer,
  { meter_id, source, cause }: { meter_id: string; source: 'live' | 'history'; cause: Cause },
): StoredCorrelation {
  const before = tenth(answer.power_before_w);
  const delta = tenth(answer.power_delta_w);
  return {
    time_ms: answer.time_ms,
    entity_id: answer.entity_id,
    domain: answer.entity_id.slice(0, answer.entity_id.indexOf('.')),
    state: answer.state,
    previous_state: answer.previous_state,
    previous_level: answer.previous_level,
    level: answer.level,
    meter_id,
    power_before_w: before,
    power_after_w: tenth(answer.power_after_w),
    power_delta_w: delta,
    // Below 1 W a share of it says nothing.
    power_delta_pct: before < 1 ? null : tenth((100 * delta) / before),
    interval_w: tenth(answer.interval_w),
    confidence: Math.round(answer.confidence * 1000) / 1000,
    shared_with: answer.shared_with,
    source,
    cause,
  };
}
