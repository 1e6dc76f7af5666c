/** All words of the card, by language. */
import german from '../translations/de.json';
import english from '../translations/en.json';
import laterEnglish from '../translations/later-en.json';
import spanish from '../translations/es.json';
import french from '../translations/fr.json';
import italian from '../translations/it.json';
import dutch from '../translations/nl.json';
import polish from '../translations/pl.json';
import swedish from '../translations/sv.json';

type Text = string | Record<string, string>;
type Texts = Record<string, Text>;

/** Those of what opens later, too. */
export const originals: Texts = { ...english, ...laterEnglish };
export const translations: Record<string, Texts> = {
  de: german,
  es: spanish,
  fr: french,
  it: italian,
  nl: dutch,
  pl: polish,
  sv: swedish,
};
