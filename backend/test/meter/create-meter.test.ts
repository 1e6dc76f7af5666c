import { describe, expect, it } from 'vitest';
import { readConfig } from '../../config.ts';
import { createHomeAssistantConnection } from '../../home-assistant/connection.ts';
import { createHome, type HomeSource } from '../../home/create-home.ts';
import { createLog } from '../../log.ts';
import { createMeter } from '../../meter/create-meter.ts';
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

describe('the list of meters', () => {
  it('has the simulated meter where nothing is configured, named for its type', () => {
    const meter = createMeter({ source: simulated, config: configOf({}), clock, log });
    expect(meter).toMatchObject({ id: 'simulated', type: 'simulated', source: 'direct_api' });
    expect(meter.describe()?.circuits.length).toBeGreaterThan(0);
  });

  it('has the meter of Home Assistant, under the name that it is given', () => {
    const meter = createMeter({ source: real, config: configOf({ ...realConfig, METER_ID: 'attic' }), clock, log });
    expect(meter).toMatchObject({ id: 'attic', type: 'home_assistant', source: 'ha_integration' });
    expect(meter.describe()).toBeNull();
  });

  it('refuses a meter that it cannot read, by the name of the setting', () => {
    const config = configOf({ METER_TYPE: 'emporia' });
    expect(() => createMeter({ source: simulated, config, clock, log })).toThrow(/meter_type: "emporia" cannot be read/);
    const mixed = configOf({ ...realConfig });
    expect(() => createMeter({ source: simulated, config: mixed, clock, log })).toThrow(/METER_TYPE/);
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
