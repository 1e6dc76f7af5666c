/** A circuit, or a device with a power sensor of its own. */
import * as v from 'valibot';
import { Provenance, Timestamp } from './identity.ts';

export const Circuit = v.object({
  timestamp: Timestamp,
  circuit_id: v.string(),
  circuit_name: v.string(),
  /** Null: its sensor does not know. */
  power_w: v.nullable(v.number()),
  /** Share of the house power, %. */
  percentage: v.nullable(v.number()),
  /** The sensor in Home Assistant, where there is one. */
  entity_id: v.nullable(v.string()),
  /** circuit_id of the circuit that this one is part of. */
  parent: v.nullable(v.string()),
  provenance: Provenance,
});
export type Circuit = v.InferOutput<typeof Circuit>;
