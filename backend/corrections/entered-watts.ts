/** What users say that devices draw. */
import type { WhatHolds } from './what-holds.ts';

/**
 * Watts by entity; 0 of what draws nothing itself: an entity without a load, and a group, whose members are counted one by one.
 *
 * @example
 * enteredWatts(whatHolds([aPowerOf60WOfTheHallLamp])); // Map { 'light.hall' => 60 }
 */
export const enteredWatts = ({ ofEntities }: WhatHolds): Map<string, number> =>
  new Map([...ofEntities].map(([entityId, { kind, power_w }]) => [entityId, kind === 'power' ? (power_w ?? 0) : 0]));
