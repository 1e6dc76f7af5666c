/** The configuration: one schema for the environment, the app's options and the file. Precedence in this order, then the default. */
import { readFileSync } from 'node:fs';
import * as v from 'valibot';
import {
  ConfiguredCircuit,
  meterEntries,
  MeterId,
  Meters,
  resolveMeters,
  secretsOf,
  shownSetting,
  type MeterSettings,
} from './config/meter-settings.ts';
import { checkInfluxdb, influxdbOf, type InfluxdbSettings } from './config/influxdb.ts';
import { readSettingSources, type Origin } from './config/setting-sources.ts';
import { address, list, number, text, toggle } from './config/values.ts';
import { MeterType } from './contract/identity.ts';
import type { Health } from './contract/status.ts';
import { ConfigurationError, messageOf } from './errors.ts';

const entityFilter = v.optional(
  v.strictObject({ domains: v.optional(list, []), entities: v.optional(list, []), globs: v.optional(list, []) }),
  {},
);
/** Every setting; its name in the environment is the same in capitals. */
const Settings = v.strictObject({
  meter_type: v.optional(MeterType),
  /** The sensor with the power of the house, or those of grid, solar and battery. */
  meter_entity: v.optional(text),
  grid_entity: v.optional(text),
  solar_entity: v.optional(text),
  battery_entity: v.optional(text),
  meter_id: v.optional(MeterId),
  circuits: v.optional(v.array(ConfiguredCircuit)),
  ...meterEntries,
  /** Instead of all that says meter: several, the first is the house. */
  meters: v.optional(Meters),
  include: entityFilter,
  exclude: entityFilter,
  /** Domains beside the default ones. */
  extra_domains: v.optional(list, []),
  weather_entity: v.optional(text),
  home_assistant_url: v.optional(address),
  home_assistant_token: v.optional(text),
  home_assistant_token_file: v.optional(text),
  supervisor_url: v.optional(address, 'http://supervisor'),
  supervisor_token: v.optional(text),
  trusted_proxy: v.optional(text),
  influxdb_url: v.optional(address),
  influxdb_token: v.optional(text),
  influxdb_token_file: v.optional(text),
  influxdb_bucket: v.optional(text),
  influxdb_org: v.optional(v.string()),
  /** InfluxDB itself deletes what is older than it is kept; all but readings and circuits goes to a second database. */
  influxdb_retention: v.optional(toggle, false),
  /** The database may hold rows of this home at its first use: this is that home. */
  home_id_takeover: v.optional(toggle, false),
  home_id: v.optional(v.pipe(text, v.regex(/^[\w-]{1,64}$/, 'letters, digits, _ and - are wanted')), 'home'),
  data_dir: v.optional(text, './data'),
  service_port: v.optional(v.pipe(number(0, 65_535), v.integer('a whole number is wanted')), 8015),
  bind_address: v.optional(text, '127.0.0.1'),
  log_level: v.optional(v.picklist(['trace', 'debug', 'info', 'warn', 'error', 'silent']), 'info'),
  energy_correlation_enabled: v.optional(toggle, true),
  /** Seconds. */
  processing_interval: v.optional(number(1, 3600), 60),
  poll_interval: v.optional(number(5, 86_400), 300),
  correlation_window_seconds: v.optional(number(0.5, 600)),
  /** Watts. */
  min_power_delta: v.optional(number(0, 100_000), 10),
  /** Of a kWh, and its currency; unset: as Home Assistant's Energy settings say. */
  price: v.optional(number(0, 1_000_000)),
  currency: v.optional(v.pipe(text, v.regex(/^[A-Z]{3}$/, 'three capital letters like "EUR" are wanted'))),
  /** Days. */
  history_days: v.optional(number(0, 400), 10),
  retention_raw_days: v.optional(number(1, 36_500), 60),
  retention_days: v.optional(number(1, 36_500), 400),
});
type Settings = v.InferOutput<typeof Settings>;

const secretNames = [
  'home_assistant_token',
  'influxdb_token',
  'supervisor_token',
  'meter_password',
  'meter_token',
  'meter_mfa_code',
] as const;
export type Config = Omit<Settings, 'meters'> & {
  meter_type: MeterType;
  /** The first is the house. */
  meters: readonly [MeterSettings, ...MeterSettings[]];
  mode: 'demo' | 'real';
  /** Where series are kept; undefined: in the embedded database. */
  influxdb: InfluxdbSettings | undefined;
  /** Never to be written anywhere. */
  secrets: string[];
  /** Each setting with where it came from, secrets masked, for administrators. */
  described: NonNullable<Health['settings']>;
};

/** What was written, be it right or not. */
type Written = { isSet: (name: string) => boolean; originOf: (name: string) => Origin | undefined };

/** A field, and where the setting that it belongs to was written. */
const named = (field: string, { originOf }: Written): string => {
  const origin = originOf(field.split('.')[0] ?? '');
  return origin === undefined ? field : `${field} (${origin})`;
};

/** A secret may lie in a file, as containers have it; the file is read at start. */
function readSecretFiles(settings: Settings, faults: string[], written: Written): Settings {
  const read = { ...settings };
  for (const name of ['home_assistant_token', 'influxdb_token', 'meter_password'] as const) {
    const path = settings[`${name}_file`];
    if (written.isSet(name) || path === undefined) continue;
    try {
      const secret = readFileSync(path, 'utf8').trim();
      if (secret === '') faults.push(`${named(`${name}_file`, written)}: ${path} is empty`);
      else read[name] = secret;
    } catch (error) {
      faults.push(`${named(`${name}_file`, written)}: ${path} cannot be read: ${messageOf(error)}`);
    }
  }
  return read;
}

const HALFWAY = [
  'home_assistant_token',
  'home_assistant_token_file',
  'meter_entity',
  'grid_entity',
  'meters',
  'influxdb_url',
  'influxdb_token',
  'influxdb_token_file',
  'influxdb_bucket',
  'influxdb_retention',
];

/** Unset, the meter is what its address or preset say, else Home Assistant's where that is configured, and the simulated one where nothing is. */
function chooseMeterType({ meters, meter_type }: Settings, written: Written): MeterType {
  const said = meters?.[0]?.type ?? meter_type;
  if (said !== undefined) return said;
  if (isAny(['meter_url', 'meter_preset'], written)) return 'generic';
  return isAny(['home_assistant_url', 'supervisor_token'], written) ? 'home_assistant' : 'simulated';
}

const isAny = (names: readonly string[], { isSet }: Written): boolean => names.some(isSet);

/** What a real home cannot do without, whatever its meter, and what is set without it. */
function checkHomeAssistant(meterType: MeterType, written: Written): string[] {
  const halfway = HALFWAY.filter(written.isSet).join(', ');
  const withAddress = isAny(['home_assistant_url', 'supervisor_token'], written);
  const withToken = isAny(['home_assistant_token', 'home_assistant_token_file', 'supervisor_token'], written);
  const faults: string[] = [];
  if (halfway !== '' && !withAddress && !written.isSet('meter_type'))
    faults.push(`${halfway} is set, but home_assistant_url is not; set HOME_ASSISTANT_URL (or METER_TYPE=simulated for the demo)`);
  if (meterType === 'simulated') return faults;
  const why = meterType === 'home_assistant' ? 'the meter home_assistant needs it' : 'the state changes come from there';
  if (!withAddress) faults.push(`home_assistant_url: ${why}`);
  if (!withToken) faults.push('home_assistant_token: a long-lived access token is wanted (your profile in Home Assistant, Security)');
  return faults;
}

/** The demo answers its own machine alone: who names an address wants to be reached, as the image does. */
const checkDemo = (meterType: MeterType, { isSet }: Written): string[] =>
  meterType === 'simulated' && isSet('bind_address') && !isSet('meter_type')
    ? ['nothing is configured: set HOME_ASSISTANT_URL and HOME_ASSISTANT_TOKEN (or METER_TYPE=simulated for the demo)']
    : [];

const wrongOf = (issue: v.BaseIssue<unknown>): string => {
  if (issue.type !== 'strict_object' || issue.path === undefined) return issue.message;
  return issue.expected === 'never' ? 'there is no such setting' : 'it is missing';
};

/** The settings that are right, and a sentence for each that is not. */
function parseSettings(merged: Record<string, unknown>, written: Written): { settings: Settings; faults: string[] } {
  const parsed = v.safeParse(Settings, merged, { abortPipeEarly: true });
  if (parsed.success) return { settings: parsed.output, faults: [] };
  const faults = parsed.issues.map((issue) => `${named(v.getDotPath(issue) ?? '', written)}: ${wrongOf(issue)}`);
  const faulty = new Set(parsed.issues.map((issue) => v.getDotPath(issue)?.split('.')[0]));
  const right = Object.fromEntries(Object.entries(merged).filter(([name]) => !faulty.has(name)));
  return { settings: v.parse(Settings, right), faults };
}

/**
 * The configuration from the environment, DATA_DIR/options.json and CONFIG_FILE (wattribute.yaml).
 * Throws ConfigurationError that names every fault with its field and where it came from.
 */
export function readConfig(environment: NodeJS.ProcessEnv): Config {
  const { sources, faults } = readSettingSources(environment, Object.keys(Settings.entries));
  const merged = Object.assign({}, ...[...sources].reverse().map(({ values }) => values)) as Record<string, unknown>;
  const originOf = (name: string) => sources.find(({ values }) => name in values)?.origin;
  const written: Written = { originOf, isSet: (name) => merged[name] !== undefined };
  const parsed = parseSettings(merged, written);
  faults.push(...parsed.faults);
  const settings = readSecretFiles(parsed.settings, faults, written);
  const meterType = chooseMeterType(settings, written);
  const { meters, faults: ofMeters } = resolveMeters(meterType, settings);
  if (parsed.faults.length === 0) faults.push(...ofMeters.map(({ field, message }) => `${named(field, written)}: ${message}`));
  if (written.isSet('meters') && written.isSet('meter_type'))
    faults.push(`${named('meter_type', written)}: meters is set as well, ${written.originOf('meters') ?? ''}; leave one of both`);
  faults.push(
    ...checkHomeAssistant(meterType, written),
    ...checkDemo(meterType, written),
    ...checkInfluxdb(written.isSet, settings.influxdb_retention),
  );
  const kept = keptDays(settings, written);
  if (faults.length > 0) throw new ConfigurationError(`Configuration:\n${faults.map((fault) => `  ${fault}`).join('\n')}`);
  return {
    ...settings,
    meter_type: meterType,
    meters,
    mode: meterType === 'simulated' ? 'demo' : 'real',
    secrets: [...secretNames.flatMap((name) => settings[name] ?? []), ...secretsOf(meters)],
    influxdb: influxdbOf(settings, kept),
    ...kept,
    described: describe(settings, originOf),
  };
}

/** InfluxDB is for those who want years: nothing is forgotten there unless that was asked for. */
const keptDays = ({ retention_raw_days, retention_days }: Settings, { isSet }: Written) => {
  const kept = (name: string, days: number) => (isSet('influxdb_url') && !isSet(name) ? Infinity : days);
  return { retention_raw_days: kept('retention_raw_days', retention_raw_days), retention_days: kept('retention_days', retention_days) };
};

const describe = (settings: Settings, originOf: (name: string) => Origin | undefined): Config['described'] =>
  (Object.keys(Settings.entries) as (keyof Settings)[]).map((name) => {
    const value = settings[name];
    const shown = value === undefined ? null : typeof value === 'string' || typeof value === 'object' ? shownSetting(value) : String(value);
    const secret = (secretNames as readonly string[]).includes(name) && value !== undefined;
    return { name, value: secret ? '***' : shown, from: originOf(name) ?? 'default' };
  });
