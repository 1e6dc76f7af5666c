/** The words of the card: English in the bundle, other languages loaded when they are wanted. */
import { knownLanguage } from './format/known-locale.ts';
import english from './translations/en.json';

export type TextKey = keyof typeof english;
/** One text, or one for each plural form of the language. */
type Text = string | Partial<Record<Intl.LDMLPluralRule, string>>;
type Texts = Partial<Record<TextKey, Text>>;
/** `{name}` in the text becomes the value; `count` chooses the plural form. */
export type Localize = (key: TextKey, values?: Readonly<Record<string, string | number>>) => string;

/** Each is a file of its own. */
const languages: Record<string, () => Promise<{ default: Texts }>> = {
  de: () => import('./translations/de.json'),
  es: () => import('./translations/es.json'),
  fr: () => import('./translations/fr.json'),
  it: () => import('./translations/it.json'),
  nl: () => import('./translations/nl.json'),
  pl: () => import('./translations/pl.json'),
  sv: () => import('./translations/sv.json'),
};

const formOf = (text: Text, count: unknown, rules: Intl.PluralRules): string => {
  if (typeof text === 'string') return text;
  return (typeof count === 'number' ? text[rules.select(count)] : undefined) ?? text.other ?? '';
};

export function createLocalize(language: string, texts: Texts): Localize {
  const rules = new Intl.PluralRules(knownLanguage(language));
  const numbers = new Intl.NumberFormat(knownLanguage(language));
  const english_ = english as Texts;
  return (key, values = {}) =>
    formOf(texts[key] ?? english_[key] ?? key, values['count'], rules).replace(/\{(\w+)\}/g, (_whole, name: string) => {
      const value = values[name];
      return typeof value === 'number' ? numbers.format(value) : (value ?? '');
    });
}

export const localizeInEnglish: Localize = createLocalize('en', english);

/** What the reader's language has, English for the rest. */
export async function loadLocalize(language: string): Promise<Localize> {
  const load = languages[language] ?? languages[language.split('-')[0] ?? ''];
  if (load === undefined) return localizeInEnglish;
  try {
    return createLocalize(language, (await load()).default);
  } catch {
    // The files of another release: English words are better than none.
    return localizeInEnglish;
  }
}
