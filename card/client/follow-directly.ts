/** The backend's own stream (server-sent events), and what takes its place where a proxy holds it back. */
import type { StreamEvent } from '../../backend/contract/stream-event.ts';
import type { Client } from './client.ts';

type Listeners = { onEvent: Parameters<Client['subscribe']>[0]; onConnection: Parameters<Client['subscribe']>[1] };

/** ms. The stream beats at once, and then every 15 s; one that does not is held back, and everything is asked for instead. */
type StreamWaits = { firstBeatMs?: number; heldMs?: number; pollMs?: number; reopenMs?: number };

type FollowDirectlyOptions = Listeners &
  StreamWaits & {
    url: URL;
    /** Resolves when the backend answers. */
    ask: () => Promise<void>;
  };

const eventTypes: readonly StreamEvent['type'][] = [
  'reading',
  'correlation',
  'unexplained',
  'progress',
  'corrected',
  'job',
  'health',
  'reset',
];

/** Returns the function that ends it. */
export function followDirectly(options: FollowDirectlyOptions): () => void {
  const { url, onEvent, onConnection, ask, firstBeatMs = 5000, heldMs = 40_000, pollMs = 10_000, reopenMs = 5000 } = options;
  let source: EventSource;
  let reopening: ReturnType<typeof setTimeout> | undefined;
  let watching: ReturnType<typeof setTimeout> | undefined;

  const lose = () => onConnection({ status: 'lost', code: 'backend_unreachable' });
  const expectWithin = (ms: number) => {
    clearTimeout(watching);
    watching = setTimeout(poll, ms);
  };
  // At each `connected` everything is read anew.
  const poll = () => {
    ask().then(() => onConnection({ status: 'connected' }), lose);
    expectWithin(pollMs);
  };
  const hear = () => expectWithin(heldMs);
  const open = () => {
    source = new EventSource(url);
    expectWithin(firstBeatMs);
    source.onopen = () => onConnection({ status: 'connected' });
    source.onerror = () => {
      lose();
      // The browser opens a broken stream again by itself, but not one that was refused.
      if (source.readyState === EventSource.CLOSED) reopening = setTimeout(open, reopenMs);
    };
    source.addEventListener('beat', hear);
    for (const type of eventTypes)
      source.addEventListener(type, ({ data }: MessageEvent<string>) => {
        hear();
        onEvent({ type, data: JSON.parse(data) as never });
      });
  };
  open();
  return () => {
    clearTimeout(reopening);
    clearTimeout(watching);
    source.close();
  };
}
