/** What a payload means, by the JSONata of the configuration: W, kWh and times; a gap where a part is not there. */
import type { Expression } from 'jsonata';
import { ConfigurationError, InvalidDataError, messageOf } from '../../errors.ts';
import type { Sample } from '../direct-readings.ts';
import { numberOf } from '../units.ts';
import { ENERGY_UNITS, POWER_UNITS, type GenericFields } from './settings.ts';
import { timeOf } from './time-of.ts';

export type PayloadReading = Sample & { arrived: boolean; energy_kwh: number | null };

export interface PayloadReader {
  /** Throws InvalidDataError where the payload says that it is none, or its time cannot be read. */
  read(payload: unknown, arrivedMs: number): Promise<PayloadReading>;
}

const EXPRESSIONS = ['power', 'power_export', 'solar', 'battery', 'time', 'energy', 'circuits', 'error'] as const;
type Named = (typeof EXPRESSIONS)[number];

type Compile = (text: string) => Expression;
async function loadJsonata(): Promise<Compile> {
  const { default: jsonata } = await import('jsonata');
  return (text) => jsonata(text);
}

function compile(make: Compile, field: string, text: string): Expression {
  try {
    return make(text);
  } catch (cause) {
    throw new ConfigurationError(`Meter: ${field}: "${text}" is no JSONata: ${messageOf(cause)}`);
  }
}

/** Undefined where the path is missing or the expression fails on this payload. */
async function evaluate(expression: Expression | undefined, payload: unknown): Promise<unknown> {
  if (expression === undefined) return undefined;
  try {
    return (await expression.evaluate(payload)) as unknown;
  } catch {
    return undefined;
  }
}

const asNumber = (value: unknown): number | null => {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  return typeof value === 'string' ? numberOf(value) : null;
};

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? [...(value as unknown[])] : [value]);

/** The values of a list that is whole; null where one is no number. */
function allNumbers(value: unknown): number[] | null {
  const values = listOf(value).map(asNumber);
  return values.length > 0 && values.every((one) => one !== null) ? values : null;
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** Sum of all; null where one is not known. */
const add = (...parts: (number | null)[]): number | null => (parts.includes(null) ? null : sum(parts as number[]));

const isCircuit = (value: unknown): value is { name: string; power: unknown; parent?: unknown } =>
  typeof value === 'object' && value !== null && typeof (value as { name?: unknown }).name === 'string' && 'name' in value;

/** Everything that the configuration asks for, compiled. Throws ConfigurationError where an expression is none. */
async function compileAll(fields: GenericFields) {
  const make = await loadJsonata();
  const expressions = new Map<Named, Expression>();
  for (const field of EXPRESSIONS) {
    const text = fields[field];
    if (text !== undefined) expressions.set(field, compile(make, field, text));
  }
  const phases = (fields.phases ?? []).map((text, i) => compile(make, `phases.${i}`, text));
  return {
    has: (field: Named) => expressions.has(field),
    get: (field: Named, payload: unknown) => evaluate(expressions.get(field), payload),
    phases: (payload: unknown) => Promise.all(phases.map((phase) => evaluate(phase, payload))),
    hasPhases: phases.length > 0,
  };
}

type Compiled = Awaited<ReturnType<typeof compileAll>>;

const refuses = (value: unknown): boolean => value !== undefined && value !== null && value !== false;
const positive = (watts: number | null): number | null => (watts === null ? null : Math.max(0, watts));

type House = { each: (number | null)[]; exported: number | null; solar: number | null; battery: number | null };

/** What belongs together: load = grid + solar + battery. */
function addUp({ each, exported, solar, battery }: House, compiled: Compiled, kind: GenericFields['kind']) {
  const where = (has: boolean, watts: number | null) => (has ? watts : null);
  const [hasSolar, hasBattery] = [compiled.has('solar'), compiled.has('battery')];
  const grid = add(...each, exported === null ? null : -exported);
  return {
    total_power_w: add(grid, solar, battery),
    grid_w: where(hasSolar || hasBattery || kind === 'net', grid),
    solar_w: where(hasSolar, solar),
    battery_w: where(hasBattery, battery),
    phases_w: each.length > 1 || compiled.hasPhases ? each : [],
  };
}

/** The powers in a payload, W. */
function createPowers(compiled: Compiled, { unit = 'W', scale = 1, max_w = 100_000, kind }: GenericFields) {
  const factor = POWER_UNITS[unit] * scale;
  /** A meter does not lose a phase: a list that is shorter than it was is not whole. */
  let mostPhases = 0;
  const wattsOf = (value: unknown): number | null => {
    const number = asNumber(value);
    return number === null || Math.abs(number * factor) > max_w ? null : number * factor;
  };
  const phasesOf = async (payload: unknown): Promise<(number | null)[]> => {
    if (compiled.hasPhases) return (await compiled.phases(payload)).map(wattsOf);
    const values = allNumbers(await compiled.get('power', payload));
    if (values === null || values.length < mostPhases) return [null];
    mostPhases = values.length;
    return values.map(wattsOf);
  };
  /** 0 where there is no such part, null where it is not told. */
  const partOf = async (field: 'power_export' | 'solar' | 'battery', payload: unknown): Promise<number | null> => {
    if (!compiled.has(field)) return 0;
    const values = allNumbers(await compiled.get(field, payload));
    return values === null ? null : wattsOf(sum(values));
  };
  return {
    house: async (payload: unknown) => {
      const [each, exported] = [await phasesOf(payload), await partOf('power_export', payload)];
      const [solar, battery] = [positive(await partOf('solar', payload)), await partOf('battery', payload)];
      return addUp({ each, exported, solar, battery }, compiled, kind);
    },
    circuits: async (payload: unknown): Promise<NonNullable<Sample['circuits']>> =>
      listOf(await compiled.get('circuits', payload))
        .filter(isCircuit)
        .map(({ name, power, parent }) => ({
          ...{ circuit_id: name, circuit_name: name, power_w: wattsOf(power) },
          parent: typeof parent === 'string' ? parent : null,
        })),
  };
}

/** Throws ConfigurationError where an expression is none. */
export async function createPayloadReader(fields: GenericFields): Promise<PayloadReader> {
  const compiled = await compileAll(fields);
  const powers = createPowers(compiled, fields);
  const timeIn = async (payload: unknown) => (compiled.has('time') ? timeOf(await compiled.get('time', payload), fields.time_zone) : null);
  const energyIn = async (payload: unknown): Promise<number | null> => {
    const energy = asNumber(await compiled.get('energy', payload));
    return energy === null ? null : energy * ENERGY_UNITS[fields.energy_unit ?? 'kWh'];
  };
  return {
    async read(payload, arrivedMs) {
      const refusal = await compiled.get('error', payload);
      if (refuses(refusal)) throw new InvalidDataError(`it says: ${JSON.stringify(refusal)}`);
      const own = await timeIn(payload);
      return {
        ...{ arrived: own === null, time_ms: own ?? arrivedMs, ...(await powers.house(payload)) },
        ...{ energy_kwh: await energyIn(payload), circuits: await powers.circuits(payload) },
      };
    },
  };
}
