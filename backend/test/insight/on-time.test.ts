import { describe, expect, it } from 'vitest';
import { addOnTime, beginOnTime, endOnTime, type OnTime } from '../../insight/on-time.ts';

const MINUTE_MS = 60_000;
const change = (minute: number, state_value: string, hvac_action?: string) => ({
  time_ms: minute * MINUTE_MS,
  state_value,
  attributes: hvac_action === undefined ? {} : { hvac_action },
});
const during = (state: string, changes: ReturnType<typeof change>[], endMinute: number): OnTime =>
  endOnTime(changes.reduce(addOnTime, beginOnTime(state, undefined, 0)), endMinute * MINUTE_MS);
const minutes = ({ onMs, knownMs, switches }: OnTime) => ({ on: onMs / MINUTE_MS, known: knownMs / MINUTE_MS, switches });

describe('addOnTime', () => {
  it('adds up the time between on and off, and counts each switching on', () => {
    expect(minutes(during('off', [change(10, 'on'), change(15, 'off'), change(20, 'on')], 30))).toEqual({ on: 15, known: 30, switches: 2 });
  });

  it('takes a change of level for neither on nor off', () => {
    expect(minutes(during('on', [change(10, 'on'), change(20, 'on')], 30))).toEqual({ on: 30, known: 30, switches: 0 });
  });

  it('counts no time while the entity is unavailable, and its return for no switching on', () => {
    expect(minutes(during('on', [change(10, 'unavailable'), change(20, 'on')], 30))).toEqual({ on: 20, known: 20, switches: 0 });
  });

  it('takes a thermostat that idles for off, whatever its mode', () => {
    const changes = [change(10, 'heat', 'heating'), change(20, 'heat', 'idle')];
    expect(minutes(during('off', changes, 30))).toEqual({ on: 10, known: 30, switches: 1 });
  });
});
