/** How the backend is doing: /health from the state of each part and the age of the data, and /statistics. */
import type { Clock } from '../clock.ts';
import { PROTOCOL } from '../contract/endpoints.ts';
import { toTimestamp } from '../contract/identity.ts';
import type { Health } from '../contract/status.ts';
import type { Correlator } from '../correlator.ts';
import type { LiveView } from '../live.ts';
import type { Recorder } from '../recorder.ts';
import type { StatusBoard } from '../status-board.ts';
import type { Store } from '../store/store.ts';
import type { Access } from './auth.ts';
import type { Handlers } from './route.ts';

const MOST_DEAD_LETTERS = 1000;

export type About = {
  version: string;
  home_id: string;
  /** Each setting with where it came from, secrets masked. */
  settings: NonNullable<Health['settings']>;
};

export type HealthOptions = { statusBoard: StatusBoard; live: LiveView; store: Pick<Store, 'notices'> };
export type StatusOptions = HealthOptions & {
  store: Store;
  correlator: Correlator;
  recorder: Recorder;
  access: Access;
  about: About;
  clock: Clock;
};

/** Why all is not well, a sentence each; empty: it is. */
export function reasonsOf({ statusBoard, live, store }: HealthOptions): string[] {
  const ofParts = statusBoard
    .parts()
    .filter(({ status }) => status !== 'ok')
    .map(({ part, status, message }) => `${part}: ${message ?? status}`);
  const known = [...store.notices, ...ofParts];
  const current = live.current();
  if (current?.timestamp == null) return [...known, 'No reading of the meter has come yet.'];
  if (!current.stale) return known;
  return [...known, `The last reading of the meter, of ${current.timestamp}, is too old, or says that the meter does not know.`];
}

export function createStatus({
  store,
  live,
  correlator,
  recorder,
  statusBoard,
  access,
  about,
  clock,
}: StatusOptions): Pick<Handlers, 'health' | 'statistics' | 'backUp' | 'deadLetters' | 'leftovers'> {
  const startedMs = clock.now();
  return {
    async health({ asker }) {
      const reasons = reasonsOf({ statusBoard, live, store });
      const status = reasons.length === 0 ? 'ok' : 'degraded';
      if (asker.by === 'nobody') return { status };
      return {
        status,
        version: about.version,
        protocol: PROTOCOL,
        instance_id: access.instance_id,
        mode: access.mode,
        reasons,
        parts: statusBoard.parts(),
        progress: correlator.progress(),
        ...((await asker.isAdmin()) && { settings: about.settings }),
      };
    },

    backUp: () => store.backUp(),

    leftovers: async () => ({ leftovers: await store.leftovers() }),

    async deadLetters() {
      const found = await store.deadLetters(MOST_DEAD_LETTERS);
      return {
        dead_letters: found.map(({ parked_ms, measurement, line, reason }) => ({
          parked: toTimestamp(parked_ms),
          measurement,
          line,
          reason,
        })),
      };
    },

    async statistics() {
      const counted = correlator.statistics();
      const cursorMs = correlator.cursorMs();
      const { total_events_processed: events, correlations_found, correlations_written } = counted;
      return {
        total_events_processed: events,
        correlations_found,
        correlations_written,
        correlation_rate: events === 0 ? 0 : correlations_found / events,
        ...recorder.statistics(),
        cursor: cursorMs === null ? null : toTimestamp(cursorMs),
        data_quality: live.quality(),
        uptime_s: Math.round((clock.now() - startedMs) / 1000),
        memory_mb: Math.round(process.memoryUsage.rss() / 1_048_576),
        store: { kind: store.kind, ...(await store.stats()) },
      };
    },
  };
}
