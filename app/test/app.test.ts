import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { readConfig } from '../../backend/config.ts';
import { presetNames } from '../../backend/meter/generic/presets.ts';
import { AppConfig, Repository, Translation } from './app-schema.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const app = v.parse(AppConfig, parse(read('app/config.yaml')));
const dockerfile = read('app/Dockerfile');

/** The settings that an options.json of the Supervisor leads to. */
function configWith(options: Record<string, unknown>) {
  const dataDir = mkdtempSync(join(tmpdir(), 'options-'));
  writeFileSync(join(dataDir, 'options.json'), JSON.stringify(options));
  return readConfig({ DATA_DIR: dataDir, SUPERVISOR_TOKEN: 'of-the-supervisor', BIND_ADDRESS: '::' });
}

/** A value that the schema takes. */
function exampleOf(element: unknown): unknown {
  if (Array.isArray(element)) return [exampleOf(element[0])];
  if (typeof element !== 'string') return Object.fromEntries(Object.entries(element as object).map(([name, of]) => [name, exampleOf(of)]));
  const [type, range = ''] = element.replace(/\?$/, '').split(/[()]/);
  if (type === 'bool') return true;
  if (type === 'int' || type === 'float') return Number(range.split(',')[1]);
  if (type === 'list') return range.split('|')[0];
  return type === 'url' ? 'http://192.168.1.10:8181' : 'sensor';
}

const sizeOfPng = (path: string) => {
  const bytes = readFileSync(join(root, path));
  return [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
};

describe('the app', () => {
  it('is one of the repository, the only one', () => {
    v.parse(Repository, parse(read('repository.yaml')));
    const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { cwd: root, encoding: 'utf8' }).split(
      '\n',
    );
    expect(files.filter((path) => /(^|\/)config\.(ya?ml|json)$/.test(path))).toEqual(['app/config.yaml']);
  });

  it('opens no port to the house, and shows its page to every user by ingress', () => {
    expect(app).toMatchObject({ ingress: true, ingress_port: 8015, panel_admin: false, ports: { '8015/tcp': null } });
    expect(app).toMatchObject({ homeassistant_api: true, discovery: ['wattribute'] });
  });

  it('starts with every option left alone', () => {
    const config = configWith(app.options);
    expect(config).toMatchObject({ meter_type: 'home_assistant', mode: 'real', service_port: app.ingress_port });
    // An empty list in the form is no choice.
    expect(config.circuits).toBeUndefined();
  });

  it('knows each option that its schema offers, with the same bounds', () => {
    const options = Object.fromEntries(Object.entries(app.schema).map(([name, element]) => [name, exampleOf(element)]));
    expect(configWith(options)).toMatchObject({ ...options, include: { domains: ['sensor'] } });
    for (const name of Object.keys(app.options)) expect(Object.keys(app.schema)).toContain(name);
  });

  it.each([
    [
      'a Shelly, by its model alone',
      { meter_preset: 'shelly_gen2', meter_url: 'http://192.168.1.20', meter_username: 'admin', meter_password: 's3cret' },
      { type: 'generic', preset: 'shelly_gen2', url: 'http://192.168.1.20', auth: { type: 'any', username: 'admin', password: 's3cret' } },
    ],
    [
      'an Envoy, whose certificate is its own',
      { meter_preset: 'envoy', meter_url: 'https://192.168.1.20', meter_token: 't0ken', meter_tls_verify: false },
      { type: 'generic', auth: { type: 'bearer', token: 't0ken' }, tls: { verify: false } },
    ],
    [
      'anything that tells JSON',
      { meter_type: 'generic', meter_url: 'http://192.168.1.20/status', meter_power: 'meter.import' },
      { type: 'generic', url: 'http://192.168.1.20/status', power: 'meter.import' },
    ],
    [
      'MQTT',
      { meter_preset: 'tasmota_mqtt', meter_url: 'mqtt://core-mosquitto', meter_topic: 'tele/meter/SENSOR' },
      { type: 'generic', topic: 'tele/meter/SENSOR' },
    ],
    [
      'Emporia',
      { meter_type: 'emporia', meter_username: 'me@example.org', meter_password: 's3cret' },
      { type: 'emporia', username: 'me@example.org', password: 's3cret' },
    ],
    [
      'Sense',
      { meter_type: 'sense', meter_username: 'me@example.org', meter_password: 's3cret', meter_mfa_code: '123456' },
      { type: 'sense', username: 'me@example.org', password: 's3cret', mfa_code: '123456' },
    ],
  ])('reads %s, set by its options', (_, options, meter) => {
    const config = configWith({ ...app.options, ...options });
    expect(config.meters).toMatchObject([meter]);
    // What is secret is told to nobody, whatever its kind.
    for (const secret of ['s3cret', 't0ken', '123456'].filter((each) => Object.values(options).includes(each as never))) {
      expect(config.secrets).toContain(secret);
      expect(JSON.stringify(config.described)).not.toContain(secret);
    }
  });

  it('keeps years in an InfluxDB, set by its options', () => {
    const options = { influxdb_url: 'http://192.168.1.10:8181', influxdb_token: 'apiv3_x', influxdb_bucket: 'power' };
    const { influxdb, retention_days, described } = configWith({ ...app.options, ...options });
    expect(influxdb).toEqual({ url: options.influxdb_url, token: 'apiv3_x', database: 'power', takeover: false });
    expect(retention_days).toBe(Infinity);
    expect(JSON.stringify(described)).not.toContain('apiv3_x');
    expect(configWith({ ...app.options, ...options, home_id_takeover: true }).influxdb?.takeover).toBe(true);
    const deleting = { ...app.options, ...options, influxdb_retention: true };
    expect(configWith({ ...deleting, retention_raw_days: 90 }).influxdb?.retention).toEqual({ raw_days: 90, days: Infinity });
    expect(configWith({ ...deleting, retention_raw_days: 90, retention_days: 900 }).influxdb?.retention).toEqual({
      raw_days: 90,
      days: 900,
    });
    expect(() => configWith(deleting)).toThrow('set RETENTION_RAW_DAYS');
    expect(configWith({ ...deleting, influxdb_retention: false }).influxdb?.retention).toBeUndefined();
  });

  it('says by its option what a meter lacks', () => {
    expect(() => configWith({ meter_type: 'emporia' })).toThrow(/meter_username \(options\)|meter_username: the meter emporia needs it/);
    expect(() => configWith({ influxdb_url: 'http://192.168.1.10:8181' })).toThrow(/influxdb_token: .*\n.*influxdb_bucket: /);
  });

  it('names each model that there is', () => {
    for (const name of presetNames) expect(read('app/DOCS.md')).toMatch(new RegExp(`\\b${name}\\b`));
  });

  it.each(['en', 'de'])('explains each option in %s', (language) => {
    const { configuration, network } = v.parse(Translation, parse(read(`app/translations/${language}.yaml`)));
    expect(Object.keys(configuration)).toEqual(Object.keys(app.schema));
    expect(Object.keys(network)).toEqual(Object.keys(app.ports));
    for (const [name, element] of Object.entries(app.schema)) {
      const nested = Array.isArray(element) ? element[0] : element;
      const fields = typeof nested === 'object' ? Object.keys(nested) : undefined;
      expect(Object.keys(configuration[name]?.fields ?? {})).toEqual(fields ?? []);
    }
  });

  it('documents each option', () => {
    for (const name of Object.keys(app.schema)) expect(read('app/DOCS.md')).toContain(`\`${name}\``);
  });

  it('is backed up without the open database, of which a whole copy takes the place', () => {
    expect(app.backup_exclude).toContain('wattribute.duckdb*');
    const [, script = ''] = /^node \/app\/(\S+)$/.exec(app.backup_pre) ?? [];
    expect(existsSync(join(root, script))).toBe(true);
    // The pattern is matched with the end of a path: it must not take the copy too.
    expect(app.backup_post).toBe('rm -f /data/backup.duckdb');
    expect('backup.duckdb'.startsWith('wattribute.duckdb')).toBe(false);
  });

  it('has pictures of the size that the store shows', () => {
    expect(sizeOfPng('app/icon.png')).toEqual([128, 128]);
    expect(sizeOfPng('app/logo.png')).toEqual([250, 100]);
  });

  it('brings its AppArmor profile, named as it is itself', () => {
    const profile = read('app/apparmor.txt');
    expect(profile).toContain(`profile ${app.slug} flags=(attach_disconnected,mediate_deleted) {`);
    expect(profile.split('{').length).toBe(profile.split('}').length);
    // Each rule ends with a comma.
    const rules = profile.split('\n').filter((line) => /^ {2}[a-z]/.test(line));
    expect(rules.filter((rule) => !rule.endsWith(','))).toEqual([]);
  });

  it('listens, in its image, where the Supervisor knocks', () => {
    expect(dockerfile).toContain('DATA_DIR=/data BIND_ADDRESS=::');
    expect(dockerfile).toContain('MALLOC_ARENA_MAX=2');
    expect(dockerfile).toContain(`EXPOSE ${app.ingress_port}`);
    for (const script of ['run.sh', 'check-health.sh']) expect(statSync(join(root, 'app', script)).mode & 0o111).not.toBe(0);
  });
});

it('an image where nothing is configured says what is missing, and never shows the demo instead', () => {
  const image = { DATA_DIR: mkdtempSync(join(tmpdir(), 'image-')), BIND_ADDRESS: '::' };
  expect(() => readConfig(image)).toThrow(/HOME_ASSISTANT_URL.*METER_TYPE=simulated/);
  expect(readConfig({ ...image, METER_TYPE: 'simulated' }).mode).toBe('demo');
});
