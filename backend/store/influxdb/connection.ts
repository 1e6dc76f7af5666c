/** The way to an InfluxDB 3 server: writes and queries by its official client, and the calls of the v3 API that the client does not know. */
import type { Cell } from '../duckdb/tables.ts';
import { RefusedError, toStoreError } from './faults.ts';

export type InfluxdbOptions = {
  url: string;
  token: string;
  /** INFLUXDB_BUCKET. */
  database: string;
  writeTimeoutMs?: number;
};

/** A line that the server refused: its place among those sent, from 0, and the server's words. */
type RefusedLine = { index: number; reason: string };
export type InfluxdbRow = { [column: string]: Cell | boolean };
type Answer = { status: number; text: string; headers: Headers };

export interface Connection {
  readonly url: string;
  readonly database: string;
  /** All lines of the text or none; throws the errors of faults.ts. */
  write(lines: string): Promise<void>;
  /** The good ones of these lines; names the others. */
  writePartly(lines: readonly string[]): Promise<RefusedLine[]>;
  /** `$name` in the text stands for a parameter, a text that is not empty. Numbers are numbers and null is null in each row. */
  query(sql: string, parameters?: Record<string, string>): Promise<InfluxdbRow[]>;
  /** One call of the HTTP API; any status is an answer. Throws UnavailableError. */
  call(method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, body?: object | string): Promise<Answer>;
  close(): Promise<void>;
}

const CALL_TIMEOUT_MS = 10_000;
const QUERY_TIMEOUT_MS = 60_000;
/** Else the client of gRPC waits longer and longer after an outage, half a minute after three quarters of a minute. */
const GRPC_OPTIONS = { 'grpc.initial_reconnect_backoff_ms': 250, 'grpc.max_reconnect_backoff_ms': 2000, 'grpc.keepalive_time_ms': 30_000 };

/** Times come as milliseconds, counts as bigint, and what is null is left out or undefined. */
function toCell(value: unknown): Cell | boolean {
  if (typeof value === 'bigint') return Number(value);
  if (value instanceof Date) return value.getTime();
  return typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean' ? value : null;
}

type PartialAnswer = { data?: { line_number: number; error_message: string }[] | { line_number: number; error_message: string } };

/** The lines that an answer of the v3 API names; null where it names none. */
function refusedLinesOf(text: string): RefusedLine[] | null {
  try {
    const { data } = JSON.parse(text) as PartialAnswer;
    const named = Array.isArray(data) ? data : [];
    return named.length === 0 ? null : named.map(({ line_number, error_message }) => ({ index: line_number - 1, reason: error_message }));
  } catch {
    return null;
  }
}

/** Loads the client: 27 MB that only those who use InfluxDB need. */
async function openClient({ url, token, database, writeTimeoutMs = CALL_TIMEOUT_MS }: InfluxdbOptions) {
  const { InfluxDBClient, setLogger } = await import('@influxdata/influxdb3-client');
  // It prints each failed write; those who call tell of it themselves.
  setLogger({ error: () => undefined, warn: () => undefined });
  return new InfluxDBClient({
    ...{ host: url, token, database, writeTimeout: writeTimeoutMs, queryTimeout: QUERY_TIMEOUT_MS },
    grpcOptions: GRPC_OPTIONS,
  });
}

export async function connect(options: InfluxdbOptions): Promise<Connection> {
  const { url: given, token, database, writeTimeoutMs = CALL_TIMEOUT_MS } = options;
  const url = given.replace(/\/+$/, '');
  const client = await openClient({ ...options, url });
  const fault = (error: unknown, doing: string) => toStoreError(error, { url, doing });
  const send = async (method: string, path: string, body?: object | string): Promise<Answer> => {
    try {
      const response = await fetch(`${url}${path}`, {
        method,
        headers: { authorization: `Bearer ${token}`, ...(typeof body === 'object' && { 'content-type': 'application/json' }) },
        ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
        signal: AbortSignal.timeout(writeTimeoutMs),
      });
      return { status: response.status, text: await response.text(), headers: response.headers };
    } catch (error) {
      throw fault(error, 'get an answer');
    }
  };
  return {
    url,
    database,
    async write(lines) {
      try {
        await client.write(lines, database, undefined, { precision: 'ns' });
      } catch (error) {
        throw fault(error, 'write');
      }
    },
    async writePartly(lines) {
      const path = `/api/v3/write_lp?db=${encodeURIComponent(database)}&precision=nanosecond&accept_partial=true`;
      const { status, text } = await send('POST', path, lines.join('\n'));
      if (status < 300) return [];
      const named = status === 400 ? refusedLinesOf(text) : null;
      if (named === null) throw fault(Object.assign(new Error(text), { statusCode: status }), 'write');
      if (named.some(({ index }) => lines[index] === undefined)) throw new RefusedError(text.slice(0, 300));
      return named;
    },
    async query(sql, parameters = {}) {
      try {
        const rows: InfluxdbRow[] = [];
        // Always to the end: leaving a stream early ends the process when its deadline passes.
        for await (const row of client.query(sql, database, { type: 'sql', params: parameters }))
          rows.push(Object.fromEntries(Object.entries(row).map(([name, value]) => [name, toCell(value)])));
        return rows;
      } catch (error) {
        throw fault(error, 'read');
      }
    },
    call: send,
    close: () => client.close(),
  };
}
