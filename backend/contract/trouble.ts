/** What keeps a part of the backend from working, where people can mend it. */
import * as v from 'valibot';
import { coded } from './coded.ts';

/** Who named a sensor: a user, the Energy dashboard, or what devices and integrations are known for. */
const named = { named_by: v.picklist(['configuration', 'energy_dashboard', 'found']) };
/** Sensors of power that Home Assistant has. */
const candidates = { candidates: v.array(v.string()) };

export const Trouble = v.variant('code', [
  /** Nothing tells which sensor measures the house. */
  coded('no_meter', candidates),
  /** Home Assistant has no such entity. */
  coded('no_entity', { entity_id: v.string(), ...named, ...candidates }),
  /** The sensor tells something else than what is measured in the `wanted` units. */
  coded('wrong_unit', {
    entity_id: v.string(),
    unit: v.string(),
    quantity: v.string(),
    wanted: v.array(v.string()),
    ...named,
    ...candidates,
  }),
  coded('no_unit', { entity_id: v.string(), wanted: v.array(v.string()), ...named, ...candidates }),
  /** Solar or a battery is named, and no grid. */
  coded('no_grid', {}),
  /** These sensors do not know now. */
  coded('not_known', { entity_ids: v.array(v.string()), why: v.string() }),
  coded('home_assistant_starting', {}),
  coded('home_assistant_unreachable', { url: v.string() }),
  /** The connection broke, and is being made anew. */
  coded('home_assistant_lost', {}),
  coded('token_refused', { url: v.string() }),
]);
export type Trouble = v.InferOutput<typeof Trouble>;
