/** How much of the power of the house is explained, bin by bin, and who used most of it. */
import type { PowerSeries } from '../contract/series.ts';
import { toTimestamp } from '../contract/identity.ts';
import type { CircuitBin, PowerBin, Range } from '../store/store.ts';
import type { HoursOfDevice } from './hour-days.ts';
import { lazily } from './lazily.ts';
import { createIsWithin, learnedOf, type KnownLoads } from './list-loads.ts';
import { leavesOf } from './measured-devices.ts';
import type { Stretch } from './on-stretches.ts';
import { onThreshold } from './on-threshold.ts';

type Usage = NonNullable<PowerSeries['usage']>[number];
/** A consumer with the stretches in which it drew, W each; `within` another one, which has its watts too. */
export type Draw = {
  entity_id: string | null;
  /** Of a circuit. */
  circuit_id: string | null;
  provenance: 'measured' | 'learned';
  within: boolean;
  stretches: Iterable<Range & { power_w: number }, undefined>;
};

const HOUR_MS = 3_600_000;
const MS_PER_KWH_OF_1W = 3_600_000_000;
/** So many consumers are told. */
const MOST_CONSUMERS = 6;
/** A sensor that reports only changes is believed for so long. */
const HOLD_MS = HOUR_MS;

const kwhOf = ({ stretches }: Draw): number =>
  Iterator.from(stretches).reduce((sum, { start_ms, end_ms, power_w }) => sum + ((end_ms - start_ms) * power_w) / MS_PER_KWH_OF_1W, 0);

/** Learned devices: as far as they were on. */
export function drawsOfLearned(known: KnownLoads, stretches: ReadonlyMap<string, readonly Stretch[]>): Draw[] {
  const isWithin = createIsWithin(known);
  return learnedOf(known).map(({ entity_id, on_power_w }) => ({
    entity_id,
    circuit_id: null,
    provenance: 'learned',
    within: isWithin(entity_id),
    stretches: (stretches.get(entity_id) ?? []).map(({ share, ...range }) => ({ ...range, power_w: share * (on_power_w ?? 0) })),
  }));
}

/** Circuits that no other is part of: each mean holds until the next, an hour at most. */
export function drawsOfCircuits({ circuits, measured }: KnownLoads, bins: readonly CircuitBin[], range: Range): Draw[] {
  const byCircuit = Map.groupBy(bins, ({ circuit_id }) => circuit_id);
  const entityOf = new Map(measured.map(({ circuit_id, entity_id }) => [circuit_id, entity_id]));
  return leavesOf(circuits).map(({ circuit_id }) => {
    const own = byCircuit.get(circuit_id) ?? [];
    const stretches = own.map(({ time_ms, power_w }, i) => ({
      start_ms: Math.max(time_ms, range.start_ms),
      end_ms: Math.min(own[i + 1]?.time_ms ?? range.end_ms, time_ms + HOLD_MS, range.end_ms),
      power_w: Math.max(0, power_w ?? 0),
    }));
    const drawn = stretches.filter((stretch) => stretch.end_ms > stretch.start_ms);
    return { entity_id: entityOf.get(circuit_id) ?? null, circuit_id, provenance: 'measured', within: false, stretches: drawn };
  });
}

/** Closed hours: each draws its mean. */
export function drawsOfHours(known: KnownLoads, devices: readonly HoursOfDevice[]): Draw[] {
  const isWithin = createIsWithin(known);
  return devices.map(({ entity_id, provenance, hours }) => ({
    entity_id,
    circuit_id: null,
    provenance: provenance === 'measured' ? 'measured' : 'learned',
    within: isWithin(entity_id),
    stretches: lazily(() =>
      Iterator.from(hours).map(({ time_ms, energy_kwh }) => ({
        start_ms: time_ms,
        end_ms: time_ms + HOUR_MS,
        power_w: Math.max(0, energy_kwh) * 1000,
      })),
    ),
  }));
}

/** Mean watts of all draws in each bin of the range. */
export function wattsByBin(draws: readonly Draw[], { start_ms, end_ms, bin_ms }: Range & { bin_ms: number }): number[] {
  const watts = Array.from({ length: Math.ceil((end_ms - start_ms) / bin_ms) }, () => 0);
  for (const { stretches } of draws)
    for (const stretch of stretches)
      for (let at = Math.max(stretch.start_ms, start_ms); at < Math.min(stretch.end_ms, end_ms);) {
        const bin = Math.floor((at - start_ms) / bin_ms);
        const to = Math.min(stretch.end_ms, start_ms + (bin + 1) * bin_ms, end_ms);
        watts[bin] = (watts[bin] ?? 0) + (stretch.power_w * (to - at)) / bin_ms;
        at = to;
      }
  return watts;
}

/**
 * What is explained of a mean: what is measured, up to the mean; then what was learned, up to what is left above what is always on.
 *
 * @example
 * explainedOf(500, { measuredW: 100, learnedW: 600, alwaysOnW: 150 }); // 100 + 250
 */
function explainedOf(
  meanW: number,
  { measuredW, learnedW, alwaysOnW }: { measuredW: number; learnedW: number; alwaysOnW: number },
): number {
  const power = Math.max(0, meanW);
  const measured = Math.min(power, measuredW);
  const left = power - measured;
  return measured + Math.min(learnedW, Math.max(0, left - alwaysOnW));
}

/** Null where the meter does not know. */
export function explainBins(
  bins: readonly PowerBin[],
  draws: readonly Draw[],
  range: Range & { bin_ms: number },
  alwaysOnW: number | null,
): (number | null)[] {
  const of = (wanted: Draw['provenance']) =>
    wattsByBin(
      draws.filter(({ provenance, within }) => provenance === wanted && !within),
      range,
    );
  const [measured, learned] = [of('measured'), of('learned')];
  return bins.map(({ time_ms, mean_w }) => {
    const place = Math.floor((time_ms - range.start_ms) / range.bin_ms);
    if (mean_w === null) return null;
    return explainedOf(mean_w, { measuredW: measured[place] ?? 0, learnedW: learned[place] ?? 0, alwaysOnW: alwaysOnW ?? 0 });
  });
}

/** Stretches that touch, or lie nearer than a bin of the chart, are one. */
function onOf({ provenance, stretches }: Draw, bin_ms: number): Usage['on'] {
  const most = Iterator.from(stretches).reduce((max, { power_w }) => Math.max(max, power_w), 0);
  const least = provenance === 'measured' ? onThreshold(most) : 0;
  const joined: Range[] = [];
  for (const { start_ms, end_ms, power_w } of stretches) {
    if (power_w <= least) continue;
    const last = joined.at(-1);
    if (last !== undefined && start_ms - last.end_ms < bin_ms) last.end_ms = end_ms;
    else joined.push({ start_ms, end_ms });
  }
  return joined.map(({ start_ms, end_ms }) => [toTimestamp(start_ms), toTimestamp(end_ms)]);
}

/** The largest consumers. `counted`: kWh by entity where they were counted better than by time on and power. */
export function usageOf(draws: readonly Draw[], counted: ReadonlyMap<string, number>, bin_ms: number): Usage[] {
  const known = draws.flatMap((draw) => {
    const { entity_id, provenance } = draw;
    return entity_id === null ? [] : [{ entity_id, provenance, energy_kwh: counted.get(entity_id) ?? kwhOf(draw), draw }];
  });
  return known
    .filter(({ energy_kwh }) => energy_kwh > 0)
    .sort((a, b) => b.energy_kwh - a.energy_kwh)
    .slice(0, MOST_CONSUMERS)
    .map(({ draw, ...usage }) => ({ ...usage, on: onOf(draw, bin_ms) }));
}
