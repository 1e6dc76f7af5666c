/** What the messages of DuckDB mean for people, and what to do about each. */
import { ConfigurationError, InvalidDataError, UnavailableError, messageOf } from '../../errors.ts';

/** These connections lead nowhere any more; newer ones may. */
export class GivenUpError extends Error {
  override readonly name = 'GivenUpError' as const;
}

/** DuckDB has given up the file, mostly because a checkpoint could not be written; opening it again mends that. */
export const isGivenUp = (error: unknown): boolean =>
  error instanceof GivenUpError || /database has been invalidated|FATAL Error/.test(messageOf(error));

const DAMAGED = /corrupt|not a valid DuckDB database|not read enough bytes|failed to deserialize|Serialization Error|INTERNAL Error/i;

/** What part of the store cannot be read: the file, or only its write-ahead log; null: the fault is another. */
export function damagedPart(error: unknown): 'file' | 'log' | null {
  const message = messageOf(error);
  if (/replaying WAL/i.test(message)) return 'log';
  return DAMAGED.test(message) ? 'file' : null;
}

/** The error to throw where a file cannot be opened and is not damaged. */
export function openError(error: unknown, file: string): Error {
  const message = messageOf(error);
  const owner = /\(PID (\d+)/.exec(message)?.[1];
  if (/lock on file/i.test(message)) {
    const who = owner === undefined ? 'another process' : `another process (PID ${owner})`;
    return new ConfigurationError(`Store: ${file} is in use by ${who}. Stop that one, or give this one a DATA_DIR of its own.`, {
      cause: error,
    });
  }
  if (/version number/i.test(message))
    return new ConfigurationError(
      `Store: ${file} was written by a newer DuckDB. Start the newer Wattribute again, or choose another DATA_DIR.`,
      {
        cause: error,
      },
    );
  if (/No space left/i.test(message))
    return new UnavailableError(`Store: the disk that holds ${file} is full. Free some space.`, { cause: error });
  return new ConfigurationError(`Store: ${file} cannot be opened. Check that DATA_DIR is a folder that Wattribute may write to.`, {
    cause: error,
  });
}

/** The error to throw where something could not be read. */
export const readError = (error: unknown, file: string): Error =>
  error instanceof ConfigurationError || error instanceof UnavailableError
    ? error
    : new UnavailableError(`Store: ${file} could not be read.`, { cause: error });

/** The error to throw where rows could not be written. */
export function writeError(error: unknown, file: string): Error {
  if (error instanceof UnavailableError || error instanceof InvalidDataError || error instanceof ConfigurationError) return error;
  const message = messageOf(error);
  if (/Constraint Error|Conversion Error|Invalid Input Error/.test(message))
    return new InvalidDataError('Store: these rows cannot be kept; a value is missing or of the wrong kind.', { cause: error });
  if (/No space left|File too large|quota/i.test(message))
    return new UnavailableError(`Store: the disk that holds ${file} is full; nothing is recorded until there is space. Reading goes on.`, {
      cause: error,
    });
  return new UnavailableError(`Store: ${file} could not be written.`, { cause: error });
}
