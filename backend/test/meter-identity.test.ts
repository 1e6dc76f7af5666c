import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { MeterKind } from '../contract/identity.ts';
import type { Reading } from '../contract/reading.ts';
import { createLog } from '../log.ts';
import { identifyMeter } from '../meter-identity.ts';
import type { Meter } from '../meter/meter.ts';
import { until } from './home-assistant/until.ts';
import { createManualClock } from './manual-clock.ts';
import { openStore } from './store/open-duckdb.ts';
import { aReading, T0 } from './store/rows.ts';
import { waitFor } from './wait-for.ts';

const log = createLog({ level: 'silent', secrets: [] });
const clock = createManualClock(T0);

const noop = (): void => undefined;

/** A meter whose kind a test sets, and that says a reading when it is told to. */
function playedMeter(id: string) {
  const played = { kind: undefined as MeterKind | undefined, say: noop, back: noop };
  const meter: Meter = {
    id,
    type: 'home_assistant',
    source: 'ha_integration',
    describe: () => (played.kind === undefined ? null : { kind: played.kind, entity_ids: [], reasons: [], derived: false, circuits: [] }),
    heardMs: () => T0,
    run: ({ onReadings, onBack, signal }) => {
      played.say = () => onReadings({ readings: [aReading(T0, 1)], circuits: [] });
      played.back = onBack;
      return new Promise((resolve) => signal.addEventListener('abort', () => resolve()));
    },
  };
  return { meter, played };
}

async function given() {
  const store = await openStore(mkdtempSync(join(tmpdir(), 'identity-')));
  const dispose = () => store.close();
  const seen = { changed: 0, readings: [] as Reading[], backs: 0 };
  const start = async (id = 'home_assistant') => {
    const stop = new AbortController();
    const settings = { type: 'home_assistant' as const, id };
    let played!: ReturnType<typeof playedMeter>['played'];
    const create = (itsId: string) => {
      const made = playedMeter(itsId);
      ({ played } = made);
      return made.meter;
    };
    const meter = await identifyMeter(settings, create, { facts: store.facts, onChanged: () => void (seen.changed += 1), clock, log });
    void meter.run({
      onReadings: ({ readings }) => seen.readings.push(...readings),
      onBack: () => void (seen.backs += 1),
      report: () => undefined,
      signal: stop.signal,
    });
    const become = async (kind: MeterKind) => {
      played.kind = kind;
      played.back();
      played.say();
      if (id === 'home_assistant') await waitFor(async () => expect((await store.facts.list('meter_kind')).size).toBe(1));
    };
    return { meter, become, stop: () => stop.abort() };
  };
  return { seen, start, dispose };
}

describe('the id of a meter', () => {
  it('stays while it measures the same, over restarts', async () => {
    const { seen, start, dispose } = await given();
    for (let restart = 0; restart < 2; restart++) {
      const { meter, become, stop } = await start();
      expect(meter.id).toBe('home_assistant');
      await become('load');
      stop();
    }
    expect(seen).toMatchObject({ changed: 0, backs: 2 });
    expect(seen.readings).toHaveLength(2);
    await dispose();
  });

  it('is another once it measures another power, and no reading of that comes under the old one', async () => {
    const { seen, start, dispose } = await given();
    const first = await start();
    await first.become('net');
    await first.become('load');
    await until(() => seen.changed === 1);
    expect(seen.backs).toBe(1);
    expect(seen.readings).toHaveLength(1);
    expect(first.meter.heardMs()).toBe(T0);
    const second = await start();
    expect(second.meter.id).toBe('home_assistant-2');
    await second.become('load');
    expect(seen.readings).toHaveLength(2);
    await second.become('net');
    await until(() => seen.changed === 2);
    expect((await start()).meter.id).toBe('home_assistant');
    await dispose();
  });

  it('is what the user says, whatever it measures', async () => {
    const { seen, start, dispose } = await given();
    const { meter, become } = await start('attic');
    await become('net');
    await become('load');
    expect(meter.id).toBe('attic');
    expect(seen).toMatchObject({ changed: 0, backs: 2 });
    await dispose();
  });
});
