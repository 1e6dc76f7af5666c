/** A Home Assistant as small as the tests need it, with the messages of the real one: states, history, logbook, statistics, registries, preferences. */
import { startWebSocketServer, type Peer } from './web-socket-server.ts';

type Attributes = Record<string, unknown>;
export type FakeContext = { id: string; parent_id: string | null; user_id: string | null };
export type FakeState = {
  entity_id: string;
  state: string;
  attributes: Attributes;
  changedS: number;
  updatedS: number;
  context: FakeContext;
};
type Message = { id: number; type: string; [field: string]: unknown };
type Answer = { ok: true; result: unknown } | { ok: false; code: string; message: string };
type Subscription = { peer: Peer; id: number; wants: (entityId: string) => boolean };

const ok = (result: unknown): Answer => ({ ok: true, result });
const fail = (code: string): Answer => ({ ok: false, code, message: `no: ${code}` });
const seconds = (ms: number) => ms / 1000;
const globs = (patterns: string[]) => patterns.map((glob) => new RegExp(`^${glob.replaceAll('.', '\\.').replaceAll('*', '.*')}$`));

/** A whole state as `subscribe_entities` tells it. */
const compressed = ({ state, attributes, context, changedS, updatedS }: FakeState) => ({
  s: state,
  a: attributes,
  c: context.parent_id === null && context.user_id === null ? context.id : context,
  lc: changedS,
  ...(updatedS !== changedS && { lu: updatedS }),
});

/** What changed, as `subscribe_entities` tells it. */
function difference(before: FakeState, after: FakeState) {
  const context: Partial<FakeContext> = {};
  if (before.context.parent_id !== after.context.parent_id) context.parent_id = after.context.parent_id;
  if (before.context.user_id !== after.context.user_id) context.user_id = after.context.user_id;
  const bare = Object.keys(context).length === 0;
  const added = Object.entries(after.attributes).filter(
    ([name, value]) => JSON.stringify(before.attributes[name]) !== JSON.stringify(value),
  );
  const removed = Object.keys(before.attributes).filter((name) => !(name in after.attributes));
  return {
    '+': {
      ...(before.state !== after.state && { s: after.state }),
      ...(before.changedS !== after.changedS ? { lc: after.changedS } : { lu: after.updatedS }),
      ...(before.context.id !== after.context.id && { c: bare ? after.context.id : { ...context, id: after.context.id } }),
      ...(added.length > 0 && { a: Object.fromEntries(added) }),
    },
    ...(removed.length > 0 && { '-': { a: removed } }),
  };
}

export async function startFakeHomeAssistant({ token = 'a-token' } = {}) {
  const states = new Map<string, FakeState>();
  const rows: FakeState[] = [];
  const subscriptions = new Set<Subscription>();
  const peers = new Set<Peer>();
  const signedIn = new Set<Peer>();
  const asked: Message[] = [];
  let contexts = 0;
  const fake = {
    url: '',
    token,
    /** What was asked, in order. */
    asked,
    runState: 'RUNNING',
    /** Accepts connections and then says nothing. */
    mute: false,
    /** Takes pings without an answer. */
    deaf: false,
    config: { location_name: 'Home', time_zone: 'Europe/Berlin', currency: 'EUR', language: 'de' },
    /** Null: the Energy dashboard is not set up. */
    preferences: null as unknown,
    /** Null: the token is not an administrator's. */
    users: [] as unknown[] | null,
    entities: [] as Attributes[],
    devices: [] as Attributes[],
    areas: [] as Attributes[],
    uniqueIds: {} as Record<string, string>,
    logbook: [] as Attributes[] | null,
    /** Rows of a statistic for each period. */
    statistics: {} as Record<string, Partial<Record<'5minute' | 'hour', { start: number; change: number }[]>>>,
    /** last_reported, ms, where it is later than last_updated. */
    reported: {} as Record<string, number>,
    /** A state, at a time in ms (fractions are microseconds); what is not given stays as it is. */
    set(entityId: string, state: string, attributes?: Attributes, at = Date.now(), context?: Partial<FakeContext>) {
      const before = states.get(entityId);
      const after: FakeState = {
        entity_id: entityId,
        state,
        attributes: attributes ?? before?.attributes ?? {},
        changedS: before?.state === state ? before.changedS : seconds(at),
        updatedS: seconds(at),
        context: { id: `context-${++contexts}`, parent_id: null, user_id: null, ...context },
      };
      states.set(entityId, after);
      rows.push(after);
      const event = before === undefined ? { a: { [entityId]: compressed(after) } } : { c: { [entityId]: difference(before, after) } };
      for (const { peer, id, wants } of subscriptions) if (wants(entityId)) peer.send(JSON.stringify({ id, type: 'event', event }));
    },
    remove(entityId: string) {
      states.delete(entityId);
      for (const { peer, id } of subscriptions) peer.send(JSON.stringify({ id, type: 'event', event: { r: [entityId] } }));
    },
    /** Forgets what the clients do, as when the network breaks. */
    drop() {
      subscriptions.clear();
      for (const peer of peers) peer.destroy();
      peers.clear();
    },
    /** Any event to all that follow states. */
    sendEvent(event: unknown) {
      for (const { peer, id } of subscriptions) peer.send(JSON.stringify({ id, type: 'event', event }));
    },
    stop: async () => Promise.resolve(),
    start: async () => Promise.resolve(),
  };

  const history = (message: Message) => {
    const [start, end] = [message['start_time'], message['end_time']].map((time) => {
      const text = String(time);
      // Microseconds, which Date.parse cuts.
      return Date.parse(text) / 1000 + Number(/\.\d{3}(\d{3})Z/.exec(text)?.[1] ?? 0) / 1e6;
    }) as [number, number];
    const answer: Record<string, unknown[]> = {};
    for (const entityId of message['entity_ids'] as string[]) {
      const own = rows.filter((row) => row.entity_id === entityId).sort((a, b) => a.updatedS - b.updatedS);
      const initial = own.filter((row) => row.updatedS <= start).at(-1);
      const within = own.filter((row) => row.updatedS > start && row.updatedS < end);
      const all = [
        ...(message['include_start_time_state'] === true && initial !== undefined ? [{ ...initial, updatedS: start }] : []),
        ...within,
      ];
      if (all.length === 0) continue;
      answer[entityId] = all.map((row) => ({ s: row.state, a: row.attributes, lu: row.updatedS }));
    }
    return answer;
  };

  const logbook = (message: Message): Answer => {
    if (fake.logbook === null) return fail('unknown_command');
    const [start, end] = [Date.parse(String(message['start_time'])) / 1000, Date.parse(String(message['end_time'])) / 1000];
    const ids = message['entity_ids'] as string[];
    return ok(
      fake.logbook.filter(
        (entry) => ids.includes(String(entry['entity_id'])) && Number(entry['when']) >= start && Number(entry['when']) <= end,
      ),
    );
  };

  const statistics = (message: Message) => {
    const start = Date.parse(String(message['start_time']));
    const period = message['period'] as '5minute' | 'hour';
    const found = (message['statistic_ids'] as string[]).map(
      (id) => [id, (fake.statistics[id]?.[period] ?? []).filter((row) => row.start >= start)] as const,
    );
    return Object.fromEntries(found.filter(([, known]) => known.length > 0));
  };

  const answers: Record<string, (message: Message) => Answer> = {
    get_config: () => ok({ ...fake.config, state: fake.runState }),
    'history/history_during_period': (message) => ok(history(message)),
    'logbook/get_events': logbook,
    'recorder/statistics_during_period': (message) => ok(statistics(message)),
    'energy/get_prefs': () => (fake.preferences === null ? fail('not_found') : ok(fake.preferences)),
    'config/auth/list': () => (fake.users === null ? fail('unauthorized') : ok(fake.users)),
    'config/entity_registry/list_for_display': () => ok({ entity_categories: {}, entities: fake.entities }),
    'config/entity_registry/get_entries': (message) =>
      ok(Object.fromEntries((message['entity_ids'] as string[]).map((id) => [id, { unique_id: fake.uniqueIds[id] ?? null }]))),
    'config/device_registry/list': () => ok(fake.devices),
    'config/area_registry/list': () => ok(fake.areas),
    unsubscribe_events: () => ok(null),
  };

  const subscribe = (peer: Peer, message: Message) => {
    const include = message['include'] as { domains: string[]; entities: string[]; entity_globs: string[] };
    const patterns = globs(include.entity_globs);
    const wants = (entityId: string) =>
      include.domains.includes(entityId.split('.')[0]!) ||
      include.entities.includes(entityId) ||
      patterns.some((pattern) => pattern.test(entityId));
    subscriptions.add({ peer, id: message.id, wants });
    const all = [...states.values()].filter((state) => wants(state.entity_id)).map((state) => [state.entity_id, compressed(state)]);
    peer.send(JSON.stringify({ id: message.id, type: 'event', event: { a: Object.fromEntries(all) as Record<string, unknown> } }));
  };

  const render = (peer: Peer, message: Message) => {
    const ids = JSON.parse(/in (\[.*?\]) %/.exec(String(message['template']))?.[1] ?? '[]') as string[];
    const result = ids.map((id) => {
      const state = states.get(id);
      return [state?.state ?? 'unknown', state === undefined ? 0 : seconds(fake.reported[id] ?? state.updatedS * 1000)];
    });
    peer.send(JSON.stringify({ id: message.id, type: 'event', event: { result, listeners: {} } }));
  };

  const onMessage = (peer: Peer, message: Message) => {
    if (!signedIn.has(peer)) {
      const right = message.type === 'auth' && message['access_token'] === fake.token;
      peer.send(
        JSON.stringify(
          right ? { type: 'auth_ok', ha_version: '2026.11.0' } : { type: 'auth_invalid', message: 'Invalid access token or password' },
        ),
      );
      if (right) signedIn.add(peer);
      else peer.close();
      return;
    }
    asked.push(message);
    if (message.type === 'ping') {
      if (!fake.deaf) peer.send(JSON.stringify({ id: message.id, type: 'pong' }));
      return;
    }
    const answer = ['subscribe_entities', 'render_template', 'supported_features'].includes(message.type)
      ? ok(null)
      : (answers[message.type]?.(message) ?? fail('unknown_command'));
    const body = answer.ok
      ? { success: true, result: answer.result }
      : { success: false, error: { code: answer.code, message: answer.message } };
    peer.send(JSON.stringify({ id: message.id, type: 'result', ...body }));
    if (message.type === 'subscribe_entities') subscribe(peer, message);
    if (message.type === 'render_template') render(peer, message);
    if (message.type === 'unsubscribe_events')
      for (const one of subscriptions) if (one.peer === peer && one.id === message['subscription']) subscriptions.delete(one);
  };

  const handlers = {
    onOpen: (peer: Peer) => {
      peers.add(peer);
      if (!fake.mute) peer.send(JSON.stringify({ type: 'auth_required', ha_version: '2026.11.0' }));
    },
    onText: (peer: Peer, text: string) => {
      if (fake.mute) return;
      for (const message of [JSON.parse(text) as Message | Message[]].flat()) onMessage(peer, message);
    },
  };
  let server = await startWebSocketServer(handlers);
  fake.url = `http://127.0.0.1:${server.port}`;
  fake.stop = async () => {
    subscriptions.clear();
    await server.stop();
  };
  fake.start = async () => {
    server = await startWebSocketServer(handlers, server.port);
  };
  return fake;
}

export type FakeHomeAssistant = Awaited<ReturnType<typeof startFakeHomeAssistant>>;
