/** What the answers of an InfluxDB server mean, and what to do about each. */
import { AuthError, ConfigurationError, messageOf, UnavailableError } from '../../errors.ts';

/** The data were refused for what they are; the same data will be refused again. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError' as const;
}

/** They are too many for one request. */
export class TooLargeError extends Error {
  override readonly name = 'TooLargeError' as const;
}

/** The query touches more files than the server opens for one query; a shorter range touches fewer. */
export class FileLimitError extends Error {
  override readonly name = 'FileLimitError' as const;
}

/** The database, or the table, is not there. */
export class MissingError extends Error {
  override readonly name = 'MissingError' as const;
}

const STATUS_OF_CODE: Record<string, number> = {
  UNAUTHENTICATED: 401,
  PERMISSION_DENIED: 403,
  INVALID_ARGUMENT: 400,
  NOT_FOUND: 404,
  INTERNAL: 500,
  RESOURCE_EXHAUSTED: 429,
  UNAVAILABLE: 503,
  DEADLINE_EXCEEDED: 504,
};

/** The HTTP status of an answer, or the one that fits the gRPC code, or 504 where none came in time. */
function statusOf(error: unknown): number | null {
  const { statusCode, name, code } = (error ?? {}) as { statusCode?: unknown; name?: unknown; code?: unknown };
  if (typeof statusCode === 'number') return statusCode;
  if (name === 'RequestTimedOutError' || name === 'TimeoutError') return 504;
  return STATUS_OF_CODE[String(code)] ?? null;
}

/** The first line that says something, without the page of HTML that a proxy may add. */
const wordsOf = (error: unknown): string => messageOf(error).split('\n', 1)[0]?.slice(0, 300) ?? '';

type Kind = 'token' | 'rights' | 'missing' | 'limit' | 'too large' | 'refused' | 'file limit' | 'passing';

const KINDS: readonly [kind: Kind, fits: (status: number | null, words: string) => boolean][] = [
  ['file limit', (_, words) => /file limit/i.test(words)],
  ['token', (status) => status === 401],
  ['rights', (status) => status === 403],
  ['missing', (status, words) => status === 404 || /database not found|table '[^']*' not found/i.test(words)],
  ['too large', (status, words) => status === 413 || /max request size/i.test(words)],
  ['limit', (status) => status === 422],
  ['refused', (status, words) => status === 400 || /planning query/i.test(words)],
];

type Told = { words: string; status: number | null; url: string; doing: string; cause: ErrorOptions };

const ERRORS: Record<Kind, (told: Told) => Error> = {
  token: ({ url }) => new AuthError(`InfluxDB: ${url} does not accept the token. Check INFLUXDB_TOKEN.`),
  rights: ({ url, doing }) =>
    new AuthError(`InfluxDB: the token may not ${doing} on ${url}. Give it the right to read and write the database of INFLUXDB_BUCKET.`),
  missing: ({ words, cause }) => new MissingError(`InfluxDB: ${words}`, cause),
  limit: ({ words, url }) => new ConfigurationError(`InfluxDB: ${url} is at a limit of its own: ${words}.`),
  'file limit': ({ words, cause }) => new FileLimitError(words, cause),
  'too large': ({ words, cause }) => new TooLargeError(words, cause),
  refused: ({ words, cause }) => new RefusedError(words, cause),
  // Without a status the words are those of the cause, which would be told twice.
  passing: ({ words, status, url, doing, cause }) =>
    new UnavailableError(`InfluxDB: could not ${doing} at ${url} (${status ?? words}).`, status === null ? undefined : cause),
};

/** The error to throw for what a request to the server at `url` ended with; `doing` says what it was for, like "write". */
export function toStoreError(error: unknown, { url, doing }: { url: string; doing: string }): Error {
  const words = wordsOf(error);
  const status = statusOf(error);
  const kind = KINDS.find(([, fits]) => fits(status, words))?.[0] ?? 'passing';
  return ERRORS[kind]({ words, status, url, doing, cause: { cause: error } });
}
