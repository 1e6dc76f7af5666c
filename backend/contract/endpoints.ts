/** Every call of the API, a row each. The express routes, OpenAPI and the card's client are derived from this table. */
import * as v from 'valibot';
import { Circuit } from './circuit.ts';
import { Correction, CorrectionInput, Corrections } from './correction.ts';
import { Correlation } from './correlation.ts';
import { Current } from './current.ts';
import { DeviceDetail, DeviceImpact, Devices } from './device.ts';
import type { Endpoint } from './endpoint.ts';
import { EntityName, HomeContext } from './home-context.ts';
import { CorrelationId, EntityId, Timestamp } from './identity.ts';
import { MeterProfile } from './meter-profile.ts';
import { Moment } from './moment.ts';
import { PowerSeries } from './series.ts';
import { Health, Statistics } from './status.ts';
import { Unexplained } from './unexplained.ts';
import { upkeepEndpoints } from './upkeep-endpoints.ts';

/** Below which all paths lie. */
export const API_PREFIX = '/api/v1';
/** Version of the wire; raised when a client of the previous one would misread it. */
export const PROTOCOL = 1;

/** A number in a query arrives as text. */
const number = (fallback: string, min: number, max: number) =>
  v.optional(
    v.pipe(v.string(), v.regex(/^-?\d+(\.\d+)?$/, 'a number is wanted'), v.transform(Number), v.number(), v.minValue(min), v.maxValue(max)),
    fallback,
  );
const integer = (fallback: string, min: number, max: number) =>
  v.optional(
    v.pipe(v.string(), v.regex(/^-?\d+$/, 'a whole number is wanted'), v.transform(Number), v.number(), v.minValue(min), v.maxValue(max)),
    fallback,
  );

const hours = number('24', 0.01, 9600);
/** `start` and `end` win over `hours`; `end` alone means the hours before it. */
const range = { hours, start: v.optional(Timestamp), end: v.optional(Timestamp) };
const meter_id = v.optional(v.pipe(v.string(), v.maxLength(64)));
const entity = v.strictObject({ entity_id: EntityId });

export const endpoints = {
  health: {
    method: 'GET',
    path: '/health',
    summary: 'Whether all is well; without a token only ok or degraded.',
    role: 'public',
    response: Health,
  },
  statistics: { method: 'GET', path: '/statistics', summary: 'How much was recorded and correlated.', role: 'read', response: Statistics },
  current: {
    method: 'GET',
    path: '/energy/current',
    summary: 'What the house draws now.',
    role: 'read',
    query: v.strictObject({ meter_id }),
    response: Current,
  },
  circuits: {
    method: 'GET',
    path: '/energy/circuits',
    summary: 'The circuits over the last hours: means of equal bins, newest first.',
    role: 'read',
    query: v.strictObject({ hours: number('1', 0.01, 9600), meter_id }),
    response: v.array(Circuit),
  },
  correlations: {
    method: 'GET',
    path: '/energy/correlations',
    summary: 'Which state change moved the power by how much.',
    role: 'read',
    query: v.strictObject({
      ...range,
      entity_id: v.optional(EntityId),
      domain: v.optional(v.pipe(v.string(), v.maxLength(64), v.regex(/^[a-z0-9_]+$/, 'a domain looks like "light"'))),
      min_delta: number('50', 0, 1_000_000),
      min_confidence: number('0.5', 0, 1),
      order: v.optional(v.picklist(['time', 'delta', 'entity']), 'time'),
      limit: integer('1000', 1, 10_000),
      before: v.optional(CorrelationId),
    }),
    response: v.array(Correlation),
  },
  series: {
    method: 'GET',
    path: '/energy/series',
    summary: 'Power over time in bins; mean, lowest and highest of each.',
    role: 'read',
    query: v.strictObject({ ...range, points: integer('600', 10, 2000), meter_id }),
    response: PowerSeries,
  },
  deviceImpact: {
    method: 'GET',
    path: '/energy/device-impact/{entity_id}',
    summary: 'What one device draws and costs.',
    role: 'read',
    path_parameters: entity,
    query: v.strictObject({ days: integer('7', 1, 400) }),
    response: DeviceImpact,
  },
  devices: {
    method: 'GET',
    path: '/energy/devices',
    summary: 'What each device draws, as far as it is known, and what it used.',
    role: 'read',
    response: Devices,
  },
  device: {
    method: 'GET',
    path: '/energy/devices/{entity_id}',
    summary: 'One device: its switches, its use by day and by hour, its power by week and by level.',
    role: 'read',
    path_parameters: entity,
    response: DeviceDetail,
  },
  meter: {
    method: 'GET',
    path: '/energy/meter',
    summary: 'What was learned of the meter: how fast, how late, how fine.',
    role: 'read',
    response: MeterProfile,
  },
  moment: {
    method: 'GET',
    path: '/energy/moment',
    summary: 'One moment (at), or the mean of a span (start and end), explained: what was on; the parts add up to the meter.',
    role: 'read',
    query: v.strictObject({ at: v.optional(Timestamp), start: v.optional(Timestamp), end: v.optional(Timestamp) }),
    response: Moment,
  },
  unexplained: {
    method: 'GET',
    path: '/energy/unexplained',
    summary: 'Changes of the power that no entity explains, and the patterns that they form.',
    role: 'read',
    query: v.strictObject(range),
    response: Unexplained,
  },
  corrections: {
    method: 'GET',
    path: '/energy/corrections',
    summary: 'What users have corrected, oldest first.',
    role: 'read',
    response: Corrections,
  },
  correct: {
    method: 'POST',
    path: '/energy/corrections',
    summary: 'Corrects: used from then on, and laid over what was written.',
    role: 'admin',
    body: CorrectionInput,
    response: Correction,
  },
  takeBack: {
    method: 'DELETE',
    path: '/energy/corrections/{id}',
    summary: 'Takes a correction back; answers with it.',
    role: 'admin',
    path_parameters: v.strictObject({ id: v.pipe(v.string(), v.maxLength(64)) }),
    response: Correction,
  },
  entities: {
    method: 'GET',
    path: '/energy/entities',
    summary: 'Names, areas and icons of the entities.',
    role: 'read',
    response: v.array(EntityName),
  },
  context: {
    method: 'GET',
    path: '/energy/context',
    summary: 'Time zone, currency and language of the home.',
    role: 'read',
    response: HomeContext,
  },
  ...upkeepEndpoints,
} as const satisfies Record<string, Endpoint>;

export type EndpointName = keyof typeof endpoints;
/** The query as a caller writes it. */
export type QueryOf<N extends EndpointName> = (typeof endpoints)[N] extends { query: infer Q extends v.GenericSchema }
  ? v.InferOutput<Q>
  : undefined;
/** The body as the backend reads it. */
export type BodyOf<N extends EndpointName> = (typeof endpoints)[N] extends { body: infer B extends v.GenericSchema }
  ? v.InferOutput<B>
  : undefined;
export type AnswerOf<N extends EndpointName> = v.InferOutput<(typeof endpoints)[N]['response']>;
