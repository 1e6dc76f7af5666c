/** What the home looks like after an event of the stream. */
import type { Correlation } from '../../backend/contract/correlation.ts';
import type { Current, Live } from '../../backend/contract/current.ts';
import type { StreamEvent } from '../../backend/contract/stream-event.ts';
import type { UnexplainedStep } from '../../backend/contract/unexplained.ts';
import type { Loadable } from '../client/loadable.ts';
import { ageOf } from '../elements/age-of.ts';
import { LEAST_CONFIDENCE } from '../elements/confidence-of.ts';
import { appendReading } from './append-reading.ts';
import type { HomeState } from './home-state.ts';

const HOUR_MS = 3_600_000;

/** The range that is shown: the last hours, or those before `endMs`. */
export type Shown = {
  hours: number;
  endMs: number | null;
  min_delta: number;
  hasChart: boolean;
  hasDevices: boolean;
  hasUnexplained: boolean;
};

const change = <T>(loadable: Loadable<T>, apply: (value: T) => T): Loadable<T> =>
  loadable.value === null ? loadable : { status: 'ready', value: apply(loadable.value) };

const isNewer = (live: Live, current: Current): boolean =>
  live.meter_id === current.meter_id && live.timestamp !== null && live.timestamp > (current.timestamp ?? '');

/** When a meter that is overdue was last heard; null: it is not. */
function silentSince(current: Current | null, nowMs: number): number | null {
  if (current === null) return null;
  const { ageMs, stale } = ageOf(current, nowMs);
  return stale && ageMs !== null ? nowMs - ageMs : null;
}

function applyReading(home: HomeState, live: Live, { hours, endMs }: Shown): HomeState {
  const before = home.current.value;
  if (before !== null && !isNewer(live, before)) return home;
  const time_ms = Date.parse(live.timestamp ?? '');
  return {
    ...home,
    current: change(home.current, (current) => ({ ...current, ...live, stale: live.total_power_w === null, age_s: 0 })),
    lastHour: change(home.lastHour, (points) => [
      ...points.filter((point) => point.time_ms > time_ms - HOUR_MS),
      { time_ms, power_w: live.total_power_w },
    ]),
    history: change(home.history, (history) =>
      endMs === null
        ? appendReading(history, {
            time_ms,
            power_w: live.total_power_w,
            explained_w: live.split === null ? null : live.split.measured_w + live.split.learned_w,
            rangeMs: hours * HOUR_MS,
            silentSinceMs: silentSince(before, time_ms),
          })
        : history,
    ),
  };
}

function applyCorrelation(home: HomeState, told: Correlation, { hours, endMs, min_delta }: Shown): HomeState {
  if (Math.abs(told.power_delta_w) < min_delta || told.confidence < LEAST_CONFIDENCE) return home;
  const oldestMs = Date.parse(told.timestamp) - hours * HOUR_MS;
  return {
    ...home,
    current: change(home.current, (current) =>
      told.timestamp >= (current.latest?.timestamp ?? '') ? { ...current, latest: told } : current,
    ),
    // An older range has all its changes already.
    correlations: change(home.correlations, (all) =>
      endMs !== null
        ? all
        : [told, ...all.filter(({ id, timestamp }) => id !== told.id && Date.parse(timestamp) > oldestMs)].sort((a, b) =>
            b.timestamp < a.timestamp ? -1 : 1,
          ),
    ),
  };
}

const applyUnexplained = (home: HomeState, told: UnexplainedStep, { endMs }: Shown): HomeState => ({
  ...home,
  unexplained: change(home.unexplained, (all) =>
    endMs !== null ? all : { ...all, steps: [told, ...all.steps.filter(({ start }) => start !== told.start)] },
  ),
  current: change(home.current, (current) =>
    told.start >= (current.latest_unexplained?.start ?? '') ? { ...current, latest_unexplained: told } : current,
  ),
});

export function applyEvent(home: HomeState, event: StreamEvent, shown: Shown): HomeState {
  switch (event.type) {
    case 'reading':
      return applyReading(home, event.data, shown);
    case 'correlation':
      return applyCorrelation(home, event.data, shown);
    case 'unexplained':
      return applyUnexplained(home, event.data, shown);
    case 'progress':
      return { ...home, progress: event.data.phase === 'done' ? null : event.data };
    // The others make the reader ask anew.
    default:
      return home;
  }
}
