/** What the ledger lists: patterns by energy, then what happened only once, most energy first. */
import type { Pattern, Unexplained, UnexplainedStep } from '../../backend/contract/unexplained.ts';

/** So many that happened only once are listed. */
const MOST_ONCE = 10;
const MS_PER_KWH_OF_1W = 3_600_000_000;

export type OnceStep = { step: UnexplainedStep; energy_kwh: number | null };
export type LedgerRows = { patterns: Pattern[]; hidden: Pattern[]; once: OnceStep[] };

const energyOf = ({ start, end, power_w }: UnexplainedStep): number | null =>
  end === null ? null : (Math.abs(power_w) * (Date.parse(end) - Date.parse(start))) / MS_PER_KWH_OF_1W;

export function ledgerRows({ patterns, steps }: Unexplained, minDelta: number): LedgerRows {
  const byEnergy = patterns.toSorted((a, b) => (b.energy_kwh_per_day ?? 0) - (a.energy_kwh_per_day ?? 0));
  const once = steps
    .filter(({ pattern_id, power_w }) => pattern_id === null && Math.abs(power_w) >= minDelta)
    .map((step) => ({ step, energy_kwh: energyOf(step) }))
    .sort((a, b) => (b.energy_kwh ?? 0) - (a.energy_kwh ?? 0));
  return {
    patterns: byEnergy.filter(({ hidden }) => !hidden),
    hidden: byEnergy.filter(({ hidden }) => hidden),
    once: once.slice(0, MOST_ONCE),
  };
}
