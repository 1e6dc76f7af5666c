/** The words that several records of the contract share: times, entities, meters. */
import * as v from 'valibot';

/** Milliseconds since 1970 in UTC: how times are counted inside the backend and kept in the store. */
export const TimeMs = v.pipe(v.number(), v.integer());

/** A time on the wire: ISO 8601, UTC, to the millisecond, as in "2026-11-24T14:31:48.000Z". */
export const Timestamp = v.pipe(v.string(), v.isoTimestamp());

/** An entity of Home Assistant, `domain.object_id`. */
export const EntityId = v.pipe(v.string(), v.maxLength(255), v.regex(/^[^.\s]+\.[^.\s]+$/, 'an entity id looks like "light.kitchen"'));

export const MeterType = v.picklist(['home_assistant', 'generic', 'simulated', 'emporia', 'sense']);
export type MeterType = v.InferOutput<typeof MeterType>;

/** By which way the readings come: from an integration of Home Assistant, or from the meter itself. */
export const MeterSource = v.picklist(['ha_integration', 'direct_api']);
export type MeterSource = v.InferOutput<typeof MeterSource>;

/** What total_power_w means: `load` is what the house uses; `net` is the signed grid power where solar or a battery is not known. */
export const MeterKind = v.picklist(['load', 'net']);
export type MeterKind = v.InferOutput<typeof MeterKind>;

/** Where watts come from. */
export const Provenance = v.picklist(['measured', 'learned', 'entered', 'always_on', 'unexplained']);
export type Provenance = v.InferOutput<typeof Provenance>;

/** Identity of a state change and of its correlation in the API: `<ms>.<entity_id>`. */
export const CorrelationId = v.pipe(
  v.string(),
  v.maxLength(275),
  v.regex(/^\d{1,16}\.[^.\s]+\.[^.\s]+$/, 'a correlation id looks like "1764000000000.light.kitchen"'),
);

export const correlationId = (timeMs: number, entityId: string): string => `${String(timeMs)}.${entityId}`;

export function parseCorrelationId(id: string): { time_ms: number; entity_id: string } {
  const dot = id.indexOf('.');
  return { time_ms: Number(id.slice(0, dot)), entity_id: id.slice(dot + 1) };
}

/** The wire form of a time. */
export const toTimestamp = (timeMs: number): string => new Date(timeMs).toISOString();
