/** The latest change that is worth a sentence: of an entity, and of none. */
import type { Clock } from '../clock.ts';
import type { StoredCorrelation } from '../contract/correlation.ts';
import type { StoredStep } from '../contract/unexplained.ts';
import type { Events } from '../events.ts';
import type { Store } from '../store/store.ts';

/** A change of less is not worth a sentence, nor is one that is less likely right than wrong. */
const LEAST_DELTA_W = 10;
const LEAST_CONFIDENCE = 0.5;
const DAY_MS = 86_400_000;

export interface Latest {
  correlation(): StoredCorrelation | null;
  step(): StoredStep | null;
  /** Reads from the store what happened before. Throws UnavailableError. */
  seed(): Promise<void>;
}

export function createLatest({ store, events, clock }: { store: Store; events: Events; clock: Clock }): Latest {
  let correlation: StoredCorrelation | null = null;
  let step: StoredStep | null = null;

  const seed = async () => {
    const range = { start_ms: clock.now() - 7 * DAY_MS, end_ms: clock.now() + DAY_MS };
    const found = await store.series.correlations({
      ...range,
      min_delta_w: LEAST_DELTA_W,
      min_confidence: LEAST_CONFIDENCE,
      order: 'time',
      limit: 1,
    });
    const steps = await store.series.steps({ ...range, start_ms: clock.now() - DAY_MS });
    correlation = found[0] ?? correlation;
    step = steps.at(-1) ?? step;
  };

  events.subscribe('correlation', (told) => {
    const worthASentence = Math.abs(told.power_delta_w) >= LEAST_DELTA_W && told.confidence >= LEAST_CONFIDENCE;
    if (worthASentence && told.time_ms >= (correlation?.time_ms ?? 0)) correlation = told;
  });
  events.subscribe('unexplained', (told) => {
    if (told.time_ms >= (step?.time_ms ?? 0)) step = told;
  });

  return { correlation: () => correlation, step: () => step, seed };
}
