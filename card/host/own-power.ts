/** The power that Home Assistant itself knows, for where there is no backend: no cause, but the house, its flows and its circuits. */
import type { Circuit } from '../../backend/contract/circuit.ts';
import type { Current } from '../../backend/contract/current.ts';
import { nothingKnown, type HomeState, type PowerPoint } from '../controllers/home-state.ts';
import { shareOf } from '../format/share-of.ts';
import { powerSensorsOf, type EnergyPreferences, type PowerSensors } from './energy-preferences.ts';
import type { Hass } from './hass.ts';
import { sumHistories, type SensorHistory } from './sum-histories.ts';

const HOUR_MS = 3_600_000;
const wattsPer: Record<string, number> = { mW: 0.001, W: 1, kW: 1000, MW: 1_000_000 };

export interface OwnPower {
  /** Asks which sensors there are, and for their last hour. */
  load(newest: () => Hass | undefined): Promise<void>;
  /** Whether one of the sensors says something new. */
  isNews(hass: Hass): boolean;
  /** Null until it is loaded. */
  read(hass: Hass, now: number): HomeState | null;
}

/** Null: the sensor does not know, or its unit is not one of power. */
function wattsOf(hass: Hass, entityId: string): number | null {
  const entity = hass.states[entityId];
  const factor = wattsPer[String(entity?.attributes.unit_of_measurement)];
  const value = Number.parseFloat(entity?.state ?? '');
  return factor === undefined || !Number.isFinite(value) ? null : value * factor;
}

/** Null where there is none, or one does not know. */
function sumOf(hass: Hass, entityIds: readonly string[]): number | null {
  if (entityIds.length === 0) return null;
  return entityIds.reduce<number | null>((sum, id) => {
    const watts = wattsOf(hass, id);
    return sum === null || watts === null ? null : sum + watts;
  }, 0);
}

const isUnknown = (watts: number | null, entityIds: readonly string[]): boolean => watts === null && entityIds.length > 0;

function toCircuits(hass: Hass, { circuits }: PowerSensors, whole: number | null, timestamp: string): Circuit[] {
  return circuits.map(({ entityId, name, parent }) => {
    const power_w = wattsOf(hass, entityId);
    return {
      timestamp,
      circuit_id: entityId,
      circuit_name: name ?? hass.states[entityId]?.attributes.friendly_name ?? entityId,
      power_w,
      percentage: shareOf(power_w, whole),
      entity_id: entityId,
      parent,
      provenance: 'measured',
    };
  });
}

/** What the house draws; null while one of its sensors does not know. */
function flowsOf(hass: Hass, { grid, solar, battery, isComplete }: PowerSensors) {
  const grid_w = sumOf(hass, grid);
  const made = sumOf(hass, solar);
  const solar_w = made === null ? null : Math.max(0, made);
  const battery_w = sumOf(hass, battery);
  const isKnown = grid_w !== null && !isUnknown(made, solar) && !isUnknown(battery_w, battery);
  const load_w = isKnown ? grid_w + (solar_w ?? 0) + (battery_w ?? 0) : null;
  return { grid_w, solar_w, battery_w, total_power_w: isComplete ? load_w : grid_w };
}

function toCurrent(hass: Hass, sensors: PowerSensors, now: number): Current {
  const flows = flowsOf(hass, sensors);
  const kind = sensors.isComplete ? 'load' : 'net';
  const timestamp = new Date(now).toISOString();
  return {
    ...flows,
    timestamp: sensors.grid.length === 0 ? null : timestamp,
    meter_id: 'home_assistant',
    meter_type: 'home_assistant',
    meter_source: 'ha_integration',
    kind,
    daily_kwh: null,
    split: null,
    circuits: toCircuits(hass, sensors, kind === 'load' ? flows.total_power_w : null, timestamp),
    entity_ids: sensors.grid,
    reason: null,
    peak_power_w: null,
    peak_time: null,
    average_power_w: null,
    // Home Assistant tells a sensor's silence by its state.
    cadence_s: null,
    age_s: 0,
    stale: flows.total_power_w === null,
    latest: null,
    latest_unexplained: null,
  };
}

async function readHistory(hass: Hass, { grid, solar, battery }: PowerSensors): Promise<PowerPoint[]> {
  const entity_ids = [...grid, ...solar, ...battery];
  if (entity_ids.length === 0) return [];
  const start_time = new Date(Date.now() - HOUR_MS).toISOString();
  const message = { type: 'history/history_during_period', start_time, entity_ids, minimal_response: true, no_attributes: true };
  const histories = await hass.callWS<Record<string, SensorHistory | undefined>>(message);
  const factorOf = (id: string) => wattsPer[String(hass.states[id]?.attributes.unit_of_measurement)] ?? Number.NaN;
  return sumHistories(entity_ids.map((id) => ({ history: histories[id] ?? [], factor: factorOf(id) })));
}

/** One sensor that says the power of the whole house, with the circuits of the Energy settings. */
const ofOneSensor = (entityId: string, { circuits }: PowerSensors): PowerSensors => ({
  grid: [entityId],
  solar: [],
  battery: [],
  isComplete: true,
  circuits,
});

/** `powerEntity` says the power of the house; null: the sensors of the Energy settings do. */
export function createOwnPower(powerEntity: string | null): OwnPower {
  let sensors: PowerSensors | null = null;
  let points: PowerPoint[] = [];
  let told: unknown[] = [];
  const idsOf = ({ grid, solar, battery, circuits }: PowerSensors) => [...grid, ...solar, ...battery, ...circuits.map((c) => c.entityId)];
  const statesOf = (hass: Hass) => (sensors === null ? [] : idsOf(sensors).map((id) => hass.states[id]));

  return {
    async load(newest) {
      const hass = newest();
      if (hass === undefined) return;
      const nothing: EnergyPreferences = { energy_sources: [], device_consumption: [] };
      // Refused where the Energy dashboard was never set up.
      const preferred = powerSensorsOf(await hass.callWS<EnergyPreferences>({ type: 'energy/get_prefs' }).catch(() => nothing));
      sensors = powerEntity === null ? preferred : ofOneSensor(powerEntity, preferred);
      // Without the recorder there is no last hour, and the rest is shown all the same.
      points = await readHistory(hass, sensors).catch(() => []);
    },
    isNews(hass) {
      return statesOf(hass).some((state, i) => state !== told[i]);
    },
    read(hass, now) {
      if (sensors === null) return null;
      told = statesOf(hass);
      const current = toCurrent(hass, sensors, now);
      const last = points.at(-1);
      if (last?.power_w !== current.total_power_w)
        points = [...points.filter(({ time_ms }) => time_ms > now - HOUR_MS), { time_ms: now, power_w: current.total_power_w }];
      return {
        ...nothingKnown,
        current: { status: 'ready', value: current },
        lastHour: { status: 'ready', value: points },
      };
    },
  };
}
