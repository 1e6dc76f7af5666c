import { Agent, request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createOpenApi } from '../../api/openapi.ts';
import { hostileRequests, sized, type HostileRequest, type OpenApi } from '../../bench/play/hostile-requests.ts';
import { aChange, aCorrelation, aReading, commitCorrelations, NOON, startBackend, TOKEN, type ABackend } from './a-backend.ts';

const REQUESTS = 600;
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

describe(`${REQUESTS} hostile requests`, () => {
  let backend: ABackend;
  const answers: { asked: HostileRequest & { bearsToken: boolean }; answer: Answer }[] = [];
  beforeAll(async () => {
    backend = await startBackend();
    await backend.store.series.append({ readings: [aReading(NOON - 1000, 1234.5)], changes: [aChange(NOON - 5000, 'on', 'off')] });
    await commitCorrelations(backend.store, [aCorrelation(NOON - 5000, 1234.5)]);
    const requests = hostileRequests(createOpenApi('0.0.0') as OpenApi, { seed: 'hostile', token: TOKEN });
    for (const asked of requests.take(REQUESTS)) answers.push({ asked, answer: await send(backend.port, asked) });
  });
  afterAll(() => backend.close());

  it('are none that the backend breaks on', () => {
    expect(answers.filter(({ answer }) => answer.status >= 500).map(({ asked }) => asked)).toEqual([]);
    expect(backend.logged()).not.toContain('"level":50');
  });

  it('reach no data without the token', () => {
    const told = answers.filter(({ asked, answer }) => !asked.bearsToken && DATA.some((word) => answer.body.includes(word)));
    // What a request says itself may be said back in a refusal.
    expect(told.filter(({ answer }) => answer.status < 400)).toEqual([]);
    const open = answers.filter(({ asked, answer }) => !asked.bearsToken && answer.status === 200 && asked.method !== 'OPTIONS');
    for (const { asked, answer } of open) {
      expect(asked.path).toMatch(/\/health(\?|$)/);
      expect(answer.body === '' ? {} : JSON.parse(answer.body)).toEqual(answer.body === '' ? {} : { status: 'degraded' });
    }
  });

  it('are refused by a problem that says what is wrong', () => {
    const refused = answers.filter(({ asked, answer }) => answer.status >= 400 && asked.method !== 'HEAD');
    expect(refused.length).toBeGreaterThan(REQUESTS / 2);
    for (const { asked, answer } of refused)
      expect([asked, answer.status, answer.type]).toEqual([asked, answer.status, expect.stringContaining('application/problem+json')]);
  });

  it('leave the backend as it was', async () => {
    expect((await backend.ask('/api/v1/energy/context')).status).toBe(200);
    expect(backend.api.stream.listeners()).toBe(0);
    expect(await backend.store.series.readings({ start_ms: 0, end_ms: NOON * 2, meter_id: 'house' })).toHaveLength(1);
  });
});
