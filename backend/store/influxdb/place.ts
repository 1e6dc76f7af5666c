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
  /** The database of the server; undefined: an earlier version did not say. */
  database: v.optional(v.string()),
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

/** Where rows are written to: a database, or two of them. */
export type Layout = Required<Pick<Place, 'database' | 'is_split'>>;

const BRING = 'bring everything into the file (npm run migrate -- --from influxdb --to duckdb)';

/** Another database is used from now on. */
const isElsewhere = (place: Place, { database }: Layout): boolean => place.database !== undefined && place.database !== database;

/** What keeps the rows from going elsewhere; null: nothing. */
function obstacle(place: Place, wanted: Layout): string | null {
  const isAllInFile = place.raw_from_ms === null && place.all_from_ms === null;
  const moves = isElsewhere(place, wanted);
  if (moves && isAllInFile) return null;
  if (place.is_split !== wanted.is_split)
    return (
      `what is recorded was written ${place.is_split ? 'with' : 'without'} INFLUXDB_RETENTION, in other databases. Set it back, ` +
      `${BRING}, and then change it together with INFLUXDB_BUCKET.`
    );
  return moves
    ? `what is older than the file lies in the database ${String(place.database)}, and ${wanted.database} is set. ` +
        `Set INFLUXDB_BUCKET back; or ${BRING} with it set back, and then change it.`
    : null;
}

/**
 * What is known of the layout; undefined: it is used for the first time. Rows may go elsewhere only while all of them lie in the file, and then to another
 * database. Throws ConfigurationError.
 */
export function placeIn(place: Place | undefined, wanted: Layout): Place | undefined {
  if (place === undefined) return undefined;
  const fault = obstacle(place, wanted);
  if (fault !== null) throw new ConfigurationError(`InfluxDB: ${fault}`);
  return isElsewhere(place, wanted) ? undefined : place;
}

export const writePlace = (facts: Facts, place: Place): Promise<void> => facts.put(...FACT, place);

/** The file is whole again, and the next use of a server is the first. */
export const forgetPlace = (facts: Facts): Promise<void> => facts.remove(...FACT);
