import * as v from 'valibot';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Correction } from '../../contract/correction.ts';
import { API_PREFIX, type AnswerOf } from '../../contract/endpoints.ts';
import { toTimestamp } from '../../contract/identity.ts';
import { createCorrections } from '../../corrections.ts';
import { createEvents } from '../../events.ts';
import { createLog } from '../../log.ts';
import { aChange, aCorrelation, aReading, commitCorrelations, NOON, startBackend, TOKEN, type ABackend } from './a-backend.ts';
import { askFor } from './ask-for.ts';
import { rawRequest } from './raw-request.ts';
import { readStream } from './read-stream.ts';

const PATH = `${API_PREFIX}/energy/corrections`;
const SWITCHED_MS = NOON - 60_000;
const correlation_id = `${SWITCHED_MS}.switch.kettle`;

let backend: ABackend;
beforeEach(async () => {
  backend = await startBackend();
  await backend.store.series.append({ readings: [aReading(SWITCHED_MS + 500, 2300)], changes: [aChange(SWITCHED_MS, 'on', 'off')] });
  await commitCorrelations(backend.store, [aCorrelation(SWITCHED_MS, 2000)]);
});
afterEach(() => backend.close());

const json = { 'Content-Type': 'application/json' };
const post = (body: unknown, headers: Record<string, string> = {}) =>
  backend.ask(PATH, { method: 'POST', headers: { ...json, ...headers }, body: typeof body === 'string' ? body : JSON.stringify(body) });
const takeBack = (id: string) => backend.ask(`${PATH}/${id}`, { method: 'DELETE' });
const correct = async (body: unknown): Promise<Correction> => {
  const response = await post(body);
  const answer: unknown = await response.json();
  expect(response.status, JSON.stringify(answer)).toBe(200);
  return v.parse(Correction, answer);
};
const told = async () => (await askFor(backend, 'corrections')).corrections;
const correlations = (): Promise<AnswerOf<'correlations'>> => askFor(backend, 'correlations', '?hours=1');

describe('POST /energy/corrections', () => {
  it('keeps what was said, and tells it', async () => {
    const made = await correct({ kind: 'power', entity_id: 'switch.kettle', power_w: 2100 });
    expect(made).toMatchObject({ kind: 'power', power_w: 2100, correlation_id: null, members: null, pattern_id: null, name: null });
    expect(made).toMatchObject({ created_by: 'token', created_at: '2026-11-24T12:00:00.000Z' });
    expect(await told()).toEqual([made]);
  });

  it('keeps them over a restart', async () => {
    const made = [
      await correct({ kind: 'no_load', entity_id: 'switch.kettle' }),
      await correct({ kind: 'power', entity_id: 'switch.kettle', power_w: 3 }),
      await correct({ kind: 'deny', correlation_id }),
    ];
    const log = createLog({ level: 'silent', secrets: [] });
    const again = await createCorrections({ store: backend.store, events: createEvents(), clock: backend.clock, log });
    expect(again.list()).toEqual(made);
    expect(again.feedbackOf({ time_ms: SWITCHED_MS, entity_id: 'switch.kettle' })).toBe('denied');
  });

  it('takes a place on a circuit and one on a phase side by side, and refuses a circuit that is not there', async () => {
    backend.told.description!.circuits.push({ circuit_id: 'kitchen', circuit_name: 'Kitchen', entity_id: null, parent: null });
    const seen = { entity_id: 'switch.kettle', circuit_id: 'kitchen', count: 6, seen: 7, log_odds: 9 };
    backend.told.places.push(seen, { ...seen, circuit_id: 'phase_2', count: 5 }, { ...seen, circuit_id: 'gone', log_odds: 12 });
    backend.told.devices.push({ entity_id: 'switch.kettle', on_power_w: 2000, interval_w: 20, switches: 9, verdict: 'learned' });
    const kettle = () => askFor(backend, 'device', '', '/energy/devices/switch.kettle');
    expect((await kettle()).circuit).toMatchObject({ circuit_id: 'kitchen', circuit_name: 'Kitchen', count: 6, correction_id: null });
    expect((await kettle()).circuit!.confidence).toBeGreaterThan(0.99);
    expect((await kettle()).phase).toMatchObject({ circuit_id: 'phase_2', count: 5 });

    const place = { kind: 'place', entity_id: 'switch.kettle' };
    const refused = await post({ ...place, circuit_id: 'cellar' });
    expect(await refused.json()).toMatchObject({
      status: 400,
      errors: [{ field: 'circuit_id', message: expect.stringContaining('cellar') as string }],
    });
    const onCircuit = await correct({ ...place, circuit_id: 'kitchen' });
    const onPhase = await correct({ ...place, circuit_id: 'phase_1' });
    expect(await correct({ ...place, circuit_id: 'phase_1' })).toEqual(onPhase);
    expect((await kettle()).circuit).toEqual({
      ...{ circuit_id: 'kitchen', circuit_name: 'Kitchen', count: 6, confidence: 1, correction_id: onCircuit.id },
    });
    expect((await kettle()).phase).toMatchObject({ circuit_id: 'phase_1', count: 0, confidence: 1, correction_id: onPhase.id });
    await takeBack(onPhase.id);
    expect((await kettle()).phase).toMatchObject({ circuit_id: 'phase_2', correction_id: null });
  });

  it('changes nothing when the same is said again', async () => {
    const made = await correct({ kind: 'confirm', correlation_id });
    expect(await correct({ kind: 'confirm', correlation_id })).toEqual(made);
    expect(await told()).toHaveLength(1);
  });

  it('names the user for whom the integration speaks', async () => {
    const response = await post({ kind: 'confirm', correlation_id }, { 'Wattribute-User': 'a1b2c3' });
    expect(await response.json()).toMatchObject({ created_by: 'a1b2c3' });
  });

  it('believes that name with the token alone: not in a page session, nor beside whom the proxy vouches for', async () => {
    const PROXY = '127.30.32.2';
    const proxied = await startBackend({ access: { trustedProxy: PROXY } });
    proxied.told.admins.add('ann');
    const say = async (headers: Record<string, string>, more: { from?: string } = {}) => {
      const body = JSON.stringify({ kind: 'no_load', entity_id: 'switch.kettle' });
      const sent = { ...json, 'Wattribute-User': 'eve', ...headers };
      const answer = await rawRequest({ port: proxied.port, path: PATH, method: 'POST', headers: sent, body, ...more });
      return [answer.status, (JSON.parse(answer.body) as { created_by?: string }).created_by];
    };
    const signedIn = await proxied.ask(`${API_PREFIX}/session`, { method: 'POST', headers: json, body: JSON.stringify({ token: TOKEN }) });
    const Cookie = signedIn.headers.getSetCookie()[0]?.split(';')[0] ?? '';
    expect(await say({ 'X-Remote-User-Id': 'ann' }, { from: PROXY })).toEqual([200, 'ann']);
    const [made] = (await askFor(proxied, 'corrections')).corrections;
    expect((await proxied.ask(`${PATH}/${made?.id ?? ''}`, { method: 'DELETE' })).status).toBe(200);
    expect(await say({ Cookie })).toEqual([200, 'session']);
    expect(await say({})).toEqual([401, undefined]);
    await proxied.close();
  });

  it('is for administrators', async () => {
    const response = await post({ kind: 'confirm', correlation_id }, { 'Wattribute-Role': 'user' });
    expect(response.status).toBe(403);
    expect(await response.json()).toMatchObject({ code: 'forbidden' });
    const made = await correct({ kind: 'confirm', correlation_id });
    const refused = await backend.ask(`${PATH}/${made.id}`, { method: 'DELETE', headers: { 'Wattribute-Role': 'user' } });
    expect(refused.status).toBe(403);
    expect(await told()).toEqual([made]);
  });

  it.each([
    ['an unknown kind', { kind: 'sing' }, 'kind'],
    ['a missing field', { kind: 'power', entity_id: 'switch.kettle' }, 'power_w'],
    ['a field too many', { kind: 'no_load', entity_id: 'switch.kettle', power_w: 3 }, 'power_w'],
    ['negative watts', { kind: 'power', entity_id: 'switch.kettle', power_w: -1 }, 'power_w'],
    ['a name of spaces', { kind: 'name', pattern_id: 'p1', name: '   ' }, 'name'],
    ['an entity without a domain', { kind: 'forget', entity_id: 'kettle' }, 'entity_id'],
    ['an entity that nobody knows', { kind: 'forget', entity_id: 'switch.nowhere' }, 'entity_id'],
    ['a member that nobody knows', { kind: 'group', entity_id: 'switch.kettle', members: ['light.nowhere'] }, 'members'],
    ['a member that is no entity', { kind: 'group', entity_id: 'switch.kettle', members: ['kettle'] }, 'members.0'],
    ['a group within itself', { kind: 'group', entity_id: 'switch.kettle', members: ['switch.kettle'] }, 'members'],
    ['what was denied as what it was', { kind: 'deny', correlation_id, entity_id: 'switch.kettle' }, 'entity_id'],
    ['a correlation id that is none', { kind: 'confirm', correlation_id: 'yesterday' }, 'correlation_id'],
    ['a list', [], 'kind'],
  ])('refuses %s, and names the field', async (_what, body, field) => {
    const response = await post(body);
    expect(response.status).toBe(400);
    expect(response.headers.get('Content-Type')).toContain('application/problem+json');
    const { errors } = (await response.json()) as { errors: { field: string; message: string }[] };
    expect(errors.map((fault) => fault.field)).toContain(field);
    expect(await told()).toEqual([]);
  });

  it('refuses a correlation or a pattern that is not there', async () => {
    const response = await post({ kind: 'confirm', correlation_id: `${NOON}.switch.kettle` });
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ detail: `There is no correlation ${NOON}.switch.kettle.` });
    expect(await (await post({ kind: 'hide', pattern_id: 'p7' })).json()).toMatchObject({ status: 404, detail: 'There is no pattern p7.' });
  });

  it('refuses what is no JSON, or too long', async () => {
    expect((await post('kind=confirm', { 'Content-Type': 'application/x-www-form-urlencoded' })).status).toBe(415);
    expect((await post('{"kind":')).status).toBe(400);
    expect((await post('"confirm"')).status).toBe(400);
    expect((await backend.ask(PATH, { method: 'POST' })).status).toBe(415);
    const members = Array.from({ length: 5000 }, (_, i) => `light.lamp_${i}`);
    expect((await post({ kind: 'group', entity_id: 'switch.kettle', members })).status).toBe(413);
    expect(await told()).toEqual([]);
  });
});

describe('DELETE /energy/corrections/{id}', () => {
  it('takes back, and what was said before holds again', async () => {
    await correct({ kind: 'confirm', correlation_id });
    const denied = await correct({ kind: 'deny', correlation_id });
    expect(await correlations()).toMatchObject([{ feedback: 'denied' }]);
    expect(await (await takeBack(denied.id)).json()).toEqual(denied);
    expect(await correlations()).toMatchObject([{ feedback: 'confirmed' }]);
  });

  it('knows only what is there', async () => {
    const { id } = await correct({ kind: 'confirm', correlation_id });
    await takeBack(id);
    const response = await takeBack(id);
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ code: 'not_found' });
    expect((await takeBack('x'.repeat(100))).status).toBe(400);
  });
});

describe('feedback', () => {
  it('is laid over correlations wherever they are read, whose numbers stay', async () => {
    const [before] = await correlations();
    const at = `?at=${toTimestamp(SWITCHED_MS)}`;
    expect(before).toMatchObject({ feedback: null, power_delta_w: 2000 });
    await correct({ kind: 'deny', correlation_id });
    expect(await correlations()).toEqual([{ ...before, feedback: 'denied' }]);
    expect((await askFor(backend, 'moment', at)).correlation).toEqual({ ...before, feedback: 'denied' });
    backend.events.emit('correlation', aCorrelation(SWITCHED_MS, 2000));
    expect((await askFor(backend, 'current')).latest).toEqual({ ...before, feedback: 'denied' });
  });

  it('makes the watts of a moment unexplained that were denied', async () => {
    backend.told.devices = [{ entity_id: 'switch.kettle', on_power_w: 2000, interval_w: 10, switches: 30, verdict: 'learned' }];
    const at = `?at=${toTimestamp(SWITCHED_MS)}`;
    expect((await askFor(backend, 'moment', at)).parts).toMatchObject([{ entity_id: 'switch.kettle', power_w: 2000 }, { power_w: 300 }]);
    await correct({ kind: 'deny', correlation_id });
    expect((await askFor(backend, 'moment', at)).parts).toMatchObject([{ entity_id: null, kind: 'unexplained', power_w: 2300 }]);
  });

  it('is told to everyone who listens', async () => {
    const stream = await readStream(backend, { query: '?topics=corrected' });
    await correct({ kind: 'deny', correlation_id });
    const event = (await stream.until(({ event }) => event === 'corrected')).at(-1);
    expect(JSON.parse(event?.data ?? '')).toEqual({ entity_id: null, correlation_id, pattern_id: null });
    stream.stop();
  });
});
