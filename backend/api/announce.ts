/** What the stream tells: the bus in the words of the wire. */
import type { Clock } from '../clock.ts';
import { toWireCorrelation } from '../contract/correlation.ts';
import type { StreamEvent } from '../contract/stream-event.ts';
import { toWireStep } from '../contract/unexplained.ts';
import type { Corrections } from '../corrections.ts';
import type { Events } from '../events.ts';
import { reasonsOf, type HealthOptions } from './status.ts';
import type { Stream } from './stream.ts';

/** How often the age of the data is looked at: nothing else tells that a meter has fallen silent. */
const LOOK_MS = 5000;
/** What happened longer ago comes from the reading back of history, by the thousand. */
const NEWS_MS = 3_600_000;

export type AnnounceOptions = HealthOptions & {
  corrections: Corrections;
  events: Events;
  stream: Stream;
  clock: Clock;
  signal: AbortSignal;
};

/** Follows the bus until the signal aborts. */
export function announce({ events, stream, corrections, live, store, statusBoard, clock, signal }: AnnounceOptions): void {
  const healthOf = () => reasonsOf({ live, store, statusBoard }).join('\n');
  let health = healthOf();
  let waiting = false;

  const tellReading = () => {
    waiting = false;
    const now = live.live();
    if (now !== undefined && !signal.aborted) stream.tell({ type: 'reading', data: now });
  };
  // Readings that arrive together are told once, and after everyone on the bus has heard of them.
  const onReading = () => {
    if (!waiting) setImmediate(tellReading);
    waiting = true;
  };
  const tellHealth = () => {
    const before = health;
    health = healthOf();
    if (health !== before) stream.tell({ type: 'health', data: { status: health === '' ? 'ok' : 'degraded' } });
  };
  // History is not told row by row: now and then everyone reads everything anew.
  let historyGrew = false;
  const tellNews = (time_ms: number, event: StreamEvent) => {
    if (time_ms > clock.now() - NEWS_MS) stream.tell(event);
    else historyGrew = true;
  };
  const tellHistory = () => {
    if (historyGrew) stream.tell({ type: 'reset', data: {} });
    historyGrew = false;
  };
  const lookAround = async () => {
    while (!signal.aborted) {
      await clock.sleep(LOOK_MS, signal);
      tellHealth();
      tellHistory();
    }
  };

  const subscriptions = [
    events.subscribe('reading', onReading),
    events.subscribe('correlation', (correlation) =>
      tellNews(correlation.time_ms, { type: 'correlation', data: toWireCorrelation(correlation, corrections.feedbackOf(correlation)) }),
    ),
    events.subscribe('unexplained', (step) => tellNews(step.time_ms, { type: 'unexplained', data: toWireStep(step) })),
    events.subscribe('corrected', ({ entity_id, correlation_id, pattern_id }) =>
      stream.tell({ type: 'corrected', data: { entity_id, correlation_id, pattern_id } }),
    ),
    events.subscribe('job', (job) => stream.tell({ type: 'job', data: job })),
    events.subscribe('progress', (progress) => stream.tell({ type: 'progress', data: progress })),
    events.subscribe('status', tellHealth),
  ];
  signal.addEventListener('abort', () => subscriptions.forEach((end) => end()), { once: true });
  void lookAround();
}
