/** The one subscription of a page to the integration's stream, however many cards follow it. */
import type { Connection as Socket } from 'home-assistant-js-websocket';
import type { StreamEvent } from '../../backend/contract/stream-event.ts';
import type { Connection } from './client.ts';
import { keepSubscribed } from './keep-subscribed.ts';

type ConnectionEvent = { type: 'connection'; data: { connected: boolean; code?: string } };
export type StreamFollower = { onEvent: (event: StreamEvent) => void; onConnection: (connection: Connection) => void };

/** Right after a restart of Home Assistant the integration is not there yet; the last one again and again. */
const RETRY_MS: readonly number[] = [1000, 2000, 4000, 5000];
/** A card that is moved leaves the page and comes back at once. */
const GRACE_MS = 5000;
/** So often the integration may be missing before it counts as absent and not as starting. */
const PATIENCE = 3;

const codeOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : 'unknown_error';

const toConnection = ({ connected, code }: ConnectionEvent['data']): Connection => {
  if (connected) return { status: 'connected' };
  return code === 'not_configured' ? { status: 'absent', code } : { status: 'lost', code: code ?? 'backend_unreachable' };
};

export function createSharedStream(
  socket: Socket,
  { graceMs = GRACE_MS, retryMs = RETRY_MS } = {},
): { follow(follower: StreamFollower): () => void } {
  const followers = new Set<StreamFollower>();
  let last: Connection | null = null;
  let end: (() => void) | null = null;
  let grace: ReturnType<typeof setTimeout> | undefined;

  const announce = (connection: Connection) => {
    last = connection;
    for (const follower of [...followers]) follower.onConnection(connection);
  };
  const begin = () =>
    keepSubscribed<StreamEvent | ConnectionEvent>(socket, {
      type: 'wattribute/subscribe',
      retryMs,
      onEvent(event) {
        if (event.type === 'connection') announce(toConnection(event.data));
        else for (const follower of [...followers]) follower.onEvent(event);
      },
      onRefused(error, attempt) {
        if (attempt >= PATIENCE) announce({ status: 'absent', code: codeOf(error) });
      },
      onDisconnected: () => announce({ status: 'lost', code: 'home_assistant_unreachable' }),
    });
  const endSoon = () => {
    clearTimeout(grace);
    grace = setTimeout(() => {
      end?.();
      end = null;
      last = null;
    }, graceMs);
  };

  return {
    follow(follower) {
      clearTimeout(grace);
      followers.add(follower);
      end ??= begin();
      if (last !== null) follower.onConnection(last);
      return () => {
        if (followers.delete(follower) && followers.size === 0) endSoon();
      };
    },
  };
}
