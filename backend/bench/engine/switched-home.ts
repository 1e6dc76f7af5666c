/** A home for figures of cost: a meter with a reading every `paceS` seconds, and devices that are switched in turn. */
import type { EngineChange, EngineReading } from '../../correlation/types.ts';

export type Minute = { readings: EngineReading[]; changes: EngineChange[] };

/** One device is switched every so many minutes. */
const SWITCH_MINUTES = 4;

export const deviceName = (i: number): string => `switch.device_${i}`;
const wattsOf = (i: number): number => 20 + ((i * 137) % 900);

export const changeOf = (i: number, isOn: boolean, time_ms: number): EngineChange => ({
  time_ms,
  entity_id: deviceName(i),
  domain: 'switch',
  state: isOn ? 'on' : 'off',
  previous_state: isOn ? 'off' : 'on',
  attributes: {},
});

/**
 * Minute by minute, without an end.
 *
 * @example
 * for (const { readings, changes } of switchedHome({ startMs: 0, paceS: 1, devices: 25 })) …
 */
export function* switchedHome({ startMs, paceS, devices }: { startMs: number; paceS: number; devices: number }): Generator<Minute> {
  const on = new Set<number>();
  let heldW = 150;
  for (let minute = 0; ; minute++) {
    const fromMs = startMs + minute * 60_000;
    const changes: EngineChange[] = [];
    if (minute % SWITCH_MINUTES === 0) {
      const device = ((minute / SWITCH_MINUTES) * 7) % devices;
      const isOn = !on.has(device);
      if (isOn) on.add(device);
      else on.delete(device);
      heldW += isOn ? wattsOf(device) : -wattsOf(device);
      changes.push(changeOf(device, isOn, fromMs + 200));
    }
    const fridgeW = minute % 50 < 18 ? 95 : 0;
    const readings = Array.from({ length: Math.round(60 / paceS) }, (_, i) => ({
      time_ms: fromMs + 500 + i * paceS * 1000,
      power_w: heldW + fridgeW + ((minute * 31 + i * 17) % 5),
    }));
    yield { readings, changes };
  }
}
