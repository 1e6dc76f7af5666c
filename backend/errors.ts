/** The errors of the product, named by what to do next. The message says who, what happened, and what to do. */
import type { Trouble } from './contract/trouble.ts';

/** What people can mend is told with its code as well, so that it can be worded in their language. */
type Options = ErrorOptions & { trouble?: Trouble };

abstract class TellingError extends Error {
  /** Null: there is nothing but the message. */
  readonly trouble: Trouble | null;

  constructor(message: string, { trouble, ...options }: Options = {}) {
    super(message, options);
    this.trouble = trouble ?? null;
  }
}

/** Stop and tell the user: a token or a right is missing. */
export class AuthError extends TellingError {
  override readonly name = 'AuthError' as const;
}

/** Stop and tell the user: the configuration, or what it points at, cannot work. */
export class ConfigurationError extends TellingError {
  override readonly name = 'ConfigurationError' as const;
}

/** Try again later: something is out of reach, busy or full. */
export class UnavailableError extends TellingError {
  override readonly name = 'UnavailableError' as const;
}

/** Skip it and say so: what came cannot be understood. */
export class InvalidDataError extends Error {
  override readonly name = 'InvalidDataError' as const;
}

/** What was asked for does not exist. */
export class NotFoundError extends Error {
  override readonly name = 'NotFoundError' as const;
}

/** Whether trying again cannot help. */
export const isPermanent = (error: unknown): boolean => error instanceof AuthError || error instanceof ConfigurationError;

/** What is told of an error in the reader's language; null: its message is all there is. */
export const troubleOf = (error: unknown): Trouble | null => (error instanceof TellingError ? error.trouble : null);

/** The message of anything thrown, with the messages of its causes. */
export const messageOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : `${error.message} (${messageOf(error.cause)})`;
};
