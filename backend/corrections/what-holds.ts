/** Which corrections hold now: of those about one thing the newest does, and when it is taken back the one before it holds again. */
import type { Correction } from '../contract/correction.ts';

/** A group, no load, or a power that was entered. */
type AboutEntity = Correction & { kind: 'group' | 'no_load' | 'power' };

export type WhatHolds = {
  /** Confirmed or denied, by correlation id. */
  ofCorrelations: ReadonlyMap<string, Correction>;
  /** What an entity is or draws. */
  ofEntities: ReadonlyMap<string, AboutEntity>;
  /** Names of patterns, and which are hidden: a pattern may be both. */
  named: ReadonlyMap<string, Correction>;
  hidden: ReadonlyMap<string, Correction>;
};

const isAboutEntity = (correction: Correction): correction is AboutEntity =>
  correction.kind === 'group' || correction.kind === 'no_load' || correction.kind === 'power';

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
    named: newestBy(of('name'), 'pattern_id'),
    hidden: newestBy(of('hide'), 'pattern_id'),
  };
}
