/** Where users say that entities sit. */
import type { WhatHolds } from './what-holds.ts';

/**
 * The circuit of each entity, phases left out.
 *
 * @example
 * toldCircuits(whatHolds([aPlaceOfTheKettleInTheKitchen])); // Map { 'switch.kettle' => 'kitchen' }
 */
export const toldCircuits = ({ circuits }: WhatHolds): Map<string, string> =>
  new Map([...circuits].map(([entityId, { circuit_id }]) => [entityId, circuit_id ?? '']));
