import { createLocalize, loadLaterWords, loadLocalize, localizeInEnglish } from '../localize.ts';
import english from '../translations/en.json';
import { isEqual, isTrue } from './expect.ts';
import { originals, translations } from './translations.ts';

/** `{name}` and its like. */
const valuesIn = (text: unknown): string[] => [...new Set(JSON.stringify(text).match(/\{\w+\}/g) ?? [])].sort();
/** Keys of the texts that a pattern is found in. */
const spoilt = (texts: object, pattern: RegExp): string[] =>
  Object.entries(texts)
    .filter(([, text]) => pattern.test(JSON.stringify(text)))
    .map(([key]) => key);
/** Other words for the meter than the one that Home Assistant has. */
const strangers: Record<string, RegExp> = { es: /medidor/i, it: /misurator/i, pl: /miernik/i };
/** The plural forms that numbers up to a thousand need, and those of parts. */
const formsOf = (language: string): Set<string> => {
  const rules = new Intl.PluralRules(language);
  return new Set([...Array.from({ length: 1001 }, (_, count) => rules.select(count)), 'other']);
};

for (const [language, texts] of Object.entries(translations))
  describe(`the words in ${language}`, () => {
    it('are none that English has no more', () => {
      isEqual(
        Object.keys(texts).filter((key) => !(key in originals)),
        [],
      );
    });

    it('are all that English has', () => {
      isEqual(
        Object.keys(originals).filter((key) => !(key in texts)),
        [],
      );
    });

    it('keep every value that English has', () => {
      for (const [key, text] of Object.entries(texts)) isEqual([key, valuesIn(text)], [key, valuesIn(originals[key])]);
    });

    it('keep a number and its unit on one line', () => {
      isEqual(spoilt(texts, /[\d}] (?=(W|kWh|s|h|u|g|j|min|godz\.|%)(?![\p{L}’]))/u), []);
    });

    it('have the plural forms of the language, wherever English has some', () => {
      for (const [key, text] of Object.entries(texts)) {
        if (typeof originals[key] !== 'string') isTrue(typeof text !== 'string', `${key} has plural forms`);
        if (typeof text !== 'string') isEqual([key, Object.keys(text).sort()], [key, [...formsOf(language)].sort()]);
      }
    });

    it('are loaded for the language of the reader', async () => {
      const localize = await loadLocalize(language);
      isTrue(localize('loading') === texts['loading'] && localize('loading') !== english.loading, 'it is not English');
    });
  });

describe('the words', () => {
  it('name the meter by one word in each language', () => {
    for (const [language, stranger] of Object.entries(strangers))
      isEqual([language, spoilt(translations[language]!, stranger)], [language, []]);
  });

  it('have the spaces of French, which never end a line', () => {
    isEqual(spoilt(translations['fr']!, / [;:!?»]|« /), []);
  });

  it('choose the plural form by the number', () => {
    isEqual(localizeInEnglish('duration.minutes', { count: 1 }), '1 minute');
    isEqual(createLocalize('de', translations['de']!)('duration.minutes', { count: 2 }), '2 Minuten');
    const inPolish = createLocalize('pl', translations['pl']!);
    isEqual(
      [1, 3, 5, 22].map((count) => inPolish('duration.minutes', { count })),
      ['1 minutę', '3 minuty', '5 minut', '22 minuty'],
    );
    isEqual(createLocalize('fr', translations['fr']!)('duration.minutes', { count: 0 }), '0 minute');
  });

  it('fall back to English', async () => {
    isEqual(createLocalize('de', {})('now'), 'Now');
    isTrue((await loadLocalize('xx')) === localizeInEnglish, 'an unknown language is read in English');
    isEqual((await loadLocalize('de-AT'))('now'), 'Jetzt');
    isEqual((await loadLocalize('pt-BR'))('now'), 'Now');
  });

  it('of what opens later come with it, and with another language', async () => {
    await loadLaterWords();
    isEqual(localizeInEnglish('ledger'), 'Without an entity');
    isEqual((await loadLocalize('de-AT'))('ledger'), 'Ohne Entität');
  });
});
