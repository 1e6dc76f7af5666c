/** The configuration: one schema for the environment, the app's options and the file. Precedence in this order, then the default. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { parse as parseYaml } from 'yaml';
import { MeterType } from './contract/identity.ts';
import type { Health } from './contract/status.ts';
import { ConfigurationError, messageOf } from './errors.ts';

const text = v.pipe(v.string(), v.trim(), v.nonEmpty('a value is wanted'));
const address = v.pipe(
  text,
  v.url('an address like "http://homeassistant.local:8123" is wanted'),
  v.startsWith('http', 'http or https is wanted'),
);
/** Numbers and switches arrive as text from the environment. */
const number = (min: number, max: number) =>
  v.pipe(
    v.union(
      [v.number(), v.pipe(v.string(), v.trim(), v.regex(/^-?\d+(\.\d+)?$/, 'a number is wanted'), v.transform(Number))],
      'a number is wanted',
    ),
    v.minValue(min, `at least ${min} is wanted`),
    v.maxValue(max, `at most ${max} is wanted`),
  );
const toggle = v.pipe(
  v.union([v.boolean(), v.picklist(['true', 'false', '1', '0', 'yes', 'no'])], 'true or false is wanted'),
  v.transform((x) => [true, 'true', '1', 'yes'].includes(x)),
);
/** A list, or its items separated by commas. */
const list = v.pipe(
  v.union(
    [
      v.array(v.string()),
      v.pipe(
        v.string(),
        v.transform((x) => x.split(',')),
      ),
    ],
    'a list is wanted',
  ),
  v.transform((items) => items.map((item) => item.trim()).filter(Boolean)),
);

const entityFilter = v.optional(
  v.strictObject({ domains: v.optional(list, []), entities: v.optional(list, []), globs: v.optional(list, []) }),
  {},
);
/** A circuit as the user names it. */
const ConfiguredCircuit = v.strictObject({ name: text, entity: text, parent: v.optional(text) });

/** Every setting; its name in the environment is the same in capitals. */
const Settings = v.strictObject({
  meter_type: v.optional(MeterType),
  /** The sensor with the power of the house, or those of grid, solar and battery. */
  meter_entity: v.optional(text),
  grid_entity: v.optional(text),
  solar_entity: v.optional(text),
  battery_entity: v.optional(text),
  meter_id: v.optional(v.pipe(text, v.regex(/^[a-z0-9_-]{1,64}$/, 'small letters, digits, _ and - are wanted'))),
  circuits: v.optional(v.array(ConfiguredCircuit)),
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
  home_id: v.optional(v.pipe(text, v.regex(/^[\w-]{1,64}$/, 'letters, digits, _ and - are wanted')), 'home'),
  data_dir: v.optional(text, './data'),
  service_port: v.optional(v.pipe(number(0, 65_535), v.integer()), 8015),
  bind_address: v.optional(text, '127.0.0.1'),
  log_level: v.optional(v.picklist(['trace', 'debug', 'info', 'warn', 'error', 'silent']), 'info'),
  energy_correlation_enabled: v.optional(toggle, true),
  /** Seconds. */
  processing_interval: v.optional(number(1, 3600), 60),
  poll_interval: v.optional(number(5, 86_400), 300),
  correlation_window_seconds: v.optional(number(0.5, 600)),
  /** Watts. */
  min_power_delta: v.optional(number(0, 100_000), 10),
  /** Days. */
  history_days: v.optional(number(0, 400), 10),
  retention_raw_days: v.optional(number(1, 36_500), 60),
  retention_days: v.optional(number(1, 36_500), 400),
});
type Settings = v.InferOutput<typeof Settings>;

const secretNames = ['home_assistant_token', 'influxdb_token', 'supervisor_token'] as const;
type Origin = 'environment' | 'options' | 'file' | 'default';
export type Config = Settings & {
  meter_type: MeterType;
  mode: 'demo' | 'real';
  /** Never to be written anywhere. */
  secrets: string[];
  /** Each setting with where it came from, secrets masked, for administrators. */
  described: NonNullable<Health['settings']>;
};

type Source = { origin: Origin; values: Record<string, unknown> };

/** What the environment says: the names of Settings in capitals; an empty value counts as unset. CONFIG_FILE is read by itself. */
const fromEnvironment = (environment: NodeJS.ProcessEnv): Source => {
  const known = Object.keys(Settings.entries).filter((name) => (environment[name.toUpperCase()] ?? '') !== '');
  return { origin: 'environment', values: Object.fromEntries(known.map((name) => [name, environment[name.toUpperCase()]])) };
};

function fromFile(origin: Origin, path: string, parse: (content: string) => unknown): Source {
  let content: unknown;
  try {
    content = parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw new ConfigurationError(`Configuration: ${path} cannot be read: ${messageOf(cause)}`, { cause });
  }
  if (content === null || content === undefined) return { origin, values: {} };
  if (typeof content !== 'object' || Array.isArray(content))
    throw new ConfigurationError(`Configuration: ${path} holds no settings; "name: value" lines are wanted`);
  return { origin, values: Object.fromEntries(Object.entries(content).filter(([, value]) => value !== null && value !== '')) };
}

function sourcesOf(environment: NodeJS.ProcessEnv): Source[] {
  const dataDir = environment['DATA_DIR'] ?? './data';
  const options = join(dataDir, 'options.json');
  const named = environment['CONFIG_FILE'];
  const file = named ?? 'wattribute.yaml';
  return [
    fromEnvironment(environment),
    ...(existsSync(options) ? [fromFile('options', options, (content) => JSON.parse(content) as unknown)] : []),
    ...(named !== undefined || existsSync(file) ? [fromFile('file', file, (content) => parseYaml(content) as unknown)] : []),
  ];
}

/** A secret may lie in a file, as containers have it; the file is read at start. */
function readSecretFile(settings: Settings, name: 'home_assistant_token' | 'influxdb_token'): string | undefined {
  const path = settings[`${name}_file`];
  if (settings[name] !== undefined || path === undefined) return settings[name];
  try {
    return readFileSync(path, 'utf8').trim();
  } catch (cause) {
    throw new ConfigurationError(`Configuration: ${name}_file: ${path} cannot be read: ${messageOf(cause)}`, { cause });
  }
}

/** Unset, the meter is Home Assistant's where that is configured, and the simulated one where nothing is. */
function chooseMeterType(settings: Settings): MeterType {
  if (settings.meter_type !== undefined) return settings.meter_type;
  if (settings.home_assistant_url !== undefined || settings.supervisor_token !== undefined) return 'home_assistant';
  const halfway = (
    [
      'home_assistant_token',
      'home_assistant_token_file',
      'meter_entity',
      'grid_entity',
      'influxdb_url',
      'influxdb_token',
      'influxdb_token_file',
      'influxdb_bucket',
    ] as const
  ).filter((name) => settings[name] !== undefined);
  if (halfway.length === 0) return 'simulated';
  throw new ConfigurationError(
    `Configuration: ${halfway.join(', ')} is set, but home_assistant_url is not; set HOME_ASSISTANT_URL (or METER_TYPE=simulated for the demo)`,
  );
}

const faultsOf = (issues: readonly v.BaseIssue<unknown>[], originOf: (name: string) => Origin | undefined): string =>
  issues
    .map((issue) => {
      const field = v.getDotPath(issue) ?? '';
      const origin = originOf(field.split('.')[0] ?? '');
      const wrong = issue.type === 'strict_object' ? 'there is no such setting' : issue.message;
      return `  ${field}${origin === undefined ? '' : ` (${origin})`}: ${wrong}`;
    })
    .join('\n');

/** What only makes sense together. */
function checkTogether(settings: Settings, meterType: MeterType): string[] {
  const faults: string[] = [];
  const withToken = settings.home_assistant_token ?? settings.supervisor_token;
  if (meterType === 'home_assistant' && settings.home_assistant_url === undefined && settings.supervisor_token === undefined)
    faults.push('home_assistant_url: the meter home_assistant needs it');
  if (meterType === 'home_assistant' && withToken === undefined)
    faults.push('home_assistant_token: a long-lived access token is wanted (your profile in Home Assistant, Security)');
  if (settings.influxdb_url !== undefined) faults.push('influxdb_url: this version keeps its data in the embedded database only; unset it');
  return faults;
}

/**
 * The configuration from the environment, DATA_DIR/options.json and CONFIG_FILE (wattribute.yaml).
 * Throws ConfigurationError that names every fault with its field and where it came from.
 */
export function readConfig(environment: NodeJS.ProcessEnv): Config {
  const sources = sourcesOf(environment);
  const merged = Object.assign({}, ...[...sources].reverse().map(({ values }) => values)) as Record<string, unknown>;
  const originOf = (name: string) => sources.find(({ values }) => name in values)?.origin;
  const parsed = v.safeParse(Settings, merged);
  if (!parsed.success) throw new ConfigurationError(`Configuration:\n${faultsOf(parsed.issues, originOf)}`);
  const settings = { ...parsed.output, ...withSecrets(parsed.output) };
  const meterType = chooseMeterType(settings);
  const faults = checkTogether(settings, meterType);
  if (faults.length > 0) throw new ConfigurationError(`Configuration:\n${faults.map((fault) => `  ${fault}`).join('\n')}`);
  return {
    ...settings,
    meter_type: meterType,
    mode: meterType === 'simulated' ? 'demo' : 'real',
    secrets: secretNames.flatMap((name) => settings[name] ?? []),
    described: describe(settings, originOf),
  };
}

function withSecrets(settings: Settings): Partial<Settings> {
  const homeAssistant = readSecretFile(settings, 'home_assistant_token');
  const influx = readSecretFile(settings, 'influxdb_token');
  return {
    ...(homeAssistant !== undefined && { home_assistant_token: homeAssistant }),
    ...(influx !== undefined && { influxdb_token: influx }),
  };
}

const describe = (settings: Settings, originOf: (name: string) => Origin | undefined): Config['described'] =>
  (Object.keys(Settings.entries) as (keyof Settings)[]).map((name) => {
    const value = settings[name];
    const shown = value === undefined ? null : typeof value === 'object' ? JSON.stringify(value) : String(value);
    const secret = (secretNames as readonly string[]).includes(name) && value !== undefined;
    return { name, value: secret ? '***' : shown, from: originOf(name) ?? 'default' };
  });
