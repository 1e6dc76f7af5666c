/** What lies where: from which time on the file holds everything, and what older rows lie only on the server. A fact of the file. */
import * as v from 'valibot';
import { ConfigurationError } from '../../errors.ts';
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
  /** On the server readings and circuits lie in a database of their own. */
  is_split: v.optional(v.boolean(), false),
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
  is_split: false,
  is_whole: false,
};

/** Undefined where this file was never used with a server. A file that was whole may have been used alone since: that is to be sent again. */
export async function readPlace(facts: Facts): Promise<Place | undefined> {
  const { success, output } = v.safeParse(Place, await facts.get(...FACT));
  if (!success) return undefined;
  return output.is_whole ? { ...output, is_whole: false, has_unsent_past: true } : output;
}

/** Which databases the rows on the server lie in can change only while all of them lie in the file. Throws ConfigurationError. */
export function requireLayout(place: Place | undefined, isSplit: boolean): void {
  if (place === undefined || place.is_split === isSplit || (place.raw_from_ms === null && place.all_from_ms === null)) return;
  throw new ConfigurationError(
    `InfluxDB: what is recorded was written ${place.is_split ? 'with' : 'without'} INFLUXDB_RETENTION, in other databases. Set it back, ` +
      'bring everything into the file (npm run migrate -- --from influxdb --to duckdb), and then change it together with INFLUXDB_BUCKET.',
  );
}

export const writePlace = (facts: Facts, place: Place): Promise<void> => facts.put(...FACT, place);

/** The file is whole again, and the next use of a server is the first. */
export const forgetPlace = (facts: Facts): Promise<void> => facts.remove(...FACT);
