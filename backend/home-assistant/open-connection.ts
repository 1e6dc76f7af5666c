/** One WebSocket to Home Assistant, opened and asked with a limit of time. */
import {
  createConnection,
  createLongLivedTokenAuth,
  createSocket,
  ERR_INVALID_AUTH,
  type Connection,
  type ConnectionOptions,
} from 'home-assistant-js-websocket';
import { AuthError, InvalidDataError, NotFoundError, UnavailableError } from '../errors.ts';
import { troubleWith } from '../trouble.ts';

export type Address = { url: string; token: string };

/** Resolves with `fallback()` where `work` takes longer. */
function within<T>(work: Promise<T>, ms: number, fallback: () => T | Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => resolve(fallback()), ms);
    const clear = () => clearTimeout(timer);
    work.then(resolve, reject).finally(clear);
  });
}

/** The library waits for ever for a server that takes the connection and then says nothing. */
const socketWithin =
  (ms: number) =>
  (options: ConnectionOptions): ReturnType<typeof createSocket> => {
    let late = false;
    const opening = createSocket(options).then((socket) => {
      if (late) socket.close();
      return socket;
    });
    return within(opening, ms, () => {
      late = true;
      return Promise.reject(new UnavailableError('it took the connection, but did not answer'));
    });
  };

export const refusedToken = ({ url }: Address): AuthError => {
  const trouble = troubleWith('token_refused', { url });
  return new AuthError(trouble.text, { trouble });
};

/** Throws AuthError where the token is refused, else UnavailableError. */
export async function openConnection(address: Address, timeoutMs: number): Promise<Connection> {
  const auth = createLongLivedTokenAuth(address.url.replace(/\/+$/, ''), address.token);
  try {
    return await createConnection({ auth, setupRetry: 0, createSocket: socketWithin(timeoutMs), connectTimeout: timeoutMs });
  } catch (error) {
    if (error === ERR_INVALID_AUTH) throw refusedToken(address);
    const trouble = troubleWith('home_assistant_unreachable', { url: address.url });
    throw new UnavailableError(trouble.text, { trouble, ...(error instanceof Error && { cause: error }) });
  }
}

export type Message = { type: string; [field: string]: unknown };

const isRefusal = (error: unknown): error is { code: string; message: string } =>
  typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string';

/** What the library rejects with: a bare number or a number in `code` where the connection broke, else Home Assistant's own answer. */
function toTypedError(error: unknown, { type }: Message): Error {
  if (error instanceof UnavailableError) return error;
  if (!isRefusal(error)) return new UnavailableError(`Home Assistant: the connection broke while it was asked for ${type}`);
  const text = `Home Assistant refused ${type}: ${error.message} (${error.code})`;
  if (['not_found', 'unknown_command', 'unauthorized'].includes(error.code)) return new NotFoundError(text);
  return error.code === 'timeout' ? new UnavailableError(text) : new InvalidDataError(text);
}

/** Throws UnavailableError (broken, too slow), NotFoundError (it has no such thing, or not for this user) or InvalidDataError (it does not take the question). */
export async function askConnection(connection: Connection, message: Message, timeoutMs: number): Promise<unknown> {
  const late = () => Promise.reject(new UnavailableError(`Home Assistant did not answer ${message.type} within ${timeoutMs / 1000} s`));
  try {
    return await within(connection.sendMessagePromise<unknown>({ ...message }), timeoutMs, late);
  } catch (error) {
    throw toTypedError(error, message);
  }
}

/** Subscribes for this session alone: after a break its owner begins anew. Resolves with what ends it. Throws as `askConnection`. */
export async function subscribeConnection(
  connection: Connection,
  message: Message,
  onEvent: (event: unknown) => void,
  { signal, timeoutMs }: { signal: AbortSignal; timeoutMs: number },
): Promise<() => void> {
  const late = () => Promise.reject(new UnavailableError(`Home Assistant did not answer ${message.type} within ${timeoutMs / 1000} s`));
  try {
    // The library leaves a subscription that was under way when the connection broke without an answer.
    const broken = Promise.withResolvers<never>();
    const stop = () => broken.reject(new UnavailableError('Home Assistant: the connection broke'));
    signal.addEventListener('abort', stop, { once: true });
    const subscribing = connection.subscribeMessage(onEvent, { ...message }, { resubscribe: false });
    const unsubscribe = await within(Promise.race([subscribing, broken.promise]), timeoutMs, late);
    signal.removeEventListener('abort', stop);
    return () => {
      // Broken meanwhile: then there is nothing left to end.
      if (!signal.aborted) unsubscribe().catch(() => undefined);
    };
  } catch (error) {
    throw toTypedError(error, message);
  }
}
