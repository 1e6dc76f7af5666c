import { describe, expect, it } from 'vitest';
import { eventOf, lastSeenOf, type LastSeen } from '../../correlation/event.ts';
import type { EngineChange } from '../../correlation/types.ts';

const change = (entity_id: string, previous_state: string, state: string, attributes: EngineChange['attributes'] = {}): EngineChange =>
  Object.freeze({ time_ms: 1500, entity_id, domain: entity_id.split('.')[0]!, state, previous_state, attributes });

/** The event of the last change of a row of them. */
function lastEventOf(...changes: EngineChange[]) {
  let seen: LastSeen | undefined;
  let event = null;
  for (const one of changes) {
    event = eventOf(one, seen);
    seen = lastSeenOf(one, seen);
  }
  return event;
}

describe('eventOf', () => {
  it('takes a switch from off to on for more power, and back for less', () => {
    expect(lastEventOf(change('switch.a', 'off', 'on'))).toMatchObject({
      kind: 'on',
      sign: 1,
      key: 'off>on',
      reverseKey: 'on>off',
      t: 1.5,
      level: null,
    });
    expect(lastEventOf(change('switch.a', 'on', 'off'))).toMatchObject({ kind: 'off', sign: -1, key: 'on>off' });
  });

  it('names a lamp by its brightness, before and after', () => {
    const on = change('light.a', 'off', 'on', { brightness: 51 });
    const brighter = change('light.a', 'on', 'on', { brightness: 255 });
    expect(lastEventOf(on)).toMatchObject({ key: '0>51', brightness: [0, 51], previous_level: 0, level: 20 });
    expect(lastEventOf(on, brighter)).toMatchObject({ kind: 'level', sign: 1, key: '51>255', previous_level: 20, level: 100 });
    expect(lastEventOf(on, brighter, change('light.a', 'on', 'off'))).toMatchObject({
      kind: 'off',
      key: '255>0',
      previous_level: 100,
      level: 0,
    });
  });

  it('names a fan by its speed', () => {
    const low = change('fan.a', 'off', 'on', { percentage: 33 });
    expect(lastEventOf(low)).toMatchObject({ kind: 'on', key: 'off 0>on 33', brightness: null, level: 33 });
    expect(lastEventOf(low, change('fan.a', 'on', 'on', { percentage: 66 }))).toMatchObject({ kind: 'level', sign: 1, key: 'on 33>on 66' });
    expect(lastEventOf(low, change('fan.a', 'on', 'on', { percentage: 10 }))).toMatchObject({ sign: -1 });
  });

  it('takes a thermostat by what it does, not by what it is set to', () => {
    const idle = change('climate.a', 'off', 'heat', { hvac_action: 'idle' });
    const heating = change('climate.a', 'heat', 'heat', { hvac_action: 'heating' });
    expect(lastEventOf(idle, heating)).toMatchObject({ kind: 'on', key: 'idle>heating', previous_state: 'idle', state: 'heating' });
    expect(lastEventOf(idle, heating, change('climate.a', 'heat', 'heat', { hvac_action: 'idle' }))).toMatchObject({ kind: 'off' });
  });

  it('takes a cover for a load while it moves', () => {
    expect(lastEventOf(change('cover.a', 'closed', 'opening'))).toMatchObject({ kind: 'on' });
    expect(lastEventOf(change('cover.a', 'opening', 'open'))).toMatchObject({ kind: 'off' });
  });

  it('is nothing where nothing changed that scales power', () => {
    expect(lastEventOf(change('cover.a', 'opening', 'opening', { current_position: 40 }))).toBeNull();
    const lamp = change('light.a', 'off', 'on', { brightness: 100 });
    expect(lastEventOf(lamp, change('light.a', 'on', 'on', { brightness: 100, color_temp_kelvin: 2700 }))).toBeNull();
  });

  it('believes the given previous state when it does not fit what was seen', () => {
    expect(lastEventOf(change('switch.a', 'off', 'on'), change('switch.a', 'unavailable', 'on'))).toMatchObject({
      key: 'unavailable>on',
      kind: 'on',
    });
  });
});
