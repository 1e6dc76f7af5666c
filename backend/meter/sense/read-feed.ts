/** One snapshot of Sense's realtime feed: it is opened, one update is taken, and it is closed, as a standing stream is unwelcome. */
import * as v from 'valibot';
import { UnavailableError } from '../../errors.ts';

const Update = v.object({
  w: v.number(),
  solar_w: v.optional(v.nullable(v.number()), null),
  channels: v.optional(v.array(v.number()), []),
  devices: v.optional(v.array(v.object({ id: v.string(), name: v.string(), w: v.nullable(v.number()) })), []),
  /** s. */
  epoch: v.number(),
});
export type SenseUpdate = v.InferOutput<typeof Update>;

const Message = v.object({ type: v.string(), payload: v.optional(v.unknown()) });
const Fault = v.object({ authorized: v.optional(v.boolean(), true), error_reason: v.optional(v.string(), 'no reason') });

/** The token is not taken: it is to be renewed. */
export class TokenError extends UnavailableError {}

/** Undefined: another message. Throws TokenError where the token is not taken, UnavailableError where the monitor is away. */
function updateIn(data: unknown): SenseUpdate | undefined {
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), Message), data);
  if (!parsed.success) return undefined;
  const { type, payload } = parsed.output;
  if (type === 'realtime_update') return v.parse(Update, payload);
  if (type !== 'error') return undefined;
  const { authorized, error_reason } = v.parse(Fault, payload);
  if (!authorized) throw new TokenError('Sense does not take the token');
  throw new UnavailableError(`Sense: ${error_reason}`);
}

/** Messages name no address, which holds the token. */
export function readFeed(url: string, timeoutMs: number, signal: AbortSignal): Promise<SenseUpdate> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url);
    const finish = (settle: () => void) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      socket.close();
      settle();
    };
    const fail = (error: unknown) => finish(() => reject(error instanceof Error ? error : new UnavailableError(String(error))));
    const onAbort = () => fail(new UnavailableError('stopped'));
    const silent = `the Sense monitor has told nothing for ${timeoutMs / 1000} s; it may be offline`;
    const timer = setTimeout(() => fail(new UnavailableError(silent)), timeoutMs);
    signal.addEventListener('abort', onAbort, { once: true });
    socket.addEventListener('message', ({ data }) => {
      try {
        const update = updateIn(data);
        if (update !== undefined) finish(() => resolve(update));
      } catch (error) {
        fail(error);
      }
    });
    for (const end of ['error', 'close'] as const)
      socket.addEventListener(end, () => fail(new UnavailableError("Sense's realtime feed has broken off")));
  });
}
