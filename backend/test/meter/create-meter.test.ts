import { describe, expect, it } from 'vitest';
import { readConfig } from '../../config.ts';
import { createHomeAssistantConnection } from '../../home-assistant/connection.ts';
import { createHome, type HomeSource } from '../../home/create-home.ts';
import { createLog } from '../../log.ts';
import { createMeter } from '../../meter/create-meter.ts';
import { createForgetfulMemory } from '../../meter/meter-memory.ts';
import { simulateHome } from '../../simulated-home/simulate-home.ts';
import { createManualClock } from '../manual-clock.ts';

const clock = createManualClock(Date.parse('2026-11-24T12:00:00Z'));
const log = createLog({ level: 'silent', secrets: [] });
const simulated: HomeSource = { kind: 'simulated', simulation: simulateHome({ seed: 'test', time_zone: 'Europe/Berlin' }) };
const real: HomeSource = {
  kind: 'home_assistant',
  connection: createHomeAssistantConnection({ url: 'http://127.0.0.1:9', token: 'token', clock, log }),
};
const configOf = (environment: Record<string, string>) => readConfig({ DATA_DIR: '/nowhere', ...environment });
const realConfig = { HOME_ASSISTANT_URL: 'http://127.0.0.1:9', HOME_ASSISTANT_TOKEN: 'token' };

const meterOf = (source: HomeSource, environment: Record<string, string>) => {
  const [settings] = configOf(environment).meters;
  return createMeter({ id: settings.id, settings, source, memory: createForgetfulMemory(), pollIntervalS: 300, clock, log });
};

describe('the list of meters', () => {
  it('has the simulated meter where nothing is configured, named for its type', () => {
    const meter = meterOf(simulated, {});
    expect(meter).toMatchObject({ id: 'simulated', type: 'simulated', source: 'direct_api' });
    expect(meter.describe()?.circuits.length).toBeGreaterThan(0);
  });

  it('has the meter of Home Assistant, under the name that it is given', () => {
    const meter = meterOf(real, { ...realConfig, METER_ID: 'attic' });
    expect(meter).toMatchObject({ id: 'attic', type: 'home_assistant', source: 'ha_integration' });
    expect(meter.describe()).toBeNull();
  });

  it('has a meter of any make, by its preset', () => {
    const meter = meterOf(real, { ...realConfig, METER_TYPE: 'generic', METER_PRESET: 'shelly_gen2', METER_URL: 'http://192.0.2.7' });
    expect(meter).toMatchObject({ id: 'generic', type: 'generic', source: 'direct_api' });
    expect(meter.describe()?.reasons).toEqual([
      {
        code: 'address',
        values: { host: '192.0.2.7', topic: null, preset: 'shelly_gen2' },
        text: 'The configuration takes it from 192.0.2.7, which is known as shelly_gen2.',
      },
    ]);
  });

  it('refuses a meter that says too little, by the name of the setting', () => {
    expect(() => meterOf(real, { ...realConfig, METER_TYPE: 'generic', METER_URL: 'http://192.0.2.7' })).toThrow(
      /needs preset, power or phases/,
    );
    expect(() => meterOf(real, { ...realConfig, METER_TYPE: 'generic', METER_PRESET: 'shelly_gen9' })).toThrow(
      /no preset "shelly_gen9"; there are shelly_gen1,/,
    );
    expect(() => meterOf(simulated, realConfig)).toThrow(/home_assistant cannot be read: the home is simulated/);
  });
});

describe('the list of homes', () => {
  it('has the simulated home, and Home Assistant', () => {
    expect(createHome({ source: simulated, config: configOf({}), clock, log }).entities().length).toBeGreaterThan(20);
    const home = createHome({ source: real, config: configOf(realConfig), clock, log });
    expect(home.heardMs()).toBeNull();
    expect(home.entities()).toEqual([]);
  });
});
