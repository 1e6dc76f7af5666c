/** What users have corrected: facts in the store, and in memory for everyone who lays them over what they read. */
import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import type { Clock } from './clock.ts';
import { Correction, type CorrectionInput } from './contract/correction.ts';
import type { Feedback } from './contract/correlation.ts';
import { correlationId, parseCorrelationId, toTimestamp } from './contract/identity.ts';
import { placesLike, whatHolds, type WhatHolds } from './corrections/what-holds.ts';
import { InvalidDataError, NotFoundError } from './errors.ts';
import type { Events } from './events.ts';
import type { Log } from './log.ts';
import type { Store } from './store/store.ts';

export interface Corrections {
  /** Oldest first. */
  list(): readonly Correction[];
  holding(): WhatHolds;
  readonly feedbackOf: (of: { time_ms: number; entity_id: string }) => Feedback;
  /** The state changes whose correlation is denied. */
  denied(): readonly { time_ms: number; entity_id: string }[];
  /** Keeps it and announces it; the same once more changes nothing. Throws UnavailableError, InvalidDataError when there are too many. */
  add(input: CorrectionInput, createdBy: string): Promise<Correction>;
  /** Throws NotFoundError, UnavailableError. */
  takeBack(id: string): Promise<Correction>;
}

const CORRECTION = 'correction';
/** More than anyone says in years of use; all of them lie in memory. */
const MOST = 20_000;

const nothingSaid = {
  entity_id: null,
  correlation_id: null,
  power_w: null,
  members: null,
  pattern_id: null,
  name: null,
  area_id: null,
  circuit_id: null,
};

const inOrder = (a: Correction, b: Correction): number => Date.parse(a.created_at) - Date.parse(b.created_at);

async function readAll(store: Store, log: Log): Promise<Correction[]> {
  const kept = await store.facts.list(CORRECTION);
  return [...kept].flatMap(([id, value]) => {
    // Those that were kept before a field was known have nothing to say of it.
    const parsed = v.safeParse(Correction, typeof value === 'object' ? { ...nothingSaid, ...value } : value);
    if (!parsed.success) log.warn(`The correction ${id} cannot be read and is left out.`);
    return parsed.success ? [parsed.output] : [];
  });
}

const saysTheSame = (a: Correction, b: Correction): boolean => {
  const said = ({ id: _id, created_by: _by, created_at: _at, ...rest }: Correction) => JSON.stringify(rest, Object.keys(rest).sort());
  return said(a) === said(b);
};

/** What holds already of the thing that this one is about; of forgetting never: it is done again each time. */
function holdingBeside(correction: Correction, holds: WhatHolds): Correction | undefined {
  const { kind, correlation_id, entity_id, pattern_id } = correction;
  if (kind === 'forget') return undefined;
  if (kind === 'place') return placesLike(correction, holds).get(entity_id ?? '');
  if (correlation_id !== null) return holds.ofCorrelations.get(correlation_id);
  if (pattern_id !== null) return (kind === 'name' ? holds.named : holds.hidden).get(pattern_id);
  return entity_id === null ? undefined : holds.ofEntities.get(entity_id);
}

export type CorrectionsOptions = { store: Store; events: Events; clock: Clock; log: Log };

/** Reads what is kept. Throws UnavailableError. */
export async function createCorrections({ store, events, clock, log }: CorrectionsOptions): Promise<Corrections> {
  let all = (await readAll(store, log)).sort(inOrder);
  let holds = whatHolds(all);

  const changeTo = (corrections: Correction[], about: Correction) => {
    all = corrections;
    holds = whatHolds(all);
    events.emit('corrected', about);
  };
  /** Later than all others, also when two come at once or the clock was set back: the order decides which holds. */
  const nextMs = () => Math.max(clock.now(), Date.parse(all.at(-1)?.created_at ?? toTimestamp(0)) + 1);

  return {
    list: () => all,
    holding: () => holds,
    denied: () => [...holds.ofCorrelations].flatMap(([id, { kind }]) => (kind === 'deny' ? [parseCorrelationId(id)] : [])),
    feedbackOf({ time_ms, entity_id }) {
      const kind = holds.ofCorrelations.get(correlationId(time_ms, entity_id))?.kind;
      if (kind === undefined) return null;
      return kind === 'confirm' ? 'confirmed' : 'denied';
    },
    async add(input, createdBy) {
      const said = { id: randomUUID(), ...nothingSaid, ...input, created_by: createdBy, created_at: toTimestamp(nextMs()) };
      const beside = holdingBeside(said, holds);
      if (beside !== undefined && saysTheSame(beside, said)) return beside;
      if (all.length >= MOST) throw new InvalidDataError(`There are ${MOST} corrections already; take some back first.`);
      await store.facts.put(CORRECTION, said.id, said);
      changeTo([...all, said], said);
      return said;
    },
    async takeBack(id) {
      const found = all.find((correction) => correction.id === id);
      if (found === undefined) throw new NotFoundError(`There is no correction ${id}; perhaps it was taken back already.`);
      await store.facts.remove(CORRECTION, id);
      changeTo(
        all.filter((correction) => correction !== found),
        found,
      );
      return found;
    },
  };
}
