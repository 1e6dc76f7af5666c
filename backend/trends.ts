/** What each device draws at rest, and whether it draws more or less than it did: found in the background, once an hour. */
import type { Clock } from './clock.ts';
import type { Trend } from './insight/describe-device.ts';
import { findDrift } from './insight/find-drift.ts';
import { powerOfBins, standbyOfSteps, type CircuitPower } from './insight/find-standby.ts';
import { isFull } from './insight/power-of-steps.ts';
import type { Log } from './log.ts';
import { createLookInTurn, type LookInTurn } from './look-in-turn.ts';
import type { Store } from './store/store.ts';

export type TrendsOptions = { store: Store; clock: Clock; log: Log };

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const AGAIN_MS = HOUR_MS;
const SOON_MS = 60_000;
/** Weeks that are compared, of days back from now. */
const THEN = { from: 37, to: 23, middle: 30 };
const NOW = { from: 10, to: 0 };
/** Switches of each, at most. */
const MOST_STEPS = 200;
const LEAST_CONFIDENCE = 0.5;

/** Of each device that was looked at. */
export function createTrends({ store, clock, log }: TrendsOptions): LookInTurn<Trend> {
  const stepsOf = (entity_id: string, { from, to }: { from: number; to: number }) =>
    store.series.correlations({
      ...{ start_ms: clock.now() - from * DAY_MS, end_ms: clock.now() - to * DAY_MS, entity_id },
      ...{ min_delta_w: 0, min_confidence: LEAST_CONFIDENCE, order: 'time', limit: MOST_STEPS },
    });
  const sizesOf = (steps: Awaited<ReturnType<typeof stepsOf>>) => steps.filter(isFull).map(({ power_delta_w }) => Math.abs(power_delta_w));
  return createLookInTurn({
    what: 'How devices changed',
    clock,
    log,
    async look(entityId) {
      const [then, now] = [await stepsOf(entityId, THEN), await stepsOf(entityId, NOW)];
      const drift = findDrift({ thenMs: clock.now() - THEN.middle * DAY_MS, then: sizesOf(then), now: sizesOf(now) });
      return { found: { drift, standby_w: standbyOfSteps([...then, ...now]) }, againMs: AGAIN_MS };
    },
  });
}

/** Short enough for what runs some minutes. */
const BIN_MS = 900_000;
const WEEK_MS = 7 * DAY_MS;
const ALL = 'circuits';

/** What each circuit drew in the last week when it was on, and at rest. */
export function createCircuitPower({
  store,
  meter_id,
  clock,
  log,
}: TrendsOptions & { meter_id: string }): () => ReadonlyMap<string, CircuitPower> {
  const looks = createLookInTurn<ReadonlyMap<string, CircuitPower>>({
    what: 'What circuits draw',
    clock,
    log,
    async look() {
      const range = { start_ms: clock.now() - WEEK_MS, end_ms: clock.now() };
      const bins = await store.series.circuitBins({ ...range, meter_id, bin_ms: BIN_MS });
      const byCircuit = Map.groupBy(bins, ({ circuit_id }) => circuit_id);
      const found = new Map([...byCircuit].map(([id, own]) => [id, powerOfBins(own.flatMap(({ power_w }) => power_w ?? []))]));
      return { found, againMs: found.size === 0 ? SOON_MS : AGAIN_MS };
    },
  });
  return () => looks([ALL]).get(ALL) ?? new Map();
}
