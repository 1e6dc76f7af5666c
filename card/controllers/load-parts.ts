/** What is asked of the backend for each part of what the card shows. */
import type { PowerSeries } from '../../backend/contract/series.ts';
import type { Client } from '../client/client.ts';
import type { Failure } from '../client/loadable.ts';
import { RequestFailedError } from '../client/request-failed-error.ts';
import { LEAST_CONFIDENCE } from '../elements/confidence-of.ts';
import type { Shown } from './apply-event.ts';
import type { HomeState, PowerHistory, PowerPoint } from './home-state.ts';

const HOUR_MS = 3_600_000;
/** More rows than anyone reads; the backend's own default. */
export const MOST_CORRELATIONS = 1000;
/** Bins of the chart: about one a pixel. */
const POINTS = 800;

export type PartName = 'current' | 'lastHour' | 'correlations' | 'history' | 'unexplained' | 'devices' | 'meter';
type Loads = { [K in PartName]?: () => Promise<NonNullable<HomeState[K]['value']>> };

const toPoints = ({ readings }: PowerSeries): PowerPoint[] =>
  readings.map(({ timestamp, power_w }) => ({ time_ms: Date.parse(timestamp), power_w }));

const toHistory = ({ bin_s, readings, always_on_w, usage }: PowerSeries): PowerHistory => ({
  bin_ms: bin_s * 1000,
  always_on_w,
  usage,
  bins: readings.map(({ timestamp, power_w, max_w, explained_w }) => ({ time_ms: Date.parse(timestamp), power_w, max_w, explained_w })),
});

export const toFailure = (error: unknown): Failure =>
  error instanceof RequestFailedError
    ? { code: error.code, message: error.message, status: error.status }
    : { code: 'unknown_error', message: error instanceof Error ? error.message : String(error), status: null };

export const rangeQuery = ({ hours, endMs }: Pick<Shown, 'hours' | 'endMs'>) =>
  endMs === null ? { hours } : { start: new Date(endMs - hours * HOUR_MS).toISOString(), end: new Date(endMs).toISOString() };

/** What belongs to the range that is shown. */
export function loadsOfRange(client: Client, shown: Shown): Loads {
  const range = rangeQuery(shown);
  const listed = { ...range, min_delta: shown.min_delta, min_confidence: LEAST_CONFIDENCE, limit: MOST_CORRELATIONS };
  return {
    correlations: () => client.request('correlations', { query: listed }),
    ...(shown.hasChart && {
      history: () => client.request('series', { query: { ...range, points: POINTS } }).then(toHistory),
    }),
    ...(shown.hasUnexplained && { unexplained: () => client.request('unexplained', { query: range }) }),
  };
}

/** What is about now, whatever the range. */
export const loadsOfNow = (client: Client): Loads => ({
  current: () => client.request('current'),
  lastHour: () => client.request('series', { query: { hours: 1, points: 120 } }).then(toPoints),
});

/** What each device draws and costs. */
export const loadsOfDevices = (client: Client): Loads => ({
  devices: () => client.request('devices'),
  meter: () => client.request('meter'),
});
