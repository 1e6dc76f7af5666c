/** The answer to one event, in the words of the contract. */
import { bestAnswer } from './best-answer.ts';
import { confidenceOf } from './confidence-table.ts';
import type { Event } from './event.ts';
import { momentsOf, type Mixture } from './gaussian-mixture.ts';
import type { EngineAnswer } from './types.ts';

/** What is known of an event when it is answered; `step` names what the meter showed, the same for all that share it. */
export type Finding = { event: Event; posterior: Mixture; beforeW: number; step: number };

/** 95 % of a normal lie within so many sds. */
const SDS_OF_95 = 1.96;

const round = (value: number, digits: number): number => Math.round(value * 10 ** digits) / 10 ** digits;

/**
 * The answers of events that were decided together. Those that share a step share power_after_w: the level before and all of their watts.
 * Only who was given watts is named in shared_with.
 *
 * @example
 * buildAnswers([{ event, posterior, beforeW: 200, step: 0 }], 10, false)[0].power_after_w; // 260
 */
export function buildAnswers(findings: readonly Finding[], dt: number, averaging: boolean): EngineAnswer[] {
  const said = findings.map((finding) => {
    const { powerW, mass } = bestAnswer(finding.posterior);
    return { ...finding, powerW: round(powerW, 1), mass: round(mass, 4), confidence: round(confidenceOf(mass, dt, averaging), 4) };
  });
  return said.map(({ event, posterior, beforeW, step, powerW, mass, confidence }) => {
    const together = said.filter((other) => other.step === step && other.powerW !== 0);
    const beside = powerW === 0 ? [] : together.filter((other) => other.event !== event);
    return {
      time_ms: event.time_ms,
      entity_id: event.entity_id,
      state: event.state,
      previous_state: event.previous_state,
      previous_level: event.previous_level,
      level: event.level,
      power_before_w: round(beforeW, 1),
      power_after_w: round(
        together.reduce((sum, other) => sum + other.powerW, beforeW),
        1,
      ),
      power_delta_w: powerW,
      interval_w: round(SDS_OF_95 * Math.sqrt(momentsOf(posterior).variance), 1),
      mass,
      confidence,
      shared_with: [...new Set(beside.map((other) => other.event.entity_id))].sort(),
    };
  });
}
