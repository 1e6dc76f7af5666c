/** Work that goes over all that is recorded, within the running backend: an export, or a migration to InfluxDB or from there. */
import * as v from 'valibot';
import { coded } from './coded.ts';
import { Timestamp } from './identity.ts';

export const JobInput = v.variant('kind', [
  v.strictObject({ kind: v.literal('export'), to: v.picklist(['parquet', 'csv']) }),
  v.strictObject({ kind: v.literal('migrate'), to: v.picklist(['influxdb', 'duckdb']) }),
]);
export type JobInput = v.InferOutput<typeof JobInput>;

export const JobOutcome = v.variant('code', [
  /** Of a migration: rows taken and refused, days of a table that differ, and how many of both are not among the messages. */
  coded('migrated', { rows: v.number(), refused: v.number(), differing: v.number(), unshown: v.number() }),
  /** Something is out of reach, busy or full; trying again later may help. */
  coded('unavailable', {}),
  /** InfluxDB refuses the token, or the token lacks a right. */
  coded('not_allowed', {}),
  /** A setting, or what it names, cannot work. */
  coded('wrong_setting', {}),
  /** It broke off for another reason. */
  coded('broken', {}),
]);
export type JobOutcome = v.InferOutput<typeof JobOutcome>;

export const Job = v.object({
  id: v.string(),
  kind: v.picklist(['export', 'migrate']),
  to: v.picklist(['parquet', 'csv', 'influxdb', 'duckdb']),
  status: v.picklist(['running', 'done', 'failed', 'cancelled']),
  percent: v.number(),
  started: Timestamp,
  ended: v.nullable(Timestamp),
  /** What came of it, or what went wrong, in sentences. */
  messages: v.array(v.string()),
  /** The same in short, to be worded in any language; null: there is nothing but the messages. */
  outcome: v.nullable(JobOutcome),
  /** What was exported; each lies at /jobs/{id}/files/{name} until the next export. */
  files: v.array(v.object({ name: v.string(), size_mb: v.number() })),
});
export type Job = v.InferOutput<typeof Job>;

/** The newest first, of this run of the backend. */
export const Jobs = v.object({ jobs: v.array(Job), store: v.picklist(['duckdb', 'influxdb']) });
export type Jobs = v.InferOutput<typeof Jobs>;
