import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readConfig } from '../config.ts';

const folder = () => mkdtempSync(join(tmpdir(), 'config-'));
const real = { HOME_ASSISTANT_URL: 'http://127.0.0.1:8123', HOME_ASSISTANT_TOKEN: 'a-long-lived-token' };

describe('readConfig', () => {
  it('is the demo when nothing is configured', () => {
    const config = readConfig({});
    expect(config).toMatchObject({
      meter_type: 'simulated',
      mode: 'demo',
      service_port: 8015,
      bind_address: '127.0.0.1',
      home_id: 'home',
      history_days: 10,
    });
  });

  it('is real when Home Assistant is named, or a Supervisor stands behind it', () => {
    expect(readConfig(real)).toMatchObject({ meter_type: 'home_assistant', mode: 'real' });
    expect(readConfig({ SUPERVISOR_TOKEN: 'supervisor-secret' })).toMatchObject({ meter_type: 'home_assistant', mode: 'real' });
  });

  it('names what is missing when half of it is configured', () => {
    expect(() => readConfig({ HOME_ASSISTANT_TOKEN: 'x-token' })).toThrow('home_assistant_token is set, but home_assistant_url is not');
    expect(() => readConfig({ HOME_ASSISTANT_URL: 'http://127.0.0.1:8123' })).toThrow(
      'home_assistant_token: a long-lived access token is wanted',
    );
  });

  it('takes the environment before the options, these before the file, and the file before the default', () => {
    const DATA_DIR = folder();
    const CONFIG_FILE = join(DATA_DIR, 'wattribute.yaml');
    writeFileSync(
      CONFIG_FILE,
      'min_power_delta: 5\nhistory_days: 3\npoll_interval: 60\ncircuits:\n  - {name: Kitchen, entity: sensor.kitchen}\n',
    );
    writeFileSync(join(DATA_DIR, 'options.json'), '{"history_days": 4, "poll_interval": 70}');
    const config = readConfig({ ...real, DATA_DIR, CONFIG_FILE, POLL_INTERVAL: '80' });
    expect(config).toMatchObject({
      min_power_delta: 5,
      history_days: 4,
      poll_interval: 80,
      processing_interval: 60,
      circuits: [{ name: 'Kitchen', entity: 'sensor.kitchen' }],
    });
    const origins = Object.fromEntries(config.described.map(({ name, from }) => [name, from]));
    expect(origins).toMatchObject({
      min_power_delta: 'file',
      history_days: 'options',
      poll_interval: 'environment',
      processing_interval: 'default',
    });
  });

  it('takes a price of a kWh with its currency', () => {
    expect(readConfig({ PRICE: '0.32', CURRENCY: 'EUR' })).toMatchObject({ price: 0.32, currency: 'EUR' });
    const wrong = () => readConfig({ PRICE: '-1', CURRENCY: 'euro' });
    expect(wrong).toThrow(/price \(environment\): at least 0 is wanted/);
    expect(wrong).toThrow(/currency \(environment\): three capital letters/);
  });

  it('tells all faults at once, each with its field and where it came from', () => {
    const DATA_DIR = folder();
    const CONFIG_FILE = join(DATA_DIR, 'wattribute.yaml');
    writeFileSync(CONFIG_FILE, 'histroy_days: 3\ncircuits:\n  - {name: Kitchen}\n');
    const attempt = () =>
      readConfig({ ...real, DATA_DIR, CONFIG_FILE, SERVICE_PORT: '99999', LOG_LEVEL: 'loud', HOME_ASSISTANT_URL: 'homeassistant' });
    expect(attempt).toThrow(/histroy_days \(file\): there is no such setting/);
    expect(attempt).toThrow(/circuits\.0\.entity \(file\)/);
    expect(attempt).toThrow(/service_port \(environment\): at most 65535 is wanted/);
    expect(attempt).toThrow(/log_level \(environment\)/);
    expect(attempt).toThrow(/home_assistant_url \(environment\): an address like/);
  });

  it('tells what is missing and what is no setting apart, and what goes together beside what is wrong by itself', () => {
    const DATA_DIR = folder();
    const CONFIG_FILE = join(DATA_DIR, 'wattribute.yaml');
    writeFileSync(CONFIG_FILE, 'circuits:\n  - {name: Kitchen, entitty: sensor.kitchen}\n');
    const attempt = () => readConfig({ DATA_DIR, CONFIG_FILE, METER_TYPE: 'home_assistant', SERVICE_PORT: '80.5' });
    expect(attempt).toThrow(/circuits\.0\.entity \(file\): it is missing/);
    expect(attempt).toThrow(/circuits\.0\.entitty \(file\): there is no such setting/);
    expect(attempt).toThrow(/service_port \(environment\): a whole number is wanted/);
    expect(attempt).toThrow(/home_assistant_url: the meter home_assistant needs it/);
    expect(attempt).toThrow(/home_assistant_token: a long-lived access token is wanted/);
    // One that is wrong is not missing as well.
    expect(() => readConfig({ HOME_ASSISTANT_URL: 'nowhere', HOME_ASSISTANT_TOKEN: 'x-token' })).not.toThrow(/is not; set|needs it/);
  });

  it.each([
    ['wattribute.yaml', 'home_assistant_token: very-secret: {'],
    ['wattribute.yaml', 'home_assistant_token: 987654321'],
    ['options.json', '{"home_assistant_token": "very-secret" "history_days": 3}'],
    ['options.json', '{"home_assistant_token": 987654321}'],
    ['options.json', '{"home_assistant_token": very-secret}'],
  ])('quotes no secret of %s: %s', (name, content) => {
    const DATA_DIR = folder();
    const path = join(DATA_DIR, name);
    writeFileSync(path, content);
    const attempt = () =>
      readConfig({ DATA_DIR, ...(name === 'wattribute.yaml' && { CONFIG_FILE: path }), HOME_ASSISTANT_URL: 'http://127.0.0.1' });
    expect(attempt).toThrow('Configuration:');
    expect(attempt).not.toThrow(/secret|987654321/);
  });

  it('reads a token from a file and shows no secret', () => {
    const path = join(folder(), 'token');
    writeFileSync(path, 'secret-from-a-file\n');
    const config = readConfig({ HOME_ASSISTANT_URL: 'http://127.0.0.1:8123', HOME_ASSISTANT_TOKEN_FILE: path });
    expect(config.home_assistant_token).toBe('secret-from-a-file');
    expect(config.secrets).toEqual(['secret-from-a-file']);
    expect(JSON.stringify(config.described)).not.toContain('secret-from-a-file');
  });

  it('takes several meters, of which the first is the house, and shows no secret of them', () => {
    const DATA_DIR = folder();
    const CONFIG_FILE = join(DATA_DIR, 'wattribute.yaml');
    writeFileSync(
      CONFIG_FILE,
      `meters:
  - {type: home_assistant, grid: sensor.grid, phases: [sensor.l1, sensor.l2]}
  - {type: generic, id: garage, preset: tasmota, url: "http://10.0.0.7/cm?user=me&password=in-the-address"}
  - {type: generic, id: attic, url: "mqtt://10.0.0.8", topic: a, power: p, auth: {type: basic, username: me, password: of-the-broker}}
  - {type: emporia, username: me@example.org, password: of-the-cloud}
`,
    );
    const config = readConfig({ ...real, DATA_DIR, CONFIG_FILE });
    expect(config.meters.map(({ id }) => id)).toEqual(['home_assistant', 'garage', 'attic', 'emporia']);
    expect(config.secrets).toEqual(expect.arrayContaining(['in-the-address', 'of-the-broker', 'of-the-cloud']));
    expect(JSON.stringify(config.described)).not.toMatch(/in-the-address|of-the-broker|of-the-cloud/);
    expect(() => readConfig({ ...real, DATA_DIR, CONFIG_FILE, METER_TYPE: 'sense' })).toThrow(/meters is set as well/);
  });

  it('names what is wrong or missing of a meter', () => {
    const DATA_DIR = folder();
    const CONFIG_FILE = join(DATA_DIR, 'wattribute.yaml');
    const attempt = (yaml: string) => () => {
      writeFileSync(CONFIG_FILE, yaml);
      return readConfig({ ...real, DATA_DIR, CONFIG_FILE });
    };
    expect(attempt('meters:\n  - {type: emporia, username: me}\n')).toThrow(/meters\.0\.password \(file\): it is missing/);
    expect(attempt('meters:\n  - {type: sense2}\n')).toThrow(/meters\.0\.type \(file\): home_assistant, generic, emporia/);
    const twice = '  - {type: generic, url: "http://10.0.0.7", power: p}\n';
    expect(attempt(`meters:\n${twice}${twice}`)).toThrow(/meters\.1\.id \(file\): another meter is called "generic"/);
    expect(() => readConfig({ ...real, METER_TYPE: 'emporia', METER_USERNAME: 'me' })).toThrow(
      /meter_password: the meter emporia needs it/,
    );
    expect(() => readConfig({ METER_PRESET: 'shelly_gen2', METER_URL: 'http://10.0.0.7' })).toThrow(
      /home_assistant_url: the state changes come from there/,
    );
  });

  it('refuses a file that is no configuration', () => {
    const CONFIG_FILE = join(folder(), 'wattribute.yaml');
    writeFileSync(CONFIG_FILE, '- one\n- two\n');
    expect(() => readConfig({ CONFIG_FILE })).toThrow('holds no settings');
    expect(() => readConfig({ CONFIG_FILE: join(folder(), 'absent.yaml') })).toThrow('cannot be read');
  });
});
