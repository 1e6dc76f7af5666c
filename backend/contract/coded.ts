/** What is told to people: a code with its values, to be worded in any language, and a sentence in English. */
import * as v from 'valibot';

/** @example coded('alone', { seconds: v.number() }) // takes { code: 'alone', values: { seconds: 40 }, text: 'Nothing else changed within 40 seconds.' } */
export const coded = <const C extends string, V extends v.ObjectEntries>(code: C, values: V) =>
  v.object({ code: v.literal(code), values: v.object(values), text: v.string() });
