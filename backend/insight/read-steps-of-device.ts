/** The clear steps of a device with what the circuits showed around them. */
import type { StoredCorrelation } from '../contract/correlation.ts';
import type { CircuitReading } from '../contract/reading.ts';
import type { Store } from '../store/store.ts';
import type { SeenStep } from './place-device.ts';

export type StepsOptions = {
  store: Store;
  meter_id: string;
  entity_id: string;
  circuitIds: ReadonlySet<string>;
  lagS: number;
  nowMs: number;
};

const DAYS_MS = 14 * 86_400_000;
/** Smaller steps drown in what else a circuit does; doubtful and shared ones say nothing. */
const LEAST_W = 10;
const LEAST_CONFIDENCE = 0.7;
const MOST_STEPS = 12;
/** Readings are looked for so near, and where a circuit tells more seldom, so far. */
const NEAR_MS = 10_000;
const FAR_MS = 75_000;
const MOST_ROWS = 10_000;

/** The last reading before the change, and the first one that shows it; only circuits that have both. */
function around(rows: readonly CircuitReading[], timeMs: number, shownMs: number): SeenStep['circuits'] {
  const [before, after] = [new Map<string, number>(), new Map<string, number>()];
  for (const { circuit_id, time_ms, power_w } of rows) {
    if (power_w === null) continue;
    if (time_ms <= timeMs) before.set(circuit_id, power_w);
    else if (time_ms >= shownMs && !after.has(circuit_id)) after.set(circuit_id, power_w);
  }
  return new Map(
    [...before].flatMap(([circuitId, before_w]) => {
      const after_w = after.get(circuitId);
      return after_w === undefined ? [] : [[circuitId, { before_w, after_w }] as const];
    }),
  );
}

async function seeStep({ time_ms, power_delta_w }: StoredCorrelation, options: StepsOptions): Promise<SeenStep> {
  const { store, meter_id, circuitIds, lagS } = options;
  const shownMs = time_ms + Math.round(lagS * 1000) + 1000;
  const look = async (ms: number): Promise<SeenStep['circuits']> => {
    const range = { start_ms: time_ms - ms, end_ms: shownMs + ms };
    const rows = await store.series.circuits({ ...range, meter_id, limit: MOST_ROWS });
    return around(
      rows.filter(({ circuit_id }) => circuitIds.has(circuit_id)),
      time_ms,
      shownMs,
    );
  };
  const near = await look(NEAR_MS);
  return { power_delta_w, circuits: near.size > 0 ? near : await look(FAR_MS) };
}

/** The newest first. Throws UnavailableError. */
export async function readStepsOfDevice(options: StepsOptions): Promise<SeenStep[]> {
  const { store, entity_id, nowMs } = options;
  const about = { start_ms: nowMs - DAYS_MS, end_ms: nowMs, entity_id, order: 'time' as const };
  const found = await store.series.correlations({
    ...about,
    min_delta_w: LEAST_W,
    min_confidence: LEAST_CONFIDENCE,
    limit: 4 * MOST_STEPS,
  });
  const clear = found.filter(({ shared_with }) => shared_with.length === 0).slice(0, MOST_STEPS);
  const steps: SeenStep[] = [];
  for (const correlation of clear) steps.push(await seeStep(correlation, options));
  return steps;
}
