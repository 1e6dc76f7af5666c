/** The words of the card: English in the bundle, other languages loaded when they are wanted, and the words of what opens later with that. */
import { knownLanguage } from './format/known-locale.ts';
import english from './translations/en.json';
import type laterEnglish from './translations/later/en.json';

export type TextKey = keyof typeof english | keyof typeof laterEnglish;
/** One text, or one for each plural form of the language. */
type Text = string | Partial<Record<Intl.LDMLPluralRule, string>>;
type Texts = Partial<Record<TextKey, Text>>;
/** `{name}` in the text becomes the value; `count` chooses the plural form. */
export type Localize = (key: TextKey, values?: Readonly<Record<string, string | number>>) => string;

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
const laterFiles: Record<string, Load | undefined> = {
  en: () => import('./translations/later/en.json'),
  de: () => import('./translations/later/de.json'),
  es: () => import('./translations/later/es.json'),
  fr: () => import('./translations/later/fr.json'),
  it: () => import('./translations/later/it.json'),
  nl: () => import('./translations/later/nl.json'),
  pl: () => import('./translations/later/pl.json'),
  sv: () => import('./translations/later/sv.json'),
};

/** The words of what opens later, by language, as far as they are loaded. */
const later = new Map<string, Texts>();
/** Languages that are read on this page. */
const inUse = new Set(['en']);
let isLaterWanted = false;

async function loadLater(language: string): Promise<void> {
  const load = laterFiles[language];
  if (load !== undefined && !later.has(language)) later.set(language, (await load()).default);
}

/** Loads the words of what is not shown at first, with what shows them. */
export async function loadLaterWords(): Promise<void> {
  isLaterWanted = true;
  await Promise.all([...inUse].map(loadLater));
}

const formOf = (text: Text, count: unknown, rules: Intl.PluralRules): string => {
  if (typeof text === 'string') return text;
  return (typeof count === 'number' ? text[rules.select(count)] : undefined) ?? text.other ?? '';
};

export function createLocalize(language: string, texts: Texts): Localize {
  const rules = new Intl.PluralRules(knownLanguage(language));
  const numbers = new Intl.NumberFormat(knownLanguage(language));
  const base = language.split('-')[0] ?? '';
  const find = (key: TextKey): Text => texts[key] ?? later.get(base)?.[key] ?? (english as Texts)[key] ?? later.get('en')?.[key] ?? key;
  return (key, values = {}) =>
    formOf(find(key), values['count'], rules).replace(/\{(\w+)\}/g, (_whole, name: string) => {
      const value = values[name];
      return typeof value === 'number' ? numbers.format(value) : (value ?? '');
    });
}

export const localizeInEnglish: Localize = createLocalize('en', english);

/** What the reader's language has, English for the rest. */
export async function loadLocalize(language: string): Promise<Localize> {
  const base = language.split('-')[0] ?? '';
  const load = languages[language] ?? languages[base];
  if (load === undefined) return localizeInEnglish;
  try {
    const texts = (await load()).default;
    inUse.add(base);
    if (isLaterWanted) await loadLater(base);
    return createLocalize(language, texts);
  } catch {
    // The files of another release: English words are better than none.
    return localizeInEnglish;
  }
}
