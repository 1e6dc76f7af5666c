/** A house with a solar roof and a battery in Home Assistant: four sensors that are told one after the other, under a sky with clouds. */
import { setTimeout as sleep } from 'node:timers/promises';
import { callService, type Connection } from 'home-assistant-js-websocket';
import { waitUntil } from '../wait-until.ts';

/** What each switch draws, W. */
const loads = { kettle: 1900, siren: 0 };
type Load = keyof typeof loads;

/** Each is a number that the test sets, and a sensor as an inverter or a meter brings it. */
const meters = ['grid_import', 'grid_export', 'solar', 'battery_charging'] as const;
type Powers = Record<(typeof meters)[number], number>;

const numbers = meters.map((name) => `  ${name}: { name: "${name}", min: -20000, max: 20000, step: 0.1, unit_of_measurement: W }\n`);
const sensors = meters.map(
  (name) => `
      - name: ${name}_power
        unique_id: ${name}_power
        state: "{{ states('input_number.${name}') }}"
        unit_of_measurement: W
        device_class: power
        state_class: measurement`,
);
const counters = meters.map(
  (name) => `\n  - { platform: integration, source: sensor.${name}_power, name: ${name}_energy, unit_prefix: k }`,
);
const switches = Object.keys(loads).map(
  (load) => `
      - name: ${load}
        unique_id: ${load}
        state: "{{ is_state('input_boolean.${load}', 'on') }}"
        turn_on: { action: input_boolean.turn_on, target: { entity_id: input_boolean.${load} } }
        turn_off: { action: input_boolean.turn_off, target: { entity_id: input_boolean.${load} } }`,
);

export const solarConfiguration = `
input_number:
${numbers.join('')}
input_boolean:
${Object.keys(loads)
  .map((load) => `  ${load}: { name: "${load} relay" }\n`)
  .join('')}
sensor:${counters.join('')}
template:
  - sensor:${sensors.join('')}
  - switch:${switches.join('')}
`;

/** As a person sets up the Energy dashboard: import and export apart, and a battery whose sensor counts charging as positive. */
export const energySources = [
  {
    type: 'grid',
    stat_energy_from: 'sensor.grid_import_energy',
    stat_energy_to: 'sensor.grid_export_energy',
    power_config: { stat_rate_from: 'sensor.grid_import_power', stat_rate_to: 'sensor.grid_export_power' },
    cost_adjustment_day: 0,
  },
  { type: 'solar', stat_energy_from: 'sensor.solar_energy', stat_rate: 'sensor.solar_power', config_entry_solar_forecast: null },
  {
    type: 'battery',
    stat_energy_from: 'sensor.battery_charging_energy',
    stat_energy_to: 'sensor.battery_charging_energy',
    power_config: { stat_rate_inverted: 'sensor.battery_charging_power' },
  },
];

/** The house without its switches, W. */
export const BASE_W = 420;
const CLEAR_SKY_W = 3100;
/** What the battery gives or takes of the difference, with its next reading: inverters follow. */
const BATTERY_SHARE = 0.6;
const MOST_BATTERY_W = 1500;

export type SolarHouse = {
  set: (load: Load, on: boolean) => Promise<void>;
  /** The share of the sun that comes through, from the next reading on. */
  setSky: (share: number) => void;
  /** Waits for so many more readings. */
  readings: (count: number) => Promise<void>;
  stop: () => Promise<void>;
};

/** The powers of one second; the load is what the house draws, whatever the sky does. */
function powersOf(step: number, loadW: number, sky: number, batteryW: number): Powers {
  // The sun drifts by itself too.
  const solar = Math.round(CLEAR_SKY_W * sky * (1 + 0.05 * Math.sin(step / 20)));
  const grid = loadW - solar - batteryW;
  return { grid_import: Math.max(0, grid), grid_export: Math.max(0, -grid), solar, battery_charging: -batteryW };
}

/** Tells all four every second until stopped. */
export function driveSolarHouse(connection: Connection): SolarHouse {
  const stopping = new AbortController();
  const on = new Set<Load>();
  let [sky, batteryW, told] = [1, 0, 0];

  const tell = async (powers: Powers) => {
    for (const name of meters)
      await callService(connection, 'input_number', 'set_value', { value: powers[name] }, { entity_id: `input_number.${name}` });
  };
  const drive = async () => {
    for (let step = 0; !stopping.signal.aborted; step++) {
      const loadW = BASE_W + Math.round(2 * Math.sin(step * 1.7)) + [...on].reduce((sum, load) => sum + loads[load], 0);
      const powers = powersOf(step, loadW, sky, batteryW);
      await tell(powers).catch(() => undefined);
      told += 1;
      batteryW = Math.round(Math.max(-MOST_BATTERY_W, Math.min(MOST_BATTERY_W, BATTERY_SHARE * (loadW - powers.solar))));
      await sleep(1000, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  };
  const driving = drive();

  return {
    async set(load, isOn) {
      await callService(connection, 'switch', isOn ? 'turn_on' : 'turn_off', {}, { entity_id: `switch.${load}` });
      if (isOn) on.add(load);
      else on.delete(load);
    },
    setSky: (share) => (sky = share),
    async readings(count) {
      const enough = told + count;
      await waitUntil({ what: `${count} readings of the meters`, seconds: 120 + 3 * count }, () => told >= enough);
    },
    async stop() {
      stopping.abort();
      await driving;
      connection.close();
    },
  };
}
