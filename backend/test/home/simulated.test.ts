import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { EntityName } from '../../contract/home-context.ts';
import { StateChange } from '../../contract/state-change.ts';
import { createSimulatedHome } from '../../home/simulated.ts';
import { simulateHome } from '../../simulated-home/simulate-home.ts';
import { collect } from '../collect.ts';
import { createManualClock } from '../manual-clock.ts';

const HOUR_MS = 3_600_000;
const evening = Date.parse('2026-11-24T17:00:00.500Z');
const simulation = simulateHome({ seed: 'test', time_zone: 'Europe/Berlin' });

const createHome = () => {
  const clock = createManualClock(evening);
  return { clock, home: createSimulatedHome({ home: simulation, clock }) };
};
const pastOf = async (home: ReturnType<typeof createHome>['home'], range: { start_ms: number; end_ms: number }) =>
  (await collect(home.history({ ...range, signal: new AbortController().signal }))).flatMap(({ changes }) => changes);

/** Follows the home for so long, and returns each change with the time at which it was told. */
async function follow(ms: number) {
  const { clock, home } = createHome();
  const told: { change: StateChange; at_ms: number }[] = [];
  const backs: number[] = [];
  const stopping = new AbortController();
  const running = home.run({
    onChange: (change) => void told.push({ change, at_ms: clock.now() }),
    onBack: () => void backs.push(clock.now()),
    report: () => undefined,
    signal: stopping.signal,
  });
  await clock.advance(ms);
  const heardMs = home.heardMs();
  stopping.abort();
  await running;
  await clock.advance(HOUR_MS);
  return { home, told, backs, heardMs };
}

describe('simulated home', () => {
  it('tells each change at the very moment it happens, and nothing after it was stopped', async () => {
    const { home, told, backs, heardMs } = await follow(2 * HOUR_MS);
    expect(told.length).toBeGreaterThan(10);
    for (const { change, at_ms } of told) expect(at_ms).toBe(change.time_ms);
    expect(backs).toEqual([evening]);
    expect(heardMs).toBeGreaterThan(evening + 2 * HOUR_MS - 1001);
    expect(told.map(({ change }) => change)).toEqual(await pastOf(home, { start_ms: evening, end_ms: evening + 2 * HOUR_MS }));
  });

  it('tells the past after the start and up to the end, in time order, in slices that reach the end', async () => {
    const { home } = createHome();
    const range = { start_ms: evening - 60 * HOUR_MS, end_ms: evening - HOUR_MS };
    const slices = await collect(home.history({ ...range, signal: new AbortController().signal }));
    expect(slices.at(-1)?.until_ms).toBe(range.end_ms);
    const changes = slices.flatMap((slice) => slice.changes);
    expect(changes.length).toBeGreaterThan(300);
    expect(changes.map(({ time_ms }) => time_ms)).toEqual(changes.map(({ time_ms }) => time_ms).sort((a, b) => a - b));
    for (const change of changes) {
      expect(v.parse(StateChange, change)).toEqual(change);
      expect(change.time_ms > range.start_ms && change.time_ms <= range.end_ms).toBe(true);
    }
    const cut = changes[100]?.time_ms ?? NaN;
    expect([...(await pastOf(home, { ...range, end_ms: cut })), ...(await pastOf(home, { ...range, start_ms: cut }))]).toEqual(changes);
  });

  it('knows no future', async () => {
    const { home } = createHome();
    const slices = await collect(
      home.history({ start_ms: evening - HOUR_MS, end_ms: evening + HOUR_MS, signal: new AbortController().signal }),
    );
    expect(slices.at(-1)?.until_ms).toBe(evening);
    expect(slices.flatMap(({ changes }) => changes).every(({ time_ms }) => time_ms <= evening)).toBe(true);
  });

  it('names every entity, with its state of now', async () => {
    const { home } = createHome();
    const entities = home.entities();
    for (const entity of entities) expect(v.parse(EntityName, entity)).toEqual(entity);
    const states = new Map(entities.map(({ entity_id, state }) => [entity_id, state]));
    const changes = await pastOf(home, { start_ms: evening - 72 * HOUR_MS, end_ms: evening });
    for (const { entity_id } of changes) expect(states.has(entity_id)).toBe(true);
    const newest = new Map(changes.map(({ entity_id, state_value }) => [entity_id, state_value]));
    for (const [entityId, state] of newest) expect(states.get(entityId)).toBe(state);
  });

  it('has settings, and no administrator', async () => {
    const { home } = createHome();
    expect(home.settings()).toEqual({ name: 'Simulated home', time_zone: 'Europe/Berlin', currency: 'EUR', price: 0.3, language: 'en' });
    expect(await home.isAdmin('anybody')).toBe(false);
  });
});
