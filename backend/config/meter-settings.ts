/** What the user says of the meters: one by single settings, or several in a list. */
import * as v from 'valibot';
import type { MeterType } from '../contract/identity.ts';
import { genericEntries } from '../meter/generic/settings.ts';
import { text, toggle } from './values.ts';

export const MeterId = v.pipe(text, v.regex(/^[a-z0-9_-]{1,64}$/, 'small letters, digits, _ and - are wanted'));
/** A circuit as the user names it. */
export const ConfiguredCircuit = v.strictObject({ name: text, entity: text, parent: v.optional(text) });

const id = v.optional(MeterId);
const password = v.pipe(v.string('a password is wanted'), v.nonEmpty('a password is wanted'));
const entity = v.optional(text);

const HomeAssistant = v.strictObject({
  type: v.literal('home_assistant'),
  id,
  entity,
  grid: entity,
  solar: entity,
  battery: entity,
  phases: v.optional(v.pipe(v.array(text), v.maxLength(3, 'three phases at the most are wanted'))),
  circuits: v.optional(v.array(ConfiguredCircuit)),
});
const Generic = v.strictObject({ type: v.literal('generic'), id, ...genericEntries });
const Emporia = v.strictObject({ type: v.literal('emporia'), id, username: text, password });
const Sense = v.strictObject({ type: v.literal('sense'), id, username: text, password, mfa_code: v.optional(text) });
const Simulated = v.strictObject({ type: v.literal('simulated'), id });

const AnyMeter = v.variant(
  'type',
  [HomeAssistant, Generic, Emporia, Sense, Simulated],
  'home_assistant, generic, emporia, sense or simulated is wanted',
);
export const Meters = v.pipe(v.array(AnyMeter, 'a list of meters is wanted'), v.minLength(1, 'a meter is wanted'));
type AnyMeter = v.InferOutput<typeof AnyMeter>;

/** One meter, with the id that it bears unless what it measures becomes another. */
export type MeterSettings = AnyMeter & { id: string };

/** Single settings of a meter that is asked itself. */
export const meterEntries = {
  meter_preset: v.optional(text),
  meter_url: genericEntries.url,
  meter_topic: v.optional(text),
  meter_username: v.optional(text),
  meter_password: v.optional(password),
  meter_password_file: v.optional(text),
  meter_token: v.optional(text),
  meter_mfa_code: v.optional(text),
  /** JSONata: where the power stands in the answer of a generic meter without a preset. */
  meter_power: genericEntries.power,
  /** False: whoever answers is believed. */
  meter_tls_verify: v.optional(toggle),
};

type Single = v.InferOutput<ReturnType<typeof v.object<typeof meterEntries, undefined>>> & {
  meter_id?: string | undefined;
  meter_entity?: string | undefined;
  grid_entity?: string | undefined;
  solar_entity?: string | undefined;
  battery_entity?: string | undefined;
  circuits?: v.InferOutput<typeof ConfiguredCircuit>[] | undefined;
  meters?: AnyMeter[] | undefined;
};

const authOf = ({ meter_username: username, meter_password: password, meter_token: token }: Single) => {
  if (token !== undefined) return { type: 'bearer' as const, token };
  return username === undefined ? undefined : { type: 'any' as const, username, password: password ?? '' };
};

/** The meter of the single settings. */
function single(type: MeterType, settings: Single): unknown {
  const { meter_username: username, meter_password: password, meter_id: id } = settings;
  switch (type) {
    case 'home_assistant': {
      const { meter_entity: entity, grid_entity: grid, solar_entity: solar, battery_entity: battery, circuits } = settings;
      return { type, id, entity, grid, solar, battery, circuits };
    }
    case 'generic': {
      const { meter_preset: preset, meter_url: url, meter_topic: topic, meter_power: power, meter_tls_verify: verify } = settings;
      return { type, id, preset, url, topic, power, auth: authOf(settings), tls: verify === undefined ? undefined : { verify } };
    }
    case 'emporia':
      return { type, id, username, password };
    case 'sense':
      return { type, id, username, password, mfa_code: settings.meter_mfa_code };
    case 'simulated':
      return { type, id };
  }
}

const withoutUndefined = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

/** What is wrong, and with which field. */
type Fault = { field: string; message: string };

/** How the single settings are called that become these fields. */
const SINGLE: Readonly<Record<string, string>> = { username: 'meter_username', password: 'meter_password', url: 'meter_url' };

function parseSingle(type: MeterType, settings: Single): { meters: AnyMeter[]; faults: Fault[] } {
  const parsed = v.safeParse(AnyMeter, withoutUndefined(single(type, settings)));
  if (parsed.success) return { meters: [parsed.output], faults: [] };
  const fields = parsed.issues.map((issue) => v.getDotPath(issue) ?? '');
  return {
    meters: [{ type: 'simulated' }],
    faults: fields.map((field) => ({ field: SINGLE[field] ?? field, message: `the meter ${type} needs it` })),
  };
}

const faultsOf = (meters: readonly MeterSettings[]): Fault[] => {
  const twice = meters.filter((meter, i) => meters.findIndex((other) => other.id === meter.id) < i);
  const mixed = meters.length > 1 && meters.some(({ type }) => type === 'simulated');
  return [
    ...twice.map((meter) => ({
      field: `meters.${meters.indexOf(meter)}.id`,
      message: `another meter is called "${meter.id}"; give it an id of its own`,
    })),
    ...(mixed ? [{ field: 'meters', message: 'the simulated meter goes with no other' }] : []),
  ];
};

/** Those of the list, else the one of the single settings. */
export function resolveMeters(
  type: MeterType,
  settings: Single,
): { meters: readonly [MeterSettings, ...MeterSettings[]]; faults: Fault[] } {
  const { meters: found, faults } = settings.meters === undefined ? parseSingle(type, settings) : { meters: settings.meters, faults: [] };
  const [house, ...others] = found.map((meter): MeterSettings => ({ ...meter, id: meter.id ?? meter.type }));
  const meters: [MeterSettings, ...MeterSettings[]] = [house ?? { type: 'simulated', id: 'simulated' }, ...others];
  return { meters, faults: [...faults, ...faultsOf(meters)] };
}

const SECRET_NAMES = new Set(['password', 'token', 'mfa_code', 'headers', 'body']);

/** Texts below a name that is secret, and passwords within addresses. */
function secretTexts(value: unknown, secret: boolean): string[] {
  if (typeof value === 'string') return secret ? [value] : secretsOfUrl(value);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, each]) => secretTexts(each, secret || SECRET_NAMES.has(name)));
}

function secretsOfUrl(text: string): string[] {
  if (!URL.canParse(text)) return [];
  const { password, searchParams } = new URL(text);
  return [
    decodeURIComponent(password),
    ...[...searchParams].filter(([name]) => /pass|token|key|secret/i.test(name)).map(([, value]) => value),
  ];
}

/** What must never be written anywhere. */
export const secretsOf = (meters: readonly MeterSettings[]): string[] => secretTexts(meters, false).filter((secret) => secret !== '');

const maskUrl = (text: string): string => (secretsOfUrl(text).some((secret) => secret !== '') ? `${new URL(text).origin}/***` : text);

/** A setting as it may be shown. */
export const shownSetting = (value: unknown): string =>
  typeof value === 'string'
    ? maskUrl(value)
    : JSON.stringify(value, (name, each: unknown) => {
        if (SECRET_NAMES.has(name)) return '***';
        return typeof each === 'string' ? maskUrl(each) : each;
      });
