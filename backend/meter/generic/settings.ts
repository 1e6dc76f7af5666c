/** What the user says of a generic meter: where it is asked, and which parts of its answer mean what. */
import * as v from 'valibot';

const text = v.pipe(v.string('a text is wanted'), v.trim(), v.nonEmpty('a value is wanted'));
const number = (min: number, max: number) =>
  v.pipe(v.number('a number is wanted'), v.minValue(min, `at least ${min} is wanted`), v.maxValue(max, `at most ${max} is wanted`));
/** JSONata, https://docs.jsonata.org. */
const expression = text;

const Auth = v.variant(
  'type',
  [
    v.strictObject({ type: v.literal('none') }),
    // any: as the meter asks for it.
    v.strictObject({ type: v.picklist(['basic', 'digest', 'any']), username: text, password: v.string('a password is wanted') }),
    v.strictObject({ type: v.literal('bearer'), token: text }),
  ],
  'none, bearer with token, or basic, digest or any with username and password is wanted',
);
export type Auth = v.InferOutput<typeof Auth>;

const Tls = v.strictObject({
  /** False: whoever answers is believed. */
  verify: v.optional(v.boolean(), true),
  /** Path of a PEM file with the authority that signs the meter's certificate. */
  ca: v.optional(text),
  /** The name in the certificate, where it is not the address. */
  servername: v.optional(text),
});
export type Tls = v.InferOutput<typeof Tls>;

export const POWER_UNITS = { W: 1, kW: 1000, mW: 0.001 } as const;
export const ENERGY_UNITS = { kWh: 1, Wh: 0.001, MWh: 1000 } as const;

/** Every field; those that a preset knows may be left out beside it. */
export const genericEntries = {
  preset: v.optional(text),
  source: v.optional(v.picklist(['http', 'mqtt'], 'http or mqtt is wanted')),
  /** http(s)://… or mqtt(s)://… */
  url: v.optional(v.pipe(text, v.regex(/^(https?|mqtts?|wss?):\/\/\S+$/, 'an address like "http://192.168.1.20/status" is wanted'))),
  topic: v.optional(text),
  qos: v.optional(v.picklist([0, 1, 2], '0, 1 or 2 is wanted')),
  method: v.optional(v.picklist(['GET', 'POST'], 'GET or POST is wanted')),
  headers: v.optional(v.record(v.string(), v.string())),
  /** Makes it a POST. */
  body: v.optional(v.string()),
  auth: v.optional(Auth),
  tls: v.optional(Tls),
  interval_s: v.optional(number(1, 3600)),
  timeout_s: v.optional(number(1, 120)),
  /** How long a reading holds when nothing newer comes; after that it is a gap. */
  max_age_s: v.optional(number(1, 86_400)),
  /** The power of the house, or of the grid where there is solar or a battery; a list is summed when it is whole. */
  power: v.optional(expression),
  /** Taken off the power. */
  power_export: v.optional(expression),
  /** Up to three, instead of `power`: summed only when all are there. */
  phases: v.optional(v.pipe(v.array(expression), v.minLength(1), v.maxLength(3, 'three phases at the most are wanted'))),
  /** Added to the power, > 0 produces or discharges. */
  solar: v.optional(expression),
  battery: v.optional(expression),
  /** `net`: the power is that of the grid, and what solar or a battery add to it is not known. */
  kind: v.optional(v.picklist(['load', 'net'], 'load or net is wanted')),
  unit: v.optional(v.picklist(['W', 'kW', 'mW'], 'W, kW or mW is wanted')),
  /** -1 turns the sign around. */
  scale: v.optional(number(-1e6, 1e6)),
  /** When that was: ISO 8601, or ms since 1970. Without it, when it arrives. */
  time: v.optional(expression),
  /** Of a time that does not say its own. */
  time_zone: v.optional(text),
  /** A counter of all energy used, for that of the day. */
  energy: v.optional(expression),
  energy_unit: v.optional(v.picklist(['kWh', 'Wh', 'MWh'], 'kWh, Wh or MWh is wanted')),
  /** [{name, power, parent?}] */
  circuits: v.optional(expression),
  /** Something true here means that the answer is none. */
  error: v.optional(expression),
  /** More than this is no power of a home. */
  max_w: v.optional(number(1, 1e8)),
};
type Entries = typeof genericEntries;
export type GenericFields = v.InferOutput<v.StrictObjectSchema<Entries, undefined>>;
