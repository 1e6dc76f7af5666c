/** Keeps the engine's models as users have corrected them. */
import { applyCorrections } from './apply-corrections.ts';
import { modelsOf } from './create-front.ts';
import type { EngineData } from './engine-data.ts';
import type { EngineCorrection } from './types.ts';

export type Corrector = {
  /** All corrections that hold now, oldest first. */
  correct(corrections: readonly EngineCorrection[]): void;
  /** Before each act: what came before there were models is brought into the first of them. */
  catchUp(): void;
};

/** @example createCorrector(data, true).correct([{ id: 'a', kind: 'no_load', entity_id: 'switch.scene' }]); */
export function createCorrector({ learned }: EngineData, learning: boolean): Corrector {
  let waiting: readonly EngineCorrection[] | null = null;
  const correct = (corrections: readonly EngineCorrection[]) => {
    const sets = modelsOf(learned.front);
    waiting = sets.length === 0 ? corrections : null;
    applyCorrections(sets, learned.corrected, corrections, learning && sets.length > 0);
  };
  return {
    correct,
    catchUp() {
      if (waiting !== null) correct(waiting);
    },
  };
}
