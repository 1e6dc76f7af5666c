/** The card's configuration, as a user writes it in YAML. */
import { nearestOf } from './nearest-of.ts';

export const sectionNames = ['now', 'chart', 'circuits', 'correlations', 'devices'] as const;
export type SectionName = (typeof sectionNames)[number];

/** Ranges of the chart, h. */
export const rangeHours = [1, 6, 24, 168] as const;
export const powerUnits = ['auto', 'W', 'kW'] as const;

export type CardConfig = {
  type: string;
  /** What is shown, in this order. */
  sections: SectionName[];
  /** Number, sentence and coverage bar alone. */
  compact: boolean;
  /** The range that is shown at first, h. */
  hours: (typeof rangeHours)[number];
  /** Smaller changes are not shown, W. */
  min_delta: number;
  power_unit: (typeof powerUnits)[number];
  /** The sensor with the power of the house, where there is no backend to know it. */
  power_entity?: string | null;
  title?: string | null;
};

/** What holds where nothing is said. */
export const defaults = {
  sections: [...sectionNames] as SectionName[],
  compact: false,
  hours: 6,
  min_delta: 10,
  power_unit: 'auto',
} as const satisfies Partial<CardConfig>;

/** Keys that Home Assistant, or what styles cards there, keeps in every card's configuration. */
const foreignKeys = new Set(['grid_options', 'layout_options', 'visibility', 'view_layout', 'index', 'view_index', 'disabled', 'card_mod']);

/** Tells what is wrong with a value; null: nothing. */
type Check = (value: unknown, field: string) => string | null;

const told = (value: unknown): string => (value === undefined ? 'nothing' : JSON.stringify(value));

const hintAt = (word: unknown, words: readonly string[]): string => {
  const nearest = typeof word === 'string' ? nearestOf(word, words) : null;
  return nearest === null ? '' : ` Did you mean "${nearest}"?`;
};

const ofType =
  (type: 'string' | 'boolean'): Check =>
  (value, field) =>
    typeof value === type ? null : `${field}: ${told(value)} is not a ${type}.`;

const oneOf =
  (choices: readonly (string | number)[]): Check =>
  (value, field) =>
    choices.some((choice) => choice === value)
      ? null
      : `${field}: ${told(value)} is not one of ${choices.map(told).join(', ')}.${hintAt(value, choices.map(String))}`;

const checkSections: Check = (value, field) => {
  if (!Array.isArray(value)) return `${field}: ${told(value)} is not a list.`;
  if (value.length === 0) return `${field}: name at least one section.`;
  const faults = value.map((name, i) => oneOf(sectionNames)(name, `${field}.${i}`)).filter((fault) => fault !== null);
  if (faults.length > 0) return faults.join(' ');
  return new Set(value).size < value.length ? `${field}: name each section once.` : null;
};

const checkWatts: Check = (value, field) => {
  if (typeof value !== 'number' || Number.isNaN(value)) return `${field}: ${told(value)} is not a number.`;
  return value < 0 ? `${field}: it cannot be negative.` : null;
};

const checkEntity: Check = (value, field) =>
  typeof value === 'string' && /^[a-z_]+\.\w+$/.test(value) ? null : `${field}: ${told(value)} is not an entity, as in sensor.house_power.`;

/** Null clears an option that has no default: so Home Assistant's editor does it. */
const orNull =
  (check: Check): Check =>
  (value, field) =>
    value === null ? null : check(value, field);

const checks: Record<keyof CardConfig, Check> = {
  type: ofType('string'),
  sections: checkSections,
  compact: ofType('boolean'),
  hours: oneOf(rangeHours),
  min_delta: checkWatts,
  power_unit: oneOf(powerUnits),
  power_entity: orNull(checkEntity),
  title: orNull(ofType('string')),
};
const ownKeys = Object.keys(checks);

const faultOf = (key: string, value: unknown): string | null => {
  const check = (checks as Record<string, Check | undefined>)[key];
  if (check !== undefined) return check(value, key);
  return `There is no option "${key}".${hintAt(key, ownKeys) || ` Options are ${ownKeys.join(', ')}.`}`;
};

/** Throws an Error whose message names every field at fault: Home Assistant shows it in place of the card. */
export function parseConfig(config: unknown): CardConfig {
  if (typeof config !== 'object' || config === null) throw new Error('The configuration of the card is missing.');
  const own = Object.entries(config).filter(([key, value]) => !foreignKeys.has(key) && value !== undefined);
  const faults = own.map(([key, value]) => faultOf(key, value)).filter((fault) => fault !== null);
  if (faults.length > 0) throw new Error(faults.join(' '));
  return { type: '', ...defaults, ...Object.fromEntries(own) };
}
