/** The laws of a meter, passed by every adapter. */
import * as v from 'valibot';
import { afterEach, describe, expect, it } from 'vitest';
import { CircuitReading, Reading } from '../contract/reading.ts';
import { isPermanent } from '../errors.ts';
import type { Meter, MeterReadings } from '../meter/meter.ts';
import type { Report } from '../status-board.ts';
import { collect } from './collect.ts';

type MeterUnderTest = {
  meter: Meter;
  /**
   * Lets the meter say at least three new things; while it runs, resolves when they have arrived: by a condition or a clock that is moved by
   * hand, never by a wait. May be called again.
   */
  live: (isRunning: boolean) => Promise<void>;
  /** A stretch of the past that it can tell of; null where it has no `history`. */
  past: { start_ms: number; end_ms: number } | null;
  /** The powers that its source really gave while `live` ran, in order, each once; absent where that cannot be listed. */
  said?: () => readonly (number | null)[];
  /** The times that its source gives them; absent where it gives none, and the time of arrival counts. */
  stamps?: () => readonly number[];
  /** Lets it say its newest once more, and something older; null: its source cannot do that. */
  repeat: (() => Promise<void>) | null;
  /** Takes its source away and gives it back, and resolves when it has been heard again; null: it has none that can be away. */
  stumble: (() => Promise<void>) | null;
  dispose: () => Promise<void>;
};

/** `refused`: by its source, for good, as with a wrong password; null: nobody can refuse it. */
type CreateMeterUnderTest = (fault?: 'refused') => Promise<MeterUnderTest | null>;

type Heard = { readings: Reading[]; circuits: CircuitReading[]; backs: number; statuses: Parameters<Report>[0][] };

/** Runs the meter until `stop`, which resolves when `run` has. */
function follow(meter: Meter): { heard: Heard; ended: Promise<void>; stop: () => Promise<void> } {
  const heard: Heard = { readings: [], circuits: [], backs: 0, statuses: [] };
  const stopping = new AbortController();
  const running = meter.run({
    onReadings: ({ readings, circuits }) => {
      heard.readings.push(...readings);
      heard.circuits.push(...circuits);
    },
    onBack: () => void (heard.backs += 1),
    report: (status) => void heard.statuses.push(status),
    signal: stopping.signal,
  });
  const stop = () => {
    stopping.abort();
    return running;
  };
  return { heard, ended: running, stop };
}

type Slice = MeterReadings & { until_ms: number };
function readPast({ meter, past }: MeterUnderTest, signal = new AbortController().signal): Promise<Slice[]> {
  return collect(past === null ? undefined : meter.history?.({ ...past, signal }));
}

const increasing = (times: readonly number[]) => times.every((time, index) => index === 0 || time > (times[index - 1] ?? Infinity));
const allOf = <T>(slices: readonly Slice[], pick: (slice: Slice) => readonly T[]): T[] => slices.flatMap(pick);

/** Each reading and circuit reading is whole, of this meter, and later than the one before it of the same circuit. */
function expectLawful(meter: Meter, { readings, circuits }: MeterReadings): void {
  for (const reading of readings) {
    expect(v.parse(Reading, reading)).toEqual(reading);
    expect(reading).toMatchObject({ meter_id: meter.id, meter_type: meter.type, meter_source: meter.source });
    if (reading.total_power_w !== null) expect(Number.isFinite(reading.total_power_w)).toBe(true);
    expect(reading.daily_kwh ?? 0).toBeGreaterThanOrEqual(0);
  }
  expect(increasing(readings.map(({ time_ms }) => time_ms))).toBe(true);
  for (const ofOne of Map.groupBy(circuits, ({ circuit_id }) => circuit_id).values())
    expect(increasing(ofOne.map(({ time_ms }) => time_ms))).toBe(true);
  const named = new Map(meter.describe()?.circuits.map(({ circuit_id, circuit_name }) => [circuit_id, circuit_name]));
  for (const circuit of circuits) {
    expect(v.parse(CircuitReading, circuit)).toEqual(circuit);
    expect(circuit).toMatchObject({ meter_id: meter.id, meter_type: meter.type, circuit_name: named.get(circuit.circuit_id) });
    if (circuit.power_w === null) expect(circuit.percentage).toBeNull();
    expect(circuit.percentage ?? 0).toBeLessThanOrEqual(100);
  }
}

/** Whether going from parent to parent comes to an end. */
function isTree(circuits: readonly { circuit_id: string; parent: string | null }[]): boolean {
  const parents = new Map(circuits.map(({ circuit_id, parent }) => [circuit_id, parent]));
  return circuits.every(({ circuit_id }) => {
    let above: string | null | undefined = circuit_id;
    for (let steps = 0; steps <= circuits.length && above !== null; steps++) above = parents.get(above ?? '');
    return above === null;
  });
}

export function meterContract(name: string, create: CreateMeterUnderTest): void {
  describe(`meter: ${name}`, () => {
    const open: MeterUnderTest[] = [];
    const given = async (fault?: 'refused') => {
      const made = await create(fault);
      if (made !== null) open.push(made);
      return made;
    };
    const givenWell = async () => {
      const made = await given();
      if (made === null) throw new Error('a meter is wanted');
      return made;
    };
    afterEach(async () => {
      for (const made of open.splice(0)) await made.dispose();
    });

    it('hands on lawful readings in time order, in W and kWh', async () => {
      const { meter, live } = await givenWell();
      const { heard, stop } = follow(meter);
      await live(true);
      await stop();
      expect(heard.readings.length).toBeGreaterThanOrEqual(3);
      expectLawful(meter, heard);
    });

    it('never makes up a reading', async () => {
      const { meter, live, said } = await givenWell();
      const { heard, stop } = follow(meter);
      await live(true);
      await live(true);
      await stop();
      const last = heard.readings.at(-1)?.time_ms ?? 0;
      expect(last).toBeLessThanOrEqual(meter.heardMs() ?? 0);
      if (said !== undefined) expect(heard.readings.map(({ total_power_w }) => total_power_w)).toEqual(said());
    });

    it('takes what it is told late or twice only once, and keeps the times that its source gives', async () => {
      const { meter, live, repeat, stamps } = await givenWell();
      const { heard, stop } = follow(meter);
      await live(true);
      const count = heard.readings.length;
      await repeat?.();
      expect(heard.readings).toHaveLength(count);
      await live(true);
      await stop();
      expectLawful(meter, heard);
      const { late = 0, repeated = 0 } = meter.findings?.() ?? {};
      if (repeat !== null && meter.source === 'direct_api') expect(Math.min(late, repeated)).toBeGreaterThan(0);
      if (stamps === undefined) return;
      const given = new Set(stamps());
      expect(heard.readings.map(({ time_ms }) => time_ms).filter((time) => !given.has(time))).toEqual([]);
    });

    it('outlives what passes, says so meanwhile, and tells when it is back', async () => {
      const { meter, live, stumble } = await givenWell();
      if (stumble === null) return;
      const { heard, stop } = follow(meter);
      await live(true);
      const count = heard.readings.length;
      await stumble();
      await live(true);
      await stop();
      expect(heard.statuses.some((status) => status === 'degraded' || status === 'waiting')).toBe(true);
      expect(heard.statuses.at(-1)).toBe('ok');
      expect(heard.backs).toBeGreaterThanOrEqual(2);
      expect(heard.readings.length).toBeGreaterThan(count);
      expectLawful(meter, heard);
    });

    it('ends at what does not pass, and hands on nothing', async () => {
      const refused = await given('refused');
      if (refused === null) return;
      const { heard, stop, ended } = follow(refused.meter);
      const error: unknown = await ended.then(() => null).catch((reason: unknown) => reason);
      await stop().catch(() => undefined);
      expect(isPermanent(error), String(error)).toBe(true);
      expect(heard.readings).toEqual([]);
    });

    it('says that it is there, and up to when it has told all', async () => {
      const { meter, live } = await givenWell();
      expect(meter.heardMs()).toBeNull();
      const { heard, stop } = follow(meter);
      await live(true);
      const first = meter.heardMs();
      await live(true);
      const second = meter.heardMs();
      await stop();
      expect(heard.backs).toBe(1);
      expect(heard.statuses.at(-1)).toBe('ok');
      expect(first).toBeGreaterThan(0);
      expect(second).toBeGreaterThan(first ?? Infinity);
    });

    it('ends when it is stopped, and is silent from then on', async () => {
      const { meter, live } = await givenWell();
      const { heard, stop } = follow(meter);
      await live(true);
      await stop();
      const count = heard.readings.length;
      await live(false);
      expect(heard.readings).toHaveLength(count);
    });

    it('describes what it reads, with circuits that form a tree', async () => {
      const { meter, live } = await givenWell();
      const { stop } = follow(meter);
      await live(true);
      const description = meter.describe();
      await stop();
      expect(description?.reasons.map(({ text }) => text).join(' ')).toMatch(/\S/);
      expect(['load', 'net']).toContain(description?.kind);
      const circuits = description?.circuits ?? [];
      expect(new Set(circuits.map(({ circuit_id }) => circuit_id)).size).toBe(circuits.length);
      expect(isTree(circuits)).toBe(true);
    });

    it('tells the past in slices in time order, and nothing outside of what was asked for', async () => {
      const made = await givenWell();
      if (made.past === null) {
        expect('history' in made.meter).toBe(false);
        return;
      }
      const { start_ms, end_ms } = made.past;
      const { stop } = follow(made.meter);
      await made.live(true);
      const slices = await readPast(made);
      await stop();
      expect(allOf(slices, ({ readings }) => readings).length).toBeGreaterThan(0);
      expectLawful(made.meter, { readings: allOf(slices, (slice) => slice.readings), circuits: allOf(slices, (slice) => slice.circuits) });
      expect(increasing(slices.map(({ until_ms }) => until_ms))).toBe(true);
      expect(slices.at(-1)?.until_ms).toBe(end_ms);
      for (const [index, { readings, circuits, until_ms }] of slices.entries())
        for (const { time_ms } of [...readings, ...circuits]) {
          expect(time_ms).toBeGreaterThan(slices[index - 1]?.until_ms ?? start_ms);
          expect(time_ms).toBeLessThanOrEqual(until_ms);
        }
    });

    it('tells the same past whenever it is asked, and as it told it live', async () => {
      const made = await givenWell();
      if (made.past === null) return;
      const { heard, stop } = follow(made.meter);
      await made.live(true);
      const readings = allOf(await readPast(made), (slice) => slice.readings);
      expect(allOf(await readPast(made), (slice) => slice.readings)).toEqual(readings);
      await stop();
      const live = new Map(heard.readings.map(({ time_ms, total_power_w }) => [time_ms, total_power_w]));
      for (const { time_ms, total_power_w } of readings) if (live.has(time_ms)) expect(live.get(time_ms)).toBe(total_power_w);
    });

    it('ends the telling of the past when it is stopped', async () => {
      const made = await givenWell();
      if (made.past === null) return;
      const { stop } = follow(made.meter);
      await made.live(true);
      expect(await readPast(made, AbortSignal.abort())).toEqual([]);
      await stop();
    });
  });
}
