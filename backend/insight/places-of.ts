/** Where each device sits: as a user said, else as it was seen. */
import { PHASES, type Place } from '../contract/place.ts';
import type { EnginePlace } from '../correlation/types.ts';
import type { WhatHolds } from '../corrections/what-holds.ts';
import type { KnownCircuit } from './measured-devices.ts';
import { proposePlace, type Place as Proposal } from './propose-places.ts';

/** What is told of a device beside its watts. */
export type Placed = { circuit: Place | null; phase: Place | null };

const isPhase = (circuitId: string): boolean => PHASES.some((phase) => phase === circuitId);

const parentIn = (circuits: ReadonlyMap<string, KnownCircuit>) => (circuitId: string) => circuits.get(circuitId)?.parent ?? null;
const byId = (circuits: readonly KnownCircuit[]) => new Map(circuits.map((circuit) => [circuit.circuit_id, circuit]));

/**
 * The circuit of each entity that was seen to sit on one of these.
 *
 * @example
 * circuitsSeen(correlator.places(), circuits); // Map { 'switch.kettle' => 'kitchen' }
 */
export function circuitsSeen(seen: readonly EnginePlace[], circuits: readonly KnownCircuit[]): Map<string, string> {
  const known = byId(circuits);
  const byEntity = Map.groupBy(
    seen.filter(({ circuit_id }) => known.has(circuit_id)),
    ({ entity_id }) => entity_id,
  );
  return new Map(
    [...byEntity].flatMap(([entityId, odds]) => {
      const place = proposePlace(odds, parentIn(known));
      return place === null ? [] : [[entityId, place.circuit_id] as const];
    }),
  );
}

/** `seen`: by the engine; a circuit that the meter no longer has is no place. */
export function createPlacesOf(
  seen: readonly EnginePlace[],
  told: WhatHolds,
  circuits: readonly KnownCircuit[],
): (entityId: string) => Placed {
  const byEntity = Map.groupBy(seen, ({ entity_id }) => entity_id);
  const known = byId(circuits);
  const parentOf = parentIn(known);
  const nameOf = (circuitId: string) => known.get(circuitId)?.circuit_name ?? circuitId;

  const propose = (odds: readonly EnginePlace[]): Place | null => {
    const found: Proposal | null = proposePlace(odds, parentOf);
    return found === null ? null : { ...found, circuit_name: nameOf(found.circuit_id), correction_id: null };
  };

  return (entityId) => {
    const odds = byEntity.get(entityId) ?? [];
    const place = (kind: 'circuits' | 'phases'): Place | null => {
      const said = told[kind].get(entityId);
      if (said?.circuit_id == null) return propose(odds.filter(({ circuit_id: id }) => (kind === 'phases' ? isPhase(id) : known.has(id))));
      const { circuit_id, id: correction_id } = said;
      const count = odds.find((one) => one.circuit_id === circuit_id)?.count ?? 0;
      return { circuit_id, circuit_name: nameOf(circuit_id), count, confidence: 1, correction_id };
    };
    return { circuit: place('circuits'), phase: place('phases') };
  };
}
