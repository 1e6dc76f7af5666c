/** The connection to Home Assistant that the home and the meter share. */
import * as v from 'valibot';
import { isAborted, type Clock } from '../clock.ts';
import { isPermanent, messageOf, troubleOf, UnavailableError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Report } from '../status-board.ts';
import { cutToMs } from './entity-state.ts';
import { keepConnected, type Session } from './keep-connected.ts';
import { askConnection, subscribeConnection, type Message } from './open-connection.ts';
import { createSignOfLife, type SignOfLife } from './sign-of-life.ts';

/** Who lives on the connection. */
type Follower = {
  /**
   * Home Assistant is (again) there and runs; `session` aborts when it is lost.
   * Rejects where the follower could not begin: then the connection is made anew (AuthError: the follower is stopped).
   */
  onReady: (session: AbortSignal) => Promise<void>;
  report: Report;
  signal: AbortSignal;
};

export interface HomeAssistantConnection {
  /** Resolves when the follower's signal aborts; rejects with AuthError. The connection lives for as long as somebody follows. */
  follow(follower: Follower): Promise<void>;
  /** Throws UnavailableError, NotFoundError or InvalidDataError. */
  call(message: Message): Promise<unknown>;
  /** Hands on events until the session ends; resolves with what ends it before. Throws as `call`. */
  subscribe(message: Message, onEvent: (event: unknown) => void, session: AbortSignal): Promise<() => void>;
  /** Everything that Home Assistant knew up to this time, by its own clock, has been handed on; null before the first contact. */
  heardMs(): number | null;
}

export type HomeAssistantConnectionOptions = {
  /** As in "http://homeassistant.local:8123" or "http://supervisor/core". */
  url: string;
  token: string;
  clock: Clock;
  log: Log;
  pingIntervalMs?: number;
  answerTimeoutMs?: number;
  startingPollMs?: number;
};

const Times = v.object({ lc: v.optional(v.number()), lu: v.optional(v.number()) });
const Changes = v.object({ c: v.optional(v.record(v.string(), v.object({ '+': v.optional(Times, {}) })), {}) });

/** The newest time in an event of changes. */
function newestMs(event: unknown): number | null {
  const parsed = v.safeParse(Changes, event);
  const seconds = parsed.success ? Object.values(parsed.output.c).map(({ '+': times }) => times.lu ?? times.lc ?? 0) : [];
  return seconds.length === 0 ? null : cutToMs(Math.max(...seconds));
}

type Member = Follower & { stop: (error: unknown) => void };
type Options = Required<HomeAssistantConnectionOptions>;

/** Lets the member begin; where it cannot, the connection is made anew. */
async function start(member: Member, { connection, signal }: Session, { clock, log, pingIntervalMs }: Options): Promise<void> {
  try {
    await member.onReady(signal);
  } catch (error) {
    if (signal.aborted || member.signal.aborted) return;
    if (isPermanent(error)) {
      member.stop(error);
      return;
    }
    log.warn(`Home Assistant: the connection is made anew, because: ${messageOf(error)}`);
    member.report('degraded', messageOf(error), troubleOf(error));
    await clock.sleep(pingIntervalMs, signal);
    if (!isAborted(signal)) connection.reconnect(true);
  }
}

/** What comes is handed on; what cannot be understood is logged and passed over. */
const receiver =
  (onEvent: (event: unknown) => void, session: AbortSignal, life: SignOfLife, { clock, log }: Options) =>
  (event: unknown) => {
    if (session.aborted) return;
    try {
      onEvent(event);
    } catch (error) {
      log.error(`Home Assistant sent an event that is passed over: ${messageOf(error)}`);
    }
    const timeMs = newestMs(event);
    if (timeMs !== null) life.event(timeMs, clock.now());
  };

/** Waits for the follower's end. */
async function stay(follower: Follower, members: Set<Member>, onJoined: (member: Member) => void): Promise<void> {
  const gone = Promise.withResolvers<undefined>();
  const member: Member = { ...follower, stop: gone.reject };
  const leave = () => gone.resolve(undefined);
  follower.signal.addEventListener('abort', leave, { once: true });
  members.add(member);
  try {
    onJoined(member);
    await gone.promise;
  } finally {
    follower.signal.removeEventListener('abort', leave);
    members.delete(member);
  }
}

export function createHomeAssistantConnection(given: HomeAssistantConnectionOptions): HomeAssistantConnection {
  const options: Options = { pingIntervalMs: 5000, answerTimeoutMs: 30_000, startingPollMs: 1000, ...given };
  const members = new Set<Member>();
  const life = createSignOfLife();
  let session: Session | null = null;
  let keeping: AbortController | null = null;

  const need = (): Session => {
    if (session === null || session.signal.aborted) throw new UnavailableError('Home Assistant is not connected');
    return session;
  };
  const forAll = (act: (member: Member) => void) => [...members].forEach(act);
  const keep = () => {
    keeping = new AbortController();
    keepConnected(options, {
      onSession: (begun) => {
        session = begun;
        forAll((member) => void start(member, begun, options));
      },
      onWaiting: (message, trouble) => forAll((member) => member.report('waiting', message, trouble)),
      onPong: (sentMs) => life.pong(sentMs),
      signal: keeping.signal,
    }).catch((error: unknown) => forAll((member) => member.stop(error)));
  };

  return {
    async follow(follower) {
      if (follower.signal.aborted) return;
      try {
        await stay(follower, members, (member) => {
          if (keeping === null) keep();
          else if (session !== null && !session.signal.aborted) void start(member, session, options);
        });
      } finally {
        if (members.size === 0) {
          keeping?.abort();
          keeping = null;
        }
      }
    },
    call: async (message) => askConnection(need().connection, message, options.answerTimeoutMs),
    subscribe: async (message, onEvent, signal) => {
      const onMessage = receiver(onEvent, signal, life, options);
      return subscribeConnection(need().connection, message, onMessage, { signal, timeoutMs: options.answerTimeoutMs });
    },
    heardMs: () => life.heardMs(),
  };
}
