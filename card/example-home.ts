/** A made-up home, for where a user looks at the card before having it. Its numbers agree with each other. */
import { mdiEyeOffOutline } from '@mdi/js';
import { html, type TemplateResult } from 'lit';
import type { Circuit } from '../backend/contract/circuit.ts';
import type { Correlation } from '../backend/contract/correlation.ts';
import type { Device } from '../backend/contract/device.ts';
import type { EntityLook, Host } from './host/host.ts';
import { loadLaterWords } from './localize.ts';
import { nothingKnown, type HomeState, type PowerHistory, type PowerPoint } from './controllers/home-state.ts';

// Its words are of those that are not in the entry, which has little room; without them it is shown all the same.
await loadLaterWords().catch(() => undefined);

const MINUTE_MS = 60_000;
const METER = 'example';
const TOTAL_W = 2310;

const looks: Record<string, EntityLook> = {
  'switch.kettle': { name: 'Kettle', area: 'Kitchen', icon: 'mdi:kettle' },
  'light.living_room': { name: 'Floor lamp', area: 'Living room', icon: 'mdi:floor-lamp' },
  'switch.desk': { name: 'Desk', area: 'Office', icon: 'mdi:desktop-tower' },
};

/** A host that knows the made-up entities, and opens nothing for them. */
export function exampleHost({ localize, formats, currency, isAdmin, formatState }: Host): Host {
  const nothing = { stateOf: () => null, entityIds: () => [], areas: () => [] };
  const entity = (entityId: string) => looks[entityId] ?? { name: entityId, area: null, icon: 'mdi:flash' };
  return { localize, formats, currency, isAdmin, formatState, entity, ...nothing };
}

/** Says that none of it is the user's own. */
export const exampleNotice = ({ localize }: Host): TemplateResult =>
  html`<wattribute-notice
    .glyph=${mdiEyeOffOutline}
    .heading=${localize('example')}
    .text=${localize('example.what')}
  ></wattribute-notice>`;

const at = (ms: number): string => new Date(ms).toISOString();

/** Name, watts, name of the parent. */
const circuits: readonly (readonly [string, number, string | null])[] = [
  ['Kitchen', 1985, null],
  ['Kettle', 1880, 'Kitchen'],
  ['Office', 148, null],
  ['Living room', 62, null],
];

/** Minutes ago, entity, before, after, watts before, change. */
const changes: readonly (readonly [number, string, string, string, number, number])[] = [
  [2, 'switch.kettle', 'off', 'on', 430, 1880],
  [17, 'light.living_room', 'off', 'on', 368, 62],
  [41, 'switch.desk', 'off', 'on', 254, 114],
];

const toCircuit = ([name, power_w, parent]: (typeof circuits)[number], timestamp: string): Circuit => ({
  timestamp,
  circuit_id: name,
  circuit_name: name,
  power_w,
  percentage: (100 * power_w) / TOTAL_W,
  entity_id: null,
  parent,
  provenance: name === 'Kettle' ? 'learned' : 'measured',
});

const toCorrelation = ([minutes, entity_id, previous_state, state, before, delta]: (typeof changes)[number], now: number): Correlation => ({
  id: `${now - minutes * MINUTE_MS}.${entity_id}`,
  timestamp: at(now - minutes * MINUTE_MS),
  entity_id,
  domain: entity_id.split('.')[0] ?? '',
  state,
  previous_state,
  previous_level: null,
  level: null,
  meter_id: METER,
  power_before_w: before,
  power_after_w: before + delta,
  power_delta_w: delta,
  power_delta_pct: (100 * delta) / before,
  interval_w: 20,
  confidence: 0.97,
  shared_with: [],
  source: 'live',
  cause: { kind: 'device', name: null },
  feedback: null,
});

/** Entity, watts when on, half their interval, switches, kWh today and of the week. */
const devices: readonly (readonly [string, number, number, number, number, number])[] = [
  ['switch.kettle', 1880, 20, 76, 0.32, 2.1],
  ['switch.desk', 114, 6, 31, 0.41, 2.8],
  ['light.living_room', 62, 2, 48, 0.08, 1.2],
];
const PRICE = 0.3;

const toDevice = ([entity_id, on_power_w, interval_w, switches, today, week]: (typeof devices)[number]): Device => ({
  entity_id,
  verdict: 'learned',
  on_power_w,
  interval_w,
  switches,
  switches_needed: null,
  standby_w: null,
  energy_kwh: { today, week },
  cost: { today: PRICE * today, week: PRICE * week },
  total_kwh: null,
  total_cost: null,
  drift: null,
  group: null,
  entered_w: null,
  correction_id: null,
  circuit: null,
  phase: null,
});

const lastHour = (now: number): PowerPoint[] => [
  { time_ms: now - 60 * MINUTE_MS, power_w: 254 },
  ...changes.map(([minutes, , , , before, delta]) => ({ time_ms: now - minutes * MINUTE_MS, power_w: before + delta })).reverse(),
];

/** The kettle and the heating of a morning, minutes ago, before the last hour. */
const morning: readonly (readonly [number, number])[] = [
  [420, 180],
  [310, 2060],
  [303, 190],
  [236, 940],
  [192, 200],
  [128, 960],
  [84, 254],
];

const exampleHistory = (now: number): PowerHistory => {
  const earlier = morning.map(([minutes, power_w]) => ({ time_ms: now - minutes * MINUTE_MS, power_w }));
  const bins = [...earlier, ...lastHour(now)].map((point) => ({ ...point, max_w: point.power_w, explained_w: null }));
  return { bin_ms: MINUTE_MS, always_on_w: null, usage: null, bins };
};

export function exampleHome(now: number): HomeState {
  const correlations = changes.map((change) => toCorrelation(change, now));
  const timestamp = at(now);
  return {
    ...nothingKnown,
    connection: { status: 'connected' },
    answeredMs: now,
    current: {
      status: 'ready',
      value: {
        timestamp,
        meter_id: METER,
        meter_type: 'simulated',
        meter_source: 'direct_api',
        kind: 'load',
        total_power_w: TOTAL_W,
        daily_kwh: 6.4,
        grid_w: TOTAL_W,
        solar_w: null,
        battery_w: null,
        split: { measured_w: 150, learned_w: 1880, always_on_w: 190, unexplained_w: 90 },
        circuits: circuits.map((circuit) => toCircuit(circuit, timestamp)),
        entity_ids: [],
        reason: null,
        peak_power_w: null,
        peak_time: null,
        average_power_w: null,
        // An example does not grow old.
        cadence_s: 86_400,
        age_s: 0,
        stale: false,
        latest: correlations[0] ?? null,
        latest_unexplained: null,
      },
    },
    lastHour: { status: 'ready', value: lastHour(now) },
    correlations: { status: 'ready', value: correlations },
    history: { status: 'ready', value: exampleHistory(now) },
    devices: { status: 'ready', value: { devices: devices.map(toDevice), currency: null, price: PRICE } },
  };
}
