/** What draws power: devices and circuits that are measured, and devices whose power was learned. */
import type { EngineDevice } from '../correlation/types.ts';
import type { Load, Loads } from './divide-power.ts';
import { leavesOf, type KnownCircuit, type MeasuredDevice } from './measured-devices.ts';

/** What is known of the home apart from its power. */
export type KnownLoads = {
  devices: readonly EngineDevice[];
  circuits: readonly KnownCircuit[];
  measured: readonly MeasuredDevice[];
  /** Watts that users entered; 0 of what they say draws nothing. */
  entered: ReadonlyMap<string, number>;
  /** The circuit that a learned device is part of, where that is known. */
  placed: ReadonlyMap<string, string>;
};

/** Only what is learned: a device that is still learned of is unexplained. */
const isKnown = ({ verdict, on_power_w }: EngineDevice): boolean => verdict === 'learned' && (on_power_w ?? 0) > 0;

const asEntered = (entity_id: string, on_power_w: number): EngineDevice => ({
  ...{ entity_id, on_power_w, interval_w: null, switches: 0, verdict: 'learned' },
});

/** The devices whose power is learned, or was entered, which wins; without those that are measured themselves. */
export function learnedOf({ devices, measured, entered }: Pick<KnownLoads, 'devices' | 'measured' | 'entered'>): EngineDevice[] {
  const isMeasured = new Set(measured.map(({ entity_id }) => entity_id));
  const learned = devices.filter(({ entity_id }) => !entered.has(entity_id));
  const all = [...learned, ...[...entered].map(([entityId, watts]) => asEntered(entityId, watts))];
  return all.filter((device) => isKnown(device) && !isMeasured.has(device.entity_id));
}

/**
 * Whether a learned device's watts are among those of a circuit that counts: of one that others are part of, only these others count.
 *
 * @example
 * createIsWithin(known)('switch.kettle'); // true: the kitchen has no circuits below it
 */
export function createIsWithin({ circuits, placed }: Pick<KnownLoads, 'circuits' | 'placed'>): (entityId: string) => boolean {
  const counted = new Set(leavesOf(circuits).map(({ circuit_id }) => circuit_id));
  return (entityId) => counted.has(placed.get(entityId) ?? '');
}

/** Learned watts within a circuit are never more than it measures. */
function within(circuitW: number, learned: readonly Load[]): Load[] {
  const wanted = learned.reduce((sum, { power_w }) => sum + power_w, 0);
  const factor = wanted > circuitW ? Math.max(0, circuitW) / wanted : 1;
  return learned.map((load) => ({ ...load, power_w: load.power_w * factor }));
}

/**
 * What draws now. A circuit counts where no other is part of it; what a learned device draws that is part of a circuit is taken out of that
 * circuit's watts, so that nothing counts twice.
 *
 * `shares`: how much of its power each entity that is on draws, 0 to 1. `wattsOf`: of each circuit, null: not known. `more`: loads beside those of
 * `known`.
 */
export function listLoads(
  known: KnownLoads,
  shares: ReadonlyMap<string, number>,
  wattsOf: ReadonlyMap<string, number | null>,
  more: readonly Load[] = [],
): Loads {
  const learned = learnedOf(known).flatMap(({ entity_id, on_power_w, interval_w }): Load[] => {
    const share = shares.get(entity_id) ?? 0;
    if (share <= 0) return [];
    const scaled = { power_w: (on_power_w ?? 0) * share, interval_w: interval_w === null ? null : interval_w * share };
    return [{ entity_id, name: null, kind: known.entered.has(entity_id) ? 'entered' : 'learned', ...scaled }];
  });
  const byCircuit = Map.groupBy([...learned, ...more], ({ entity_id }) => known.placed.get(entity_id ?? '') ?? null);
  const entityOf = new Map(known.measured.map(({ circuit_id, entity_id }) => [circuit_id, entity_id]));
  const inCircuits: Load[] = [];
  const measured = leavesOf(known.circuits).flatMap(({ circuit_id, circuit_name, entity_id }): Load[] => {
    const watts = wattsOf.get(circuit_id) ?? null;
    if (watts === null) return [];
    const parts = within(watts, byCircuit.get(circuit_id) ?? []);
    byCircuit.delete(circuit_id);
    inCircuits.push(...parts);
    const entity = entityOf.get(circuit_id) ?? entity_id;
    const power_w = parts.reduce((left, part) => left - part.power_w, watts);
    return [{ entity_id: entity, name: entity === null ? circuit_name : null, kind: 'measured', power_w, interval_w: null }];
  });
  return { measured: [...measured, ...inCircuits], learned: [...byCircuit.values()].flat() };
}
