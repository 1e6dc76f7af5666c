/** Bounds what was learned of an hour by what the meter leaves once all that is measured, and what is always on, is taken off. */
import { scaleDown } from '../correlation/scale-down.ts';
import type { EngineHour, HouseHour } from '../correlation/types.ts';
import type { KnownLoads } from '../insight/list-loads.ts';
import { leavesOf } from '../insight/measured-devices.ts';
import type { CircuitHour } from './circuit-hours.ts';

/** What is measured of the home, and which circuit an entity is part of. */
export type MeasuredLoads = Pick<KnownLoads, 'circuits' | 'measured' | 'placed'>;

type Circuits = ReadonlyMap<string, CircuitHour>;

const sumOf = (numbers: readonly number[]): number => numbers.reduce((sum, number) => sum + number, 0);

/** Switches and readings are so far off, s. */
const SLACK_S = 1;

/** What of a circuit lies in the base of the house: what never fell away, without those of its entities that were on all along. */
function inBase({ least_kwh }: CircuitHour, own: readonly EngineHour[], lengthS: number): number {
  const steady = own.filter(({ on_s }) => on_s >= lengthS - SLACK_S);
  return Math.max(0, least_kwh - sumOf(steady.map(({ energy_kwh }) => energy_kwh ?? Infinity)));
}

/** kWh for all that no circuit measures. */
function leftOf(house: HouseHour | null, circuits: Circuits, own: ReadonlyMap<string | null, EngineHour[]>, lengthS: number): number {
  if (house === null) return Infinity;
  const measuredBase = sumOf([...circuits].map(([circuitId, circuit]) => inBase(circuit, own.get(circuitId) ?? [], lengthS)));
  const base = Math.max(0, house.base_kwh - measuredBase);
  return Math.max(0, house.energy_kwh - base - sumOf([...circuits.values()].map(({ energy_kwh }) => energy_kwh)));
}

/**
 * The hours of learned devices, without those that are measured themselves. What a circuit sees comes to no more than it measured; all else to no
 * more than the house used beside its circuits and its base. `hours` are of one hour, of which so much has come; `besideHouse`: what circuits used
 * while the meter of the house knew its power, where that was not all along.
 *
 * @example
 * withinMeter([kettleOf(0.5)], new Map([['desk', { energy_kwh: 0.3, … }]]), home, 3600); // .4 kWh for the kettle where the house used 1 and its base .3
 */
export function withinMeter(
  hours: readonly EngineHour[],
  measured: Circuits,
  { circuits, measured: devices, placed }: MeasuredLoads,
  lengthS: number,
  besideHouse: Circuits = measured,
): EngineHour[] {
  const leavesIn = (all: Circuits): Map<string, CircuitHour> =>
    new Map(
      leavesOf(circuits).flatMap(({ circuit_id }) => {
        const circuit = all.get(circuit_id);
        return circuit === undefined ? [] : [[circuit_id, circuit] as const];
      }),
    );
  const leaves = leavesIn(measured);
  const isMeasured = new Set(devices.map(({ entity_id }) => entity_id));
  const circuitOf = new Map([...placed, ...devices.map(({ entity_id, circuit_id }) => [entity_id, circuit_id] as const)]);
  const own = Map.groupBy(hours, ({ entity_id }) => {
    const circuitId = circuitOf.get(entity_id) ?? '';
    return leaves.has(circuitId) ? circuitId : null;
  });
  const left = leftOf(hours[0]?.house ?? null, leavesIn(besideHouse), own, lengthS);
  return [...own].flatMap(([circuitId, ofCircuit]) =>
    scaleDown(
      ofCircuit.filter(({ entity_id }) => !isMeasured.has(entity_id)),
      leaves.get(circuitId ?? '')?.energy_kwh ?? left,
    ),
  );
}
