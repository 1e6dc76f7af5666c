/** Keeps one connection to Home Assistant alive: opens it, waits until Home Assistant runs, pings it, and lets it be made anew. */
import { ERR_INVALID_AUTH, type Connection } from 'home-assistant-js-websocket';
import * as v from 'valibot';
import { isAborted, type Clock } from '../clock.ts';
import type { Trouble } from '../contract/trouble.ts';
import { messageOf, troubleOf } from '../errors.ts';
import type { Log } from '../log.ts';
import { retry } from '../retry.ts';
import { troubleWith } from '../trouble.ts';
import { askConnection, openConnection, refusedToken } from './open-connection.ts';

export type KeepOptions = {
  /** As in "http://homeassistant.local:8123" or "http://supervisor/core". */
  url: string;
  token: string;
  clock: Clock;
  log: Log;
  /** Between two pings, ms. */
  pingIntervalMs: number;
  /** Longest wait for an answer, ms. */
  answerTimeoutMs: number;
  /** Between two looks whether it has started, ms. */
  startingPollMs: number;
};

/** From when Home Assistant runs until the connection is lost, when the signal aborts. */
export type Session = { connection: Connection; signal: AbortSignal };

export type KeepHandlers = {
  onSession: (session: Session) => void;
  /** It is not there, and why. */
  onWaiting: (message: string, trouble: Trouble | null) => void;
  /** A ping that was sent at this time is answered. */
  onPong: (sentMs: number) => void;
  signal: AbortSignal;
};

const tell = (trouble: Trouble, onWaiting: KeepHandlers['onWaiting']): void => onWaiting(trouble.text, trouble);

const Config = v.object({ state: v.optional(v.string(), 'RUNNING') });

/** On Home Assistant's own port the connection is there long before its entities are. */
async function waitUntilRunning(
  { connection, signal }: Session,
  options: KeepOptions,
  onWaiting: KeepHandlers['onWaiting'],
): Promise<void> {
  const ask = () => askConnection(connection, { type: 'get_config' }, options.answerTimeoutMs);
  while (!isAborted(signal) && v.parse(Config, await ask()).state !== 'RUNNING') {
    tell(troubleWith('home_assistant_starting', {}), onWaiting);
    await options.clock.sleep(options.startingPollMs, signal);
  }
}

/** The library has no heartbeat of its own: without one a dead connection looks like a quiet home. */
async function beat({ connection, signal }: Session, options: KeepOptions, onPong: KeepHandlers['onPong']): Promise<void> {
  while (!isAborted(signal)) {
    const sentMs = options.clock.now();
    await askConnection(connection, { type: 'ping' }, options.answerTimeoutMs);
    if (!isAborted(signal)) onPong(sentMs);
    await options.clock.sleep(options.pingIntervalMs, signal);
  }
}

async function runSession(session: Session, options: KeepOptions, { onSession, onWaiting, onPong }: KeepHandlers): Promise<void> {
  try {
    await waitUntilRunning(session, options, onWaiting);
    if (session.signal.aborted) return;
    options.log.info(`Home Assistant at ${options.url} is connected.`);
    onSession(session);
    await beat(session, options, onPong);
  } catch (error) {
    if (session.signal.aborted) return;
    options.log.warn(`Home Assistant: the connection is made anew, because: ${messageOf(error)}`);
    session.connection.reconnect(true);
  }
}

function open(options: KeepOptions, { onWaiting, signal }: KeepHandlers): Promise<Connection | undefined> {
  const { clock, log, answerTimeoutMs } = options;
  const onRetry = (error: unknown, waitMs: number) => {
    log.warn(`${messageOf(error)}; tried again in ${Math.ceil(waitMs / 1000)} s.`);
    onWaiting(messageOf(error), troubleOf(error));
  };
  return retry(() => openConnection(options, answerTimeoutMs), { clock, signal, onRetry, firstMs: 2000, maxMs: 30_000 });
}

/** Resolves when the signal aborts. Rejects with AuthError, at the start or at a later return. */
export async function keepConnected(options: KeepOptions, handlers: KeepHandlers): Promise<void> {
  const { log, url } = options;
  const connection = await open(options, handlers);
  if (connection === undefined) return;
  let session = new AbortController();
  const begin = () => {
    session.abort();
    session = new AbortController();
    void runSession({ connection, signal: session.signal }, options, handlers);
  };
  const ended = Promise.withResolvers<undefined>();
  connection.addEventListener('ready', begin);
  connection.addEventListener('disconnected', () => {
    session.abort();
    log.warn(`Home Assistant at ${url}: the connection broke; it is made anew.`);
    tell(troubleWith('home_assistant_lost', {}), handlers.onWaiting);
  });
  connection.addEventListener('reconnect-error', (_, error) => {
    if (error === ERR_INVALID_AUTH) ended.reject(refusedToken(options));
  });
  const end = () => ended.resolve(undefined);
  handlers.signal.addEventListener('abort', end, { once: true });
  try {
    if (handlers.signal.aborted) return;
    begin();
    await ended.promise;
  } finally {
    handlers.signal.removeEventListener('abort', end);
    session.abort();
    connection.close();
  }
}
