/** The card's configuration, as a user writes it in YAML. */
import * as v from 'valibot';
import { nearestOf } from './nearest-of.ts';

const SectionName = v.picklist(['now', 'chart', 'circuits', 'correlations', 'devices']);
export type SectionName = v.InferOutput<typeof SectionName>;

/** What is shown where nothing is chosen. */
const defaultSections: SectionName[] = ['now', 'chart', 'circuits', 'correlations', 'devices'];

const CardConfig = v.strictObject({
  type: v.string(),
  sections: v.optional(v.pipe(v.array(SectionName), v.minLength(1, 'name at least one section')), defaultSections),
  /** Number, sentence and coverage bar alone. */
  compact: v.optional(v.boolean(), false),
  /** The range that is shown, h. */
  hours: v.optional(v.picklist([1, 6, 24, 168]), 6),
  /** Smaller changes are not shown, W. */
  min_delta: v.optional(v.pipe(v.number(), v.minValue(0, 'it cannot be negative')), 10),
  power_unit: v.optional(v.picklist(['auto', 'W', 'kW']), 'auto'),
  title: v.optional(v.nullable(v.string())),
});
export type CardConfig = v.InferOutput<typeof CardConfig>;

/** Keys that Home Assistant, or what styles cards there, keeps in every card's configuration. */
const foreignKeys = new Set(['grid_options', 'layout_options', 'visibility', 'view_layout', 'index', 'view_index', 'disabled', 'card_mod']);
const ownKeys = Object.keys(CardConfig.entries);

const optionText = (value: unknown): string => (value === undefined ? 'nothing' : JSON.stringify(value));

/** As in `sections.1`. */
const fieldOf = (issue: v.BaseIssue<unknown>): string => v.getDotPath(issue) ?? 'the configuration';

const hintAt = (word: unknown, words: readonly string[]): string => {
  const nearest = typeof word === 'string' ? nearestOf(word, words) : null;
  return nearest === null ? '' : ` Did you mean "${nearest}"?`;
};

const describeUnknown = (key: string): string =>
  `There is no option "${key}".${hintAt(key, ownKeys) || ` Options are ${ownKeys.join(', ')}.`}`;

const describeChoice = (issue: v.BaseIssue<unknown>): string => {
  // As in `("auto" | "W" | "kW")`.
  const choices = (issue.expected ?? '').replace(/^\(|\)$/g, '').split(' | ');
  const words = choices.map((choice) => choice.replaceAll('"', ''));
  return `${fieldOf(issue)}: ${optionText(issue.input)} is not one of ${choices.join(', ')}.${hintAt(issue.input, words)}`;
};

function describe(issue: v.BaseIssue<unknown>): string {
  if (issue.type === 'strict_object' && issue.expected === 'never') return describeUnknown(fieldOf(issue));
  if (issue.type === 'picklist') return describeChoice(issue);
  if (issue.kind === 'validation') return `${fieldOf(issue)}: ${issue.message}.`;
  return `${fieldOf(issue)}: ${optionText(issue.input)} is not a ${(issue.expected ?? '').toLowerCase()}.`;
}

/** Throws an Error whose message names every field at fault: Home Assistant shows it in place of the card. */
export function parseConfig(config: unknown): CardConfig {
  if (typeof config !== 'object' || config === null) throw new Error('The configuration of the card is missing.');
  const own = Object.fromEntries(Object.entries(config).filter(([key]) => !foreignKeys.has(key)));
  const parsed = v.safeParse(CardConfig, own);
  if (parsed.success) return parsed.output;
  throw new Error(parsed.issues.map(describe).join(' '));
}
