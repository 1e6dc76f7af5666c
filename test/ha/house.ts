/** A house in Home Assistant: a meter that is driven every second, and switches of which some draw power. */
import { setTimeout as sleep } from 'node:timers/promises';
import { callService, type Connection } from 'home-assistant-js-websocket';
import { waitUntil } from '../wait-until.ts';

/** What each switch draws, W. */
const loads = { kettle: 1900, heater: 750, siren: 0 };
type Load = keyof typeof loads;

const booleans = Object.keys(loads).map((name) => `  ${name}: { name: "${name} relay" }\n`);
const name = (load: string) => load.charAt(0).toUpperCase() + load.slice(1);
const switches = Object.keys(loads).map(
  (load) => `
      - name: ${name(load)}
        unique_id: ${load}
        state: "{{ is_state('input_boolean.${load}', 'on') }}"
        turn_on: { action: input_boolean.turn_on, target: { entity_id: input_boolean.${load} } }
        turn_off: { action: input_boolean.turn_off, target: { entity_id: input_boolean.${load} } }`,
);

export const houseConfiguration = `
input_number:
  house_power: { name: Meter, min: -20000, max: 20000, step: 0.1, unit_of_measurement: W }
input_boolean:
${booleans.join('')}
template:
  - sensor:
      - name: House power
        unique_id: house_power
        state: "{{ states('input_number.house_power') }}"
        availability: "{{ states('input_number.house_power') | float(-20000) > -20000 }}"
        unit_of_measurement: W
        device_class: power
        state_class: measurement
  - switch:${switches.join('')}
`;

export type House = {
  /** Switches as a person does; the meter shows it with its next reading. */
  set: (load: Load, on: boolean) => Promise<void>;
  /** What draws power all the time, W. */
  setBase: (watts: number) => void;
  /** How often the meter was told. */
  told: () => number;
  /** Waits for so many more readings. */
  readings: (count: number) => Promise<void>;
  stop: () => Promise<void>;
};

/** Drives the meter every second, with noise of some watts, until stopped; goes on by itself when Home Assistant is back. */
export function driveHouse(connection: Connection): House {
  const stopping = new AbortController();
  const on = new Set<Load>();
  let base = 180;
  let step = 0;
  let taken = 0;

  const tell = (watts: number) =>
    callService(connection, 'input_number', 'set_value', { value: watts }, { entity_id: 'input_number.house_power' });
  const drive = async () => {
    while (!stopping.signal.aborted) {
      step += 1;
      // Three waves that never meet: noise of up to 4 W, the same in every run.
      const noise = 1.5 * Math.sin(step * 1.7) + 1.5 * Math.sin(step * 2.9) + Math.sin(step * 4.3);
      const power = Math.round((base + noise + [...on].reduce((sum, load) => sum + loads[load], 0)) * 10) / 10;
      // Refused while Home Assistant is away: the meter is silent then, as a real one would be.
      await tell(power).then(
        () => (taken += 1),
        () => undefined,
      );
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
    setBase(watts) {
      base = watts;
    },
    told: () => step,
    async readings(count) {
      const enough = taken + count;
      await waitUntil({ what: `${count} readings of the meter`, seconds: 120 + 3 * count }, () => taken >= enough);
    },
    async stop() {
      stopping.abort();
      await driving;
      connection.close();
    },
  };
}
