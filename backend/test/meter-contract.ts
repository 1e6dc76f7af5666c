/** The laws of a meter, passed by every adapter. */
import * as v from 'valibot';
import { afterEach, describe, expect, it } from 'vitest';
import { CircuitReading, Reading } from '../contract/reading.ts';
import type { Meter, MeterReadings } from '../meter/meter.ts';
import type { Report } from '../status-board.ts';
import { collect } from './collect.ts';

export type MeterUnderTest = {
  meter: Meter;
  /** Lets the meter say at least three new things, and resolves when they should have arrived. May be called again. */
  live: () => Promise<void>;
  /** A stretch of the past that it can tell of; null where it has no `history`. */
  past: { start_ms: number; end_ms: number } | null;
  /** The powers that its source really gave while `live` ran, in order, each once; absent where that cannot be listed. */
  said?: () => readonly (number | null)[];
  dispose: () => Promise<void>;
};

type Heard = { readings: Reading[]; circuits: CircuitReading[]; backs: number; statuses: Parameters<Report>[0][] };

/** Runs the meter until `stop`, which resolves when `run` has. */
function follow(meter: Meter): { heard: Heard; stop: () => Promise<void> } {
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
  return { heard, stop };
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

export function meterContract(name: string, create: () => Promise<MeterUnderTest>): void {
  describe(`meter: ${name}`, () => {
    const open: MeterUnderTest[] = [];
    const given = async () => {
      const made = await create();
      open.push(made);
      return made;
    };
    afterEach(async () => {
      for (const made of open.splice(0)) await made.dispose();
    });

    it('hands on lawful readings in time order, in W and kWh', async () => {
      const { meter, live } = await given();
      const { heard, stop } = follow(meter);
      await live();
      await stop();
      expect(heard.readings.length).toBeGreaterThanOrEqual(3);
      expectLawful(meter, heard);
    });

    it('never makes up a reading', async () => {
      const { meter, live, said } = await given();
      const { heard, stop } = follow(meter);
      await live();
      await live();
      await stop();
      const last = heard.readings.at(-1)?.time_ms ?? 0;
      expect(last).toBeLessThanOrEqual(meter.heardMs() ?? 0);
      if (said !== undefined) expect(heard.readings.map(({ total_power_w }) => total_power_w)).toEqual(said());
    });

    it('says that it is there, and up to when it has told all', async () => {
      const { meter, live } = await given();
      expect(meter.heardMs()).toBeNull();
      const { heard, stop } = follow(meter);
      await live();
      const first = meter.heardMs();
      await live();
      const second = meter.heardMs();
      await stop();
      expect(heard.backs).toBe(1);
      expect(heard.statuses.at(-1)).toBe('ok');
      expect(first).toBeGreaterThan(0);
      expect(second).toBeGreaterThan(first ?? Infinity);
    });

    it('ends when it is stopped, and is silent from then on', async () => {
      const { meter, live } = await given();
      const { heard, stop } = follow(meter);
      await live();
      await stop();
      const count = heard.readings.length;
      await live();
      expect(heard.readings).toHaveLength(count);
    });

    it('describes what it reads, with circuits that form a tree', async () => {
      const { meter, live } = await given();
      const { stop } = follow(meter);
      await live();
      const description = meter.describe();
      await stop();
      expect(description?.reason).toMatch(/\S/);
      expect(['load', 'net']).toContain(description?.kind);
      const circuits = description?.circuits ?? [];
      expect(new Set(circuits.map(({ circuit_id }) => circuit_id)).size).toBe(circuits.length);
      expect(isTree(circuits)).toBe(true);
    });

    it('tells the past in slices in time order, and nothing outside of what was asked for', async () => {
      const made = await given();
      if (made.past === null) {
        expect('history' in made.meter).toBe(false);
        return;
      }
      const { start_ms, end_ms } = made.past;
      const { stop } = follow(made.meter);
      await made.live();
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
      const made = await given();
      if (made.past === null) return;
      const { heard, stop } = follow(made.meter);
      await made.live();
      const readings = allOf(await readPast(made), (slice) => slice.readings);
      expect(allOf(await readPast(made), (slice) => slice.readings)).toEqual(readings);
      await stop();
      const live = new Map(heard.readings.map(({ time_ms, total_power_w }) => [time_ms, total_power_w]));
      for (const { time_ms, total_power_w } of readings) if (live.has(time_ms)) expect(live.get(time_ms)).toBe(total_power_w);
    });

    it('ends the telling of the past when it is stopped', async () => {
      const made = await given();
      if (made.past === null) return;
      const { stop } = follow(made.meter);
      await made.live();
      expect(await readPast(made, AbortSignal.abort())).toEqual([]);
      await stop();
    });
  });
}
