import { afterEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../clock.ts';
import { AuthError, NotFoundError, UnavailableError } from '../../errors.ts';
import { createHomeAssistantConnection, type HomeAssistantConnection } from '../../home-assistant/connection.ts';
import { createLog } from '../../log.ts';
import type { PartStatus } from '../../contract/status.ts';
import { startFakeHomeAssistant, type FakeHomeAssistant } from './fake-home-assistant.ts';
import { until } from './until.ts';

const log = createLog({ level: 'silent', secrets: [] });
const stops: (() => unknown)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

async function start(): Promise<FakeHomeAssistant> {
  const fake = await startFakeHomeAssistant();
  stops.push(fake.stop);
  return fake;
}

const connect = (fake: FakeHomeAssistant, changed: { token?: string; url?: string; answerTimeoutMs?: number } = {}) =>
  createHomeAssistantConnection({
    url: fake.url,
    token: fake.token,
    clock: systemClock,
    log,
    pingIntervalMs: 20,
    answerTimeoutMs: 300,
    startingPollMs: 10,
    ...changed,
  });

/** Follows, and counts how often it was ready. */
function follow(connection: HomeAssistantConnection, onReady: (session: AbortSignal) => Promise<void> = () => Promise.resolve()) {
  const stop = new AbortController();
  const seen = { ready: 0, reports: [] as [PartStatus['status'], string | undefined][], error: undefined as unknown, done: false };
  const running = connection
    .follow({
      signal: stop.signal,
      report: (status, message) => seen.reports.push([status, message]),
      onReady: (session) => {
        seen.ready++;
        return onReady(session);
      },
    })
    .then(
      () => (seen.done = true),
      (error: unknown) => (seen.error = error),
    );
  const end = async () => {
    stop.abort();
    await running;
  };
  stops.push(end);
  return Object.assign(seen, { end });
}

describe('the connection to Home Assistant', () => {
  it('tells its followers when Home Assistant runs, and hears pings', async () => {
    const fake = await start();
    const connection = connect(fake);
    expect(connection.heardMs()).toBeNull();
    const [one, two] = [follow(connection), follow(connection)];
    await until(() => one.ready === 1 && two.ready === 1);
    const before = await until(() => connection.heardMs());
    await until(() => connection.heardMs()! > before);
    expect(Math.abs(connection.heardMs()! - Date.now())).toBeLessThan(5000);
    await one.end();
    expect(one.done).toBe(true);
    expect(await connection.call({ type: 'get_config' })).toMatchObject({ time_zone: 'Europe/Berlin' });
    await two.end();
    await expect(connection.call({ type: 'get_config' })).rejects.toBeInstanceOf(UnavailableError);
  });

  it('serves a follower that comes later, and again after all have left', async () => {
    const fake = await start();
    const connection = connect(fake);
    const one = follow(connection);
    await until(() => one.ready === 1);
    const two = follow(connection);
    await until(() => two.ready === 1);
    await one.end();
    await two.end();
    const three = follow(connection);
    await until(() => three.ready === 1);
  });

  it('stops where the token is refused, says what to do, and does not say the token', async () => {
    const fake = await start();
    const one = follow(connect(fake, { token: 'wrong-token' }));
    await until(() => one.error);
    expect(one.error).toBeInstanceOf(AuthError);
    expect((one.error as Error).message).toMatch(/refuses the token.*long-lived access token/);
    expect(JSON.stringify([one.reports, (one.error as Error).message])).not.toContain('wrong-token');
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(one.ready).toBe(0);
  });

  it('stops where the token is taken back while it lives', async () => {
    const fake = await start();
    const one = follow(connect(fake));
    await until(() => one.ready === 1);
    fake.token = 'another';
    fake.drop();
    await until(() => one.error instanceof AuthError);
  });

  it('waits for a Home Assistant that is not there yet, and says so', async () => {
    const fake = await start();
    await fake.stop();
    const one = follow(connect(fake));
    await until(() => one.reports.some(([status, message]) => status === 'waiting' && message?.includes('cannot be reached')));
    await fake.start();
    await until(() => one.ready === 1);
  });

  it('waits until Home Assistant runs: before that its entities are not there', async () => {
    const fake = await start();
    fake.runState = 'STARTING';
    const one = follow(connect(fake));
    await until(() => one.reports.some(([status, message]) => status === 'waiting' && message === 'Home Assistant is starting.'));
    expect(one.ready).toBe(0);
    fake.runState = 'RUNNING';
    await until(() => one.ready === 1);
  });

  it('gives up a server that takes the connection and says nothing, and tries again', async () => {
    const fake = await start();
    fake.mute = true;
    const one = follow(connect(fake));
    await until(() => one.reports.some(([status]) => status === 'waiting'));
    fake.mute = false;
    await until(() => one.ready === 1);
  });

  it('comes back after a break: the old session ends, and a new one begins', async () => {
    const fake = await start();
    const sessions: AbortSignal[] = [];
    const connection = connect(fake);
    const one = follow(connection, (session) => {
      sessions.push(session);
      return Promise.resolve();
    });
    await until(() => one.ready === 1 && connection.heardMs());
    fake.drop();
    await until(() => sessions[0]!.aborted);
    expect(one.reports.at(-1)).toEqual(['waiting', expect.stringContaining('broke')]);
    await until(() => one.ready === 2);
    expect(sessions[1]!.aborted).toBe(false);
  });

  it('notices by its own heartbeat that a connection is dead', async () => {
    const fake = await start();
    const connection = connect(fake);
    const one = follow(connection);
    await until(() => one.ready === 1 && connection.heardMs());
    fake.deaf = true;
    await until(() => one.reports.some(([status]) => status === 'waiting'));
    const heard = connection.heardMs();
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(connection.heardMs()).toBe(heard);
    fake.deaf = false;
    await until(() => one.ready === 2);
  });

  it('tells apart what Home Assistant has not and what it cannot answer now', async () => {
    const fake = await start();
    const connection = connect(fake);
    await until(() => follow(connection).ready >= 0);
    const one = follow(connection);
    await until(() => one.ready === 1);
    await expect(connection.call({ type: 'energy/get_prefs' })).rejects.toBeInstanceOf(NotFoundError);
    await expect(connection.call({ type: 'no/such' })).rejects.toBeInstanceOf(NotFoundError);
    fake.mute = true;
    await expect(connection.call({ type: 'get_config' })).rejects.toThrow(/did not answer get_config within 0.3 s/);
  });

  it('connects anew where a follower cannot begin', async () => {
    const fake = await start();
    let tries = 0;
    const one = follow(connect(fake), () => (++tries === 1 ? Promise.reject(new UnavailableError('no answer')) : Promise.resolve()));
    await until(() => one.ready === 2);
    expect(one.reports).toContainEqual(['degraded', 'no answer']);
  });

  it('passes over an event that cannot be understood', async () => {
    const fake = await start();
    const connection = connect(fake);
    const events: unknown[] = [];
    const one = follow(connection, async (session) => {
      const onEvent = (event: unknown) => {
        events.push(event);
        if (events.length === 1) throw new Error('not understood');
      };
      await connection.subscribe(
        { type: 'subscribe_entities', include: { domains: ['light'], entities: [], entity_globs: [] } },
        onEvent,
        session,
      );
    });
    await until(() => events.length === 1);
    fake.sendEvent({ nonsense: 1 });
    await until(() => events.length === 2);
    expect(one.ready).toBe(1);
  });
});
