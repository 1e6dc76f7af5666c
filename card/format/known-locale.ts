/** Languages, time zones and currencies as this browser knows them: what it does not know would throw at every use. */

const isKnown = (use: () => unknown): boolean => {
  try {
    use();
    return true;
  } catch {
    return false;
  }
};

/** The language itself, its first part ("en" of "en-US@posix"), or English. */
export const knownLanguage = (language: string): string =>
  [language, language.split(/[-_@.]/)[0] ?? ''].find((tag) => isKnown(() => new Intl.NumberFormat(tag))) ?? 'en';

/** Undefined, which is the browser's own, where the zone is not known. */
export const knownTimeZone = (timeZone: string | undefined): string | undefined =>
  timeZone !== undefined && isKnown(() => new Intl.DateTimeFormat('en', { timeZone })) ? timeZone : undefined;

export const isKnownCurrency = (currency: string): boolean => isKnown(() => new Intl.NumberFormat('en', { style: 'currency', currency }));
