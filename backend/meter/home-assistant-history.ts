/** Readings that Home Assistant's recorder still knows. */
import type { CircuitReading, Reading } from '../contract/reading.ts';
import type { HistoryReader, HistoryRow } from '../home-assistant/history.ts';
import type { MeterCircuit, MeterReadings } from './meter.ts';
import { entitiesOf, watchedBy, type PowerPlan } from './power-plan.ts';
import { createReadingMaker, type ReadingMaker } from './reading-maker.ts';

/** Sensors of one meter that change within this time are one reading, ms. */
export const TOGETHER_MS = 250;

export type Range = { start_ms: number; end_ms: number; signal: AbortSignal };
type Rows = { readings: Reading[]; circuits: CircuitReading[] };

const put = (maker: ReadingMaker, row: HistoryRow, since = true) =>
  maker.put({ ...row, unit: row.attributes['unit_of_measurement'], since });

/** Readings of a slice; what waits at its end for more of the same moment is made with it. */
function readingsOf(rows: readonly HistoryRow[], maker: ReadingMaker, togetherMs: number): Rows {
  const made: Rows = { readings: [], circuits: [] };
  let groupMs: number | null = null;
  const close = () => {
    const reading = groupMs === null ? undefined : maker.reading();
    if (reading !== undefined) made.readings.push(reading);
    groupMs = null;
  };
  for (const row of rows) {
    if (groupMs !== null && row.time_ms - groupMs >= togetherMs) close();
    const { house, circuit } = put(maker, row);
    if (house) groupMs ??= row.time_ms;
    if (circuit) made.circuits.push(...maker.circuit(row.entity_id));
  }
  close();
  return made;
}

/** Rows at the times at which they count: some are held back. */
function createHoldBack(delays: ReadonlyMap<string, number>) {
  let held: HistoryRow[] = [];
  return (rows: readonly HistoryRow[], until_ms: number): HistoryRow[] => {
    if (delays.size === 0) return [...rows];
    const shifted = rows.map((row) => ({ ...row, time_ms: row.time_ms + (delays.get(row.entity_id) ?? 0) }));
    const all = [...held, ...shifted].sort((a, b) => a.time_ms - b.time_ms);
    held = all.filter(({ time_ms }) => time_ms > until_ms);
    return all.filter(({ time_ms }) => time_ms <= until_ms);
  };
}

type Read = { meterId: string; plan: PowerPlan; circuits: readonly MeterCircuit[]; delays: ReadonlyMap<string, number> };

export async function* readPastReadings(
  history: HistoryReader,
  { meterId, plan, circuits, delays }: Read,
  range: Range,
): AsyncIterable<MeterReadings & { until_ms: number }> {
  // Statistics tell the energy of a day, not of each moment of the past.
  const maker = createReadingMaker({ meterId, plan, circuits, dailyKwh: () => null });
  const entityIds = [...new Set([...watchedBy(plan), ...circuits.flatMap((circuit) => circuit.entity_id ?? [])])];
  // One sensor alone makes a reading of each of its states, as it does live.
  const togetherMs = entitiesOf(plan).length === 1 ? 0 : TOGETHER_MS;
  const counting = createHoldBack(delays);
  for await (const { initial, rows, until_ms } of history.read({ ...range, entityIds })) {
    for (const row of initial) put(maker, row, false);
    yield { ...readingsOf(counting(rows, until_ms), maker, togetherMs), until_ms };
  }
}
