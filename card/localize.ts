/** The words of the card: English in the bundle, those of what opens later loaded with that; other languages a file each, loaded when they are wanted. */
import { knownLanguage } from './format/known-locale.ts';
import english from './translations/en.json';
import type laterEnglish from './translations/later-en.json';

export type TextKey = keyof typeof english | keyof typeof laterEnglish;
/** One text, or one for each plural form of the language. */
type Text = string | Partial<Record<Intl.LDMLPluralRule, string>>;
type Texts = Partial<Record<TextKey, Text>>;
/** `{name}` in the text becomes the value, a number as `number` writes it; `count` chooses the plural form. */
export type Localize = (key: TextKey, values?: Readonly<Record<string, string | number>>, number?: (value: number) => string) => string;

type Load = () => Promise<{ default: Texts }>;
/** Each is a file of its own. */
const languages: Record<string, Load | undefined> = {
  de: () => import('./translations/de.json'),
  es: () => import('./translations/es.json'),
  fr: () => import('./translations/fr.json'),
  it: () => import('./translations/it.json'),
  nl: () => import('./translations/nl.json'),
  pl: () => import('./translations/pl.json'),
  sv: () => import('./translations/sv.json'),
};

/** English words of what opens later, once they are loaded. */
let later: Texts = {};

/** Loads the words of what is not shown at first, with what shows them. */
export async function loadLaterWords(): Promise<void> {
  later = (await import('./translations/later-en.json')).default;
}

const formOf = (text: Text, count: unknown, rules: Intl.PluralRules): string => {
  if (typeof text === 'string') return text;
  return (typeof count === 'number' ? text[rules.select(count)] : undefined) ?? text.other ?? '';
};

export function createLocalize(language: string, texts: Texts): Localize {
  const rules = new Intl.PluralRules(knownLanguage(language));
  const numbers = new Intl.NumberFormat(knownLanguage(language));
  const find = (key: TextKey): Text => texts[key] ?? (english as Texts)[key] ?? later[key] ?? key;
  return (key, values = {}, number = (value) => numbers.format(value)) =>
    formOf(find(key), values['count'], rules).replace(/\{(\w+)\}/g, (_whole, name: string) => {
      const value = values[name];
      return typeof value === 'number' ? number(value) : (value ?? '');
    });
}

export const localizeInEnglish: Localize = createLocalize('en', english);

/** The language that the words are in: what stands among them is told in the same one. */
export const languageOf = (language: string, localize: Localize): string =>
  localize === localizeInEnglish && !language.startsWith('en') ? 'en' : language;

/** What the reader's language has, English for the rest. */
export async function loadLocalize(language: string): Promise<Localize> {
  const load = languages[language.split('-')[0] ?? ''];
  if (load === undefined) return localizeInEnglish;
  try {
    return createLocalize(language, (await load()).default);
  } catch {
    // The files of another release: English words are better than none.
    return localizeInEnglish;
  }
}
