import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { json } from 'node:stream/consumers';
import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../clock.ts';
import { announceToSupervisor } from '../../home-assistant/announce-to-supervisor.ts';

const TOKEN = 'c'.repeat(64);
const SUPERVISOR_TOKEN = 'of-the-supervisor';

describe('the announcement to the Supervisor', () => {
  const asked: { path: string; authorization: string | undefined; body: unknown }[] = [];
  /** Status codes for the next answers; then 200. */
  let refusals: number[];
  let lines: string[];
  let reports: string[];
  let stopping: AbortController;

  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const path = `${request.method ?? ''} ${request.url ?? ''}`;
    asked.push({ path, authorization: request.headers.authorization, body: request.method === 'POST' ? await json(request) : null });
    response.writeHead(refusals.shift() ?? 200, { 'Content-Type': 'application/json' });
    response.end(JSON.stringify({ result: 'ok', data: { slug: 'local_wattribute', hostname: 'local-wattribute' } }));
  };
  const server = createServer((request, response) => void answer(request, response));

  beforeEach(async () => {
    [asked.length, refusals, lines, reports, stopping] = [0, [], [], [], new AbortController()];
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  const announce = (port = (server.address() as AddressInfo).port) =>
    announceToSupervisor({
      url: `http://127.0.0.1:${port}`,
      supervisorToken: SUPERVISOR_TOKEN,
      port: 8015,
      token: TOKEN,
      report: (status, message) => void reports.push(`${status} ${message ?? ''}`.trim()),
      clock: { ...systemClock, sleep: (_ms, signal) => systemClock.sleep(1, signal) },
      log: pino({ level: 'trace' }, { write: (line: string) => void lines.push(line) }),
      signal: stopping.signal,
    });

  it('hands on where this app is reached, its token, and when it started', async () => {
    await announce();
    expect(asked.map(({ path }) => path)).toEqual(['GET /addons/self/info', 'POST /discovery']);
    expect(new Set(asked.map(({ authorization }) => authorization))).toEqual(new Set([`Bearer ${SUPERVISOR_TOKEN}`]));
    expect(asked[1]?.body).toEqual({
      service: 'wattribute',
      config: { host: 'local-wattribute', port: 8015, token: TOKEN, boot: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/) as string },
    });
    expect(reports).toEqual(['ok']);
  });

  it('is tried again until the Supervisor takes it', async () => {
    refusals = [502, 200, 500];
    await announce();
    expect(asked.map(({ path }) => path).slice(-2)).toEqual(['GET /addons/self/info', 'POST /discovery']);
    expect(asked).toHaveLength(5);
    expect(reports.at(0)).toContain('waiting Home Assistant could not be told where this app is: the Supervisor answers 502');
    expect(reports.at(-1)).toBe('ok');
  });

  it('is given up when the Supervisor refuses it, with what to do instead', async () => {
    refusals = [200, 403];
    await announce();
    expect(asked).toHaveLength(2);
    expect(reports.at(-1)).toMatch(/^failed .*403.*Add the integration Wattribute by hand/);
  });

  it('ends when the backend stops, while nobody answers', async () => {
    const announcing = announce(9);
    await systemClock.sleep(50);
    stopping.abort();
    await announcing;
    expect(reports.at(-1)).toContain('cannot be reached');
  });

  it('tells the log neither token', async () => {
    refusals = [502, 200, 403];
    await announce();
    expect(lines.join('')).not.toContain(TOKEN);
    expect(lines.join('')).not.toContain(SUPERVISOR_TOKEN);
  });
});
