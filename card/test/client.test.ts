import { createSharedStream } from '../client/shared-stream.ts';
import { homeAssistantClient } from '../client/home-assistant-client.ts';
import { createDirectClient } from '../client/direct-client.ts';
import { followDirectly } from '../client/follow-directly.ts';
import type { RequestFailedError } from '../client/request-failed-error.ts';
import type { Connection } from '../client/client.ts';
import { fakeSocket, refusal } from './fake-hass.ts';
import { isEqual, isTrue } from './expect.ts';
import { until } from './show.ts';

const quick = { graceMs: 30, retryMs: [5] };
const nobody = () => undefined;
const following = () => {
  const connections: Connection[] = [];
  const events: string[] = [];
  return {
    connections,
    events,
    follower: {
      onEvent: ({ type }: { type: string }) => void events.push(type),
      onConnection: (connection: Connection) => void connections.push(connection),
    },
  };
};
const connected = { type: 'connection', data: { connected: true } };
const failure = async (act: () => Promise<unknown>) => {
  try {
    await act();
  } catch (error) {
    return error as RequestFailedError;
  }
  throw new Error('It did not fail');
};

describe('the stream through Home Assistant', () => {
  it('is one subscription for all cards of a page, and tells a late one how things stand', async () => {
    const { socket, made, send } = fakeSocket();
    const stream = createSharedStream(socket, quick);
    const [first, second] = [following(), following()];
    stream.follow(first.follower);
    await until(() => made() === 1);
    send(connected);
    stream.follow(second.follower);
    send({ type: 'reset', data: {} });
    isEqual([made(), first.events, second.events, second.connections], [1, ['reset'], ['reset'], [{ status: 'connected' }]]);
  });

  it('outlives a card that leaves and comes back, and ends when none comes', async () => {
    const { socket, made, running } = fakeSocket();
    const stream = createSharedStream(socket, quick);
    stream.follow(following().follower)();
    const leave = stream.follow(following().follower);
    await until(() => made() === 1);
    leave();
    await until(() => running() === 0);
    isEqual(made(), 1);
  });

  it('begins anew after it has ended', async () => {
    const { socket, made, running } = fakeSocket();
    const stream = createSharedStream(socket, quick);
    const leave = stream.follow(following().follower);
    await until(() => made() === 1);
    leave();
    await until(() => running() === 0);
    stream.follow(following().follower);
    await until(() => running() === 1);
  });

  it('tries again while the integration is not there yet, without alarm', async () => {
    const { socket, state, made, send } = fakeSocket();
    state.refusals = ['unknown_command', 'not_loaded'];
    const { follower, connections } = following();
    createSharedStream(socket, quick).follow(follower);
    await until(() => made() === 1);
    send(connected);
    isEqual(connections, [{ status: 'connected' }]);
  });

  it('says that the integration is absent when it stays away, and goes on trying', async () => {
    const { socket, state, made } = fakeSocket();
    state.refusals = Array<string>(6).fill('unknown_command');
    const { follower, connections } = following();
    createSharedStream(socket, quick).follow(follower);
    await until(() => made() === 1);
    isEqual(connections[0], { status: 'absent', code: 'unknown_command' });
  });

  it('tells a backend that is lost from one that was never set up', async () => {
    const { socket, made, send } = fakeSocket();
    const { follower, connections } = following();
    createSharedStream(socket, quick).follow(follower);
    await until(() => made() === 1);
    send({ type: 'connection', data: { connected: false, code: 'backend_unreachable' } });
    send({ type: 'connection', data: { connected: false, code: 'not_configured' } });
    isEqual(
      connections.map(({ status }) => status),
      ['lost', 'absent'],
    );
  });

  it('subscribes anew when Home Assistant is back', async () => {
    const { socket, made, fire, send } = fakeSocket();
    const { follower, connections, events } = following();
    createSharedStream(socket, quick).follow(follower);
    await until(() => made() === 1);
    fire('disconnected');
    fire('ready');
    await until(() => made() === 2);
    send(connected);
    send({ type: 'reset', data: {} });
    isEqual(
      connections.map(({ status }) => status),
      ['lost', 'connected'],
    );
    isEqual(events, ['reset']);
  });

  it('leaves alone what the next connection of Home Assistant numbers like the lost subscription', async () => {
    const { socket, made, ended, fire } = fakeSocket();
    createSharedStream(socket, quick).follow(following().follower);
    await until(() => made() === 1);
    fire('disconnected');
    fire('ready');
    await until(() => made() === 2);
    isEqual(ended(), 0);
  });
});

describe('a request through Home Assistant', () => {
  it('names path and query', async () => {
    const { socket, state } = fakeSocket();
    await homeAssistantClient(socket).request('correlations', { query: { hours: 6 } });
    isEqual(state.asked, [{ type: 'wattribute/request', method: 'GET', path: '/energy/correlations', query: { hours: 6 } }]);
  });

  it('names the parameters of its path, and carries a body', async () => {
    const { socket, state } = fakeSocket();
    const client = homeAssistantClient(socket);
    await client.request('device', { parameters: { entity_id: 'switch.dryer' } });
    await client.request('correct', { body: { kind: 'no_load', entity_id: 'switch.dryer' } });
    await client.request('takeBack', { parameters: { id: 'c1' } });
    const type = 'wattribute/request';
    isEqual(state.asked, [
      { type, method: 'GET', path: '/energy/devices/switch.dryer', query: {} },
      { type, method: 'POST', path: '/energy/corrections', query: {}, body: { kind: 'no_load', entity_id: 'switch.dryer' } },
      { type, method: 'DELETE', path: '/energy/corrections/c1', query: {} },
    ]);
  });

  it('fails with what Home Assistant said', async () => {
    const { socket } = fakeSocket(() => refusal('backend_timeout'));
    const error = await failure(() => homeAssistantClient(socket).request('current'));
    isEqual([error.name, error.code, error.message], ['RequestFailedError', 'backend_timeout', 'refused: backend_timeout']);
  });

  it('is made by the same client for every card', () => {
    const { socket } = fakeSocket();
    isTrue(homeAssistantClient(socket) === homeAssistantClient(socket), 'there is one client');
  });
});

describe('a direct request', () => {
  it('names the parameters of its path, and carries a body', async () => {
    const asked: unknown[] = [];
    const fetch = window.fetch.bind(window);
    window.fetch = (url, init) => {
      const { pathname } = url as URL;
      asked.push([init?.method, pathname, init?.body ?? null]);
      return Promise.resolve(new Response('{}', { headers: { 'Content-Type': 'application/json' } }));
    };
    try {
      const client = createDirectClient({ base: `${location.origin}/below/`, onUnauthorized: nobody });
      await client.request('device', { parameters: { entity_id: 'switch.a b' } });
      await client.request('correct', { body: { kind: 'hide', pattern_id: 'p1' } });
      await client.request('takeBack', { parameters: { id: 'c1' } });
    } finally {
      window.fetch = fetch;
    }
    isEqual(asked, [
      ['GET', '/below/api/v1/energy/devices/switch.a%20b', null],
      ['POST', '/below/api/v1/energy/corrections', '{"kind":"hide","pattern_id":"p1"}'],
      ['DELETE', '/below/api/v1/energy/corrections/c1', null],
    ]);
  });

  it('that is refused says with which status, by a server that is not ours too', async () => {
    const client = createDirectClient({ base: `${location.origin}/nowhere/`, onUnauthorized: nobody });
    const error = await failure(() => client.request('current'));
    isEqual([error.status, error.code], [404, 'refused']);
  });

  it('asks again and again where the stream is held back', async () => {
    // Answers, and tells no event.
    const url = new URL(URL.createObjectURL(new Blob([': held'], { type: 'text/event-stream' })));
    const heard: string[] = [];
    const end = followDirectly({
      url,
      onEvent: () => undefined,
      onConnection: ({ status }) => void heard.push(status),
      ask: () => Promise.resolve(),
      firstBeatMs: 50,
      pollMs: 50,
    });
    await new Promise((resolve) => setTimeout(resolve, 400));
    end();
    URL.revokeObjectURL(url.href);
    const asked = heard.length;
    isTrue(heard.filter((status) => status === 'connected').length > 2, heard.join(', '));
    await new Promise((resolve) => setTimeout(resolve, 150));
    isEqual(heard.length, asked);
  });

  it('says that the app did not answer', async () => {
    const client = createDirectClient({ base: 'http://127.0.0.1:9/', onUnauthorized: nobody });
    isEqual((await failure(() => client.request('current', { query: { meter_id: 'house' } }))).code, 'backend_unreachable');
  });
});
