/** What lies where: from which time on the file holds everything, and what older rows lie only on the server. A fact of the file. */
import * as v from 'valibot';
import type { Facts } from '../store.ts';

const time = v.nullable(v.number());
const Place = v.object({
  /** From here on the file holds all readings and circuits; null: all that there are. */
  raw_from_ms: time,
  /** Likewise all else. */
  all_from_ms: time,
  /** The first time that anything is known of, where that is not in the file. */
  first_ms: time,
  /** What is older than this may be on the server already, and is looked for before it is sent. */
  check_before_ms: time,
  /** What is older is not shown any more. */
  raw_before_ms: time,
  all_before_ms: time,
  /** The file holds rows of a time before the server was used; they stay until they were migrated. */
  has_unsent_past: v.boolean(),
  /** Everything was brought into the file, which keeps it until it is next opened. */
  is_whole: v.optional(v.boolean(), false),
});
export type Place = v.InferOutput<typeof Place>;

const FACT = ['store', 'influxdb'] as const;

export const wholeInFile: Place = {
  raw_from_ms: null,
  all_from_ms: null,
  first_ms: null,
  check_before_ms: null,
  raw_before_ms: null,
  all_before_ms: null,
  has_unsent_past: false,
  is_whole: false,
};

/** Undefined where this file was never used with a server. A file that was whole may have been used alone since: that is to be sent again. */
export async function readPlace(facts: Facts): Promise<Place | undefined> {
  const { success, output } = v.safeParse(Place, await facts.get(...FACT));
  if (!success) return undefined;
  return output.is_whole ? { ...output, is_whole: false, has_unsent_past: true } : output;
}

export const writePlace = (facts: Facts, place: Place): Promise<void> => facts.put(...FACT, place);

/** The file is whole again, and the next use of a server is the first. */
export const forgetPlace = (facts: Facts): Promise<void> => facts.remove(...FACT);
