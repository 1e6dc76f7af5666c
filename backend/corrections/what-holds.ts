/** Which corrections hold now: of those about one thing the newest does, and when it is taken back the one before it holds again. */
import type { Correction } from '../contract/correction.ts';
import { PHASES } from '../contract/place.ts';

/** A group, no load, or a power that was entered. */
type AboutEntity = Correction & { kind: 'group' | 'no_load' | 'power' };

export type WhatHolds = {
  /** Confirmed or denied, by correlation id. */
  ofCorrelations: ReadonlyMap<string, Correction>;
  /** What an entity is or draws. */
  ofEntities: ReadonlyMap<string, AboutEntity>;
  /** On which circuit, and on which phase, an entity sits. */
  circuits: ReadonlyMap<string, Correction>;
  phases: ReadonlyMap<string, Correction>;
  /** Names of patterns, and which are hidden: a pattern may be both. */
  named: ReadonlyMap<string, Correction>;
  hidden: ReadonlyMap<string, Correction>;
};

const isAboutEntity = (correction: Correction): correction is AboutEntity =>
  correction.kind === 'group' || correction.kind === 'no_load' || correction.kind === 'power';

/** A phase and a circuit are told of one entity side by side. */
const isOfPhase = ({ circuit_id }: Correction): boolean => PHASES.some((phase) => phase === circuit_id);

/** The places that this one may replace. */
export const placesLike = (correction: Correction, { circuits, phases }: WhatHolds): ReadonlyMap<string, Correction> =>
  isOfPhase(correction) ? phases : circuits;

const newestBy = <C extends Correction>(corrections: readonly C[], field: 'correlation_id' | 'entity_id' | 'pattern_id'): Map<string, C> =>
  new Map(corrections.flatMap((correction): [string, C][] => (correction[field] === null ? [] : [[correction[field], correction]])));

/**
 * `corrections` oldest first.
 *
 * @example
 * whatHolds([confirmed, deniedLater]).ofCorrelations.get('1764000000000.switch.kettle'); // deniedLater
 */
export function whatHolds(corrections: readonly Correction[]): WhatHolds {
  const of = (...kinds: Correction['kind'][]) => corrections.filter(({ kind }) => kinds.includes(kind));
  return {
    ofCorrelations: newestBy(of('confirm', 'deny'), 'correlation_id'),
    ofEntities: newestBy(corrections.filter(isAboutEntity), 'entity_id'),
    circuits: newestBy(
      of('place').filter((correction) => !isOfPhase(correction)),
      'entity_id',
    ),
    phases: newestBy(of('place').filter(isOfPhase), 'entity_id'),
    named: newestBy(of('name'), 'pattern_id'),
    hidden: newestBy(of('hide'), 'pattern_id'),
  };
}
