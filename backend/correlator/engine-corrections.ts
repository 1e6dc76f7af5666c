/** What users have corrected, in the engine's words: with the changes of the past that it is about. */
import type { Correction } from '../contract/correction.ts';
import type { StoredCorrelation } from '../contract/correlation.ts';
import { parseCorrelationId } from '../contract/identity.ts';
import type { StateChange } from '../contract/state-change.ts';
import type { EngineCorrection, PastChange } from '../correlation/types.ts';
import { whatHolds } from '../corrections/what-holds.ts';
import type { Store } from '../store/store.ts';
import { toEngineChange } from './feed.ts';

/** What it was instead changed so near to what was denied, beside the meter's lag. */
const NEAR_MS = 60_000;
/** The change before is looked for so far back. */
const BEFORE_MS = 7 * 86_400_000;
const MOST_BEFORE = 20_000;

/** What is read of the past stays as it is: it is read once for each correction. */
export interface EngineCorrections {
  /** Those that hold now, oldest first. Throws UnavailableError. */
  of(corrections: readonly Correction[], lagS: number | null): Promise<EngineCorrection[]>;
}

export function createEngineCorrections(store: Store): EngineCorrections {
  const known = new Map<string, EngineCorrection | null>();

  async function withBefore(change: StateChange): Promise<PastChange> {
    const { entity_id, time_ms } = change;
    const earlier = await store.series.changes({ start_ms: time_ms - BEFORE_MS, end_ms: time_ms, entity_id, limit: MOST_BEFORE });
    const before = earlier.at(-1);
    return { change: toEngineChange(change), before: before === undefined ? null : toEngineChange(before) };
  }

  /** The change of that entity that is nearest to the denied one; null: there is none within the meter's lag. */
  async function changeInstead(entity_id: string | null, { time_ms }: StoredCorrelation, lagS: number | null): Promise<PastChange | null> {
    if (entity_id === null) return null;
    const reach = NEAR_MS + 1000 * (lagS ?? 0);
    const near = await store.series.changes({ start_ms: time_ms - reach, end_ms: time_ms + reach, entity_id });
    const distance = (change: StateChange) => Math.abs(change.time_ms - time_ms);
    const [nearest] = near.toSorted((a, b) => distance(a) - distance(b));
    return nearest === undefined ? null : withBefore(nearest);
  }

  async function ofFeedback({ id, kind, correlation_id, entity_id }: Correction, lagS: number | null): Promise<EngineCorrection | null> {
    const correlation = await store.series.correlation(parseCorrelationId(correlation_id ?? ''));
    if (correlation === null) return null;
    const { time_ms, power_delta_w: step_w } = correlation;
    const [change] = await store.series.changes({ start_ms: time_ms, end_ms: time_ms + 1, entity_id: correlation.entity_id });
    if (change === undefined) return null;
    const of = await withBefore(change);
    return kind === 'confirm'
      ? { id, kind, of, step_w }
      : { id, kind: 'deny', of, step_w, instead: await changeInstead(entity_id, correlation, lagS) };
  }

  function ofEntity({ id, kind, entity_id, power_w }: Correction): EngineCorrection | null {
    if (entity_id === null) return null;
    if (kind === 'forget') return { id, kind, entity_id };
    if (kind === 'power') return { id, kind, entity_id, power_w: power_w ?? 0 };
    // The members of a group are counted one by one.
    return { id, kind: 'no_load', entity_id };
  }

  async function read(correction: Correction, lagS: number | null): Promise<EngineCorrection | null> {
    const before = known.get(correction.id);
    if (before !== undefined) return before;
    const made = correction.correlation_id === null ? ofEntity(correction) : await ofFeedback(correction, lagS);
    known.set(correction.id, made);
    return made;
  }

  return {
    async of(corrections, lagS) {
      const { ofCorrelations, ofEntities } = whatHolds(corrections);
      const forgotten = corrections.filter(({ kind }) => kind === 'forget');
      const holding = new Set<Correction>([...ofCorrelations.values(), ...ofEntities.values(), ...forgotten]);
      const made: EngineCorrection[] = [];
      for (const correction of corrections) {
        const ours = holding.has(correction) ? await read(correction, lagS) : null;
        if (ours !== null) made.push(ours);
      }
      return made;
    },
  };
}
