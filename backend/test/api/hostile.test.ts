import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { Agent, request } from 'node:http';
import type { Socket } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createOpenApi } from '../../api/openapi.ts';
import { hostileRequests, sized, type HostileRequest, type OpenApi } from '../../bench/play/hostile-requests.ts';
import { aChange, aCorrelation, aReading, commitCorrelations, NOON, startBackend, TOKEN, type ABackend } from './a-backend.ts';

const REQUESTS = 10_000;
/** So many first, by which all code is compiled and every buffer made. */
const WARM_UP = 2000;
/** What may stay of each request, bytes: less than any of its parts that someone could have kept. */
const KEPT_OF_EACH = 300;
/** What stands in the store and in the home, and so must not be told to who bears no token. */
const DATA = ['Kettle', 'Kitchen', 'switch.kettle', 'sensor.house', 'Europe/Berlin', '1234.5'];

type Answer = { status: number; type: string; body: string };

/** A connection each: an unread body ends it. */
const agent = new Agent({ keepAlive: false });

/** The answer's beginning, for a stream never ends. */
const send = (port: number, { method, path, headers, body }: HostileRequest): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const outgoing = request({ agent, host: '127.0.0.1', port, method, path, headers: sized(headers, body) }, (incoming) => {
      const answer = { status: incoming.statusCode ?? 0, type: String(incoming.headers['content-type']), body: '' };
      const done = () => {
        outgoing.destroy();
        resolve(answer);
      };
      incoming.setEncoding('utf8').on('data', (text: string) => (answer.body += text));
      incoming.once('end', done).once('error', done);
      if (answer.type.startsWith('text/event-stream')) setTimeout(done, 20);
    });
    outgoing.once('error', reject);
    outgoing.end(body);
  });

/** What lives on the heap, bytes. */
function heapAfterSweep(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  return process.memoryUsage().heapUsed;
}

type Asked = HostileRequest & { bearsToken: boolean };

/** What the answer does that none may do; undefined: nothing. */
function faultOf({ bearsToken, method, path }: Asked, { status, type, body }: Answer): string | undefined {
  if (status >= 500) return 'it broke';
  if (status >= 400) return method === 'HEAD' || type.startsWith('application/problem+json') ? undefined : 'it says not what is wrong';
  // Who signs out without a session is told nothing.
  if (bearsToken || method === 'OPTIONS' || body === '') return undefined;
  // What a request says itself may be said back in a refusal, not here.
  if (DATA.some((word) => body.includes(word))) return 'it tells data without the token';
  if (!/\/health(\?|$)/.test(path)) return 'it is open to everyone';
  return body === '{"status":"degraded"}' ? undefined : 'it tells more than ok or degraded';
}

describe(`${REQUESTS} hostile requests`, () => {
  let backend: ABackend;
  const faults: { asked: Asked; answer: Answer; fault: string }[] = [];
  const answered = new Map<number, number>();
  /** Every port that this process has connected to. */
  const reached = new Set<number | undefined>();
  let grown = 0;

  const sendAll = async (requests: Iterable<Asked>) => {
    for (const asked of requests) {
      const answer = await send(backend.port, asked);
      answered.set(answer.status, (answered.get(answer.status) ?? 0) + 1);
      const fault = faultOf(asked, answer);
      if (fault !== undefined) faults.push({ asked, answer, fault });
    }
  };

  beforeAll(async () => {
    const note = (message: unknown) => {
      const { socket } = message as { socket: Socket };
      socket.once('connect', () => reached.add(socket.remotePort));
    };
    subscribe('net.client.socket', note);
    backend = await startBackend();
    await backend.store.series.append({ readings: [aReading(NOON - 1000, 1234.5)], changes: [aChange(NOON - 5000, 'on', 'off')] });
    await commitCorrelations(backend.store, [aCorrelation(NOON - 5000, 1234.5)]);
    const requests = hostileRequests(createOpenApi('0.0.0') as OpenApi, { seed: 'hostile', token: TOKEN });
    await sendAll(requests.take(WARM_UP));
    const [heap, logged] = [heapAfterSweep(), backend.logged().length];
    const more = hostileRequests(createOpenApi('0.0.0') as OpenApi, { seed: 'more', token: TOKEN });
    await sendAll(more.take(REQUESTS));
    // What the log has said is kept by this test, not by the backend.
    grown = heapAfterSweep() - heap - 2 * (backend.logged().length - logged);
    unsubscribe('net.client.socket', note);
  }, 300_000);
  afterAll(() => backend.close());

  it('break nothing, reach no data without the token, and are refused by a problem that says what is wrong', () => {
    expect(faults).toEqual([]);
    expect(backend.logged()).not.toContain('"level":50');
    const refused = [...answered].reduce((sum, [status, count]) => sum + (status >= 400 ? count : 0), 0);
    expect(refused).toBeGreaterThan(REQUESTS / 2);
  });

  it('leave nothing behind in memory', () => {
    expect(grown).toBeLessThan(REQUESTS * KEPT_OF_EACH);
  });

  it('bring the backend to connect to nobody, whatever address they name', () => {
    expect([...reached]).toEqual([backend.port]);
  });

  it('leave the backend as it was', async () => {
    expect((await backend.ask('/api/v1/energy/context')).status).toBe(200);
    expect(backend.api.stream.listeners()).toBe(0);
    expect(await backend.store.series.readings({ start_ms: 0, end_ms: NOON * 2, meter_id: 'house' })).toHaveLength(1);
  });
});
