/** The power sensors of Home Assistant, and what can be told from their names. */
import type { EntityState, EntityStates } from '../home-assistant/entity-state.ts';
import type { PowerTerm } from '../home-assistant/energy-preferences.ts';
import type { Registries } from '../home-assistant/registries.ts';
import { isPowerUnit } from './units.ts';

/** What is known of the home when its meter is looked for. */
export type Evidence = { states: EntityStates; registries: Registries; uniqueIds: ReadonlyMap<string, string> };

/** A sensor of a power that is measured now, even while it does not tell it. */
const isPowerSensor = ({ attributes }: EntityState): boolean =>
  attributes['device_class'] === 'power' &&
  (attributes['state_class'] === undefined || attributes['state_class'] === 'measurement') &&
  (attributes['unit_of_measurement'] === undefined || isPowerUnit(attributes['unit_of_measurement']));

const powerSensors = ({ states }: Evidence): EntityState[] => [...states.all()].filter(isPowerSensor);

const EXPORT = /export|return|produc|feed_?in|inject|to_grid/;
const PHASE = /phase|_l[123]($|_)/;
/** Of what is no power that flows now, or of the other kinds of power. */
const OTHER = /apparent|reactive|peak|max|min|average|limit|setpoint|standby/;

/** The power sensors of the device that the entity belongs to. */
export function siblingsOf(entityId: string, evidence: Evidence): string[] {
  const deviceId = evidence.registries.entity(entityId)?.device_id;
  if (deviceId === null || deviceId === undefined) return [];
  return evidence.registries
    .ofDevice(deviceId)
    .map((sibling) => sibling.entity_id)
    .filter((sibling) => {
      const state = evidence.states.get(sibling);
      return state !== undefined && isPowerSensor(state) && !OTHER.test(sibling);
    });
}

const plus = (entityId: string): PowerTerm => ({ entity_id: entityId, sign: 1 });
const minus = (entityId: string): PowerTerm => ({ entity_id: entityId, sign: -1 });

/** Three phases that import, with none or three that export. */
function phasesOf(phases: readonly string[]): { terms: PowerTerm[]; phases: PowerTerm[] } | null {
  const imports = phases.filter((id) => !EXPORT.test(id)).sort();
  const exports = phases.filter((id) => EXPORT.test(id)).sort();
  if (imports.length !== 3 || (exports.length !== 0 && exports.length !== 3)) return null;
  return { terms: [...imports.map(plus), ...exports.map(minus)], phases: exports.length === 0 ? imports.map(plus) : [] };
}

/** Import less export of a meter's power sensors; without a total the sum of its phases. Null: it cannot be told which is which. */
export function gridOf(siblings: readonly string[]): { terms: PowerTerm[]; phases: PowerTerm[] } | null {
  const totals = siblings.filter((id) => !PHASE.test(id));
  if (totals.length === 0) return phasesOf(siblings);
  const imports = totals.filter((id) => !EXPORT.test(id));
  const exports = totals.filter((id) => EXPORT.test(id));
  return imports.length === 1 && exports.length <= 1 ? { terms: [...imports.map(plus), ...exports.map(minus)], phases: [] } : null;
}

const LIKELY = /grid|mains?(_|$)|house|home|whole|total|meter|consumption/;

/** Power sensors that may be the meter, the likely ones first. */
export function likelyMeters(evidence: Evidence, most: number): string[] {
  const ids = powerSensors(evidence).map((sensor) => sensor.entity_id);
  const [likely, others] = [ids.filter((id) => LIKELY.test(id)), ids.filter((id) => !LIKELY.test(id))];
  return [...likely.sort(), ...others.sort()].slice(0, most);
}
