/** What users correct: kept, told, and taken back. */
import type { Clock } from '../clock.ts';
import type { CorrectionInput } from '../contract/correction.ts';
import { parseCorrelationId } from '../contract/identity.ts';
import { PHASES } from '../contract/place.ts';
import type { Corrections } from '../corrections.ts';
import { NotFoundError } from '../errors.ts';
import type { Home } from '../home/home.ts';
import { patternEntityId } from '../insight/describe-pattern.ts';
import { describeOf, type Meter } from '../meter/meter.ts';
import type { Patterns } from '../patterns.ts';
import type { Store } from '../store/store.ts';
import { badRequest } from './problem.ts';
import type { Handlers } from './route.ts';

export type CorrectionsOptions = {
  corrections: Corrections;
  store: Store;
  home: Home;
  patterns: Patterns;
  meters: readonly Meter[];
  clock: Clock;
};

export function createCorrectionHandlers({
  corrections,
  store,
  home,
  patterns,
  meters,
  clock,
}: CorrectionsOptions): Pick<Handlers, 'corrections' | 'correct' | 'takeBack'> {
  /** A named pattern is no entity of the home, and sits somewhere all the same. */
  const isOfPattern = (input: CorrectionInput): boolean =>
    input.kind === 'place' &&
    corrections
      .holding()
      .named.keys()
      .some((id) => patternEntityId(id) === input.entity_id);

  /** Refuses entities that neither the home nor the past knows. Before the home has told its own, all are believed. */
  async function checkEntities(input: CorrectionInput): Promise<void> {
    const entities = home.entities().map(({ entity_id }) => entity_id);
    if (entities.length === 0) return;
    const unknown = (ids: readonly string[]) => ids.filter((id) => !entities.includes(id));
    const own = 'entity_id' in input && input.entity_id !== null && !isOfPattern(input) ? unknown([input.entity_id]) : [];
    const members = input.kind === 'group' ? unknown(input.members) : [];
    if (own.length + members.length === 0) return;
    const past = new Set((await store.series.statesAt(clock.now())).map(({ entity_id }) => entity_id));
    const faults = (field: string, ids: readonly string[]) =>
      ids.filter((id) => !past.has(id)).map((id) => ({ field, message: `nothing is known of ${id}` }));
    const all = [...faults('entity_id', own), ...faults('members', members)];
    if (all.length > 0) throw badRequest(all);
  }

  /** Refuses what speaks of a correlation that is not there. */
  async function checkCorrelation(input: CorrectionInput): Promise<void> {
    if (input.kind !== 'confirm' && input.kind !== 'deny') return;
    const correlation = await store.series.correlation(parseCorrelationId(input.correlation_id));
    if (correlation === null) throw new NotFoundError(`There is no correlation ${input.correlation_id}.`);
    if (input.kind === 'deny' && input.entity_id === correlation.entity_id)
      throw badRequest([{ field: 'entity_id', message: 'is the one that is denied' }]);
  }

  /** Refuses a circuit that the meter of the house does not have. */
  function checkCircuit(input: CorrectionInput): void {
    if (input.kind !== 'place') return;
    const circuits: string[] = [...PHASES, ...describeOf(meters[0]).circuits.map(({ circuit_id }) => circuit_id)];
    if (!circuits.includes(input.circuit_id))
      throw badRequest([{ field: 'circuit_id', message: `the meter has no circuit ${input.circuit_id}` }]);
  }

  return {
    corrections: () => ({ corrections: [...corrections.list()] }),
    async correct({ body, asker }) {
      if (body.kind === 'group' && body.members.includes(body.entity_id))
        throw badRequest([{ field: 'members', message: 'a group is no member of itself' }]);
      if ('pattern_id' in body && !patterns.knows(body.pattern_id)) throw new NotFoundError(`There is no pattern ${body.pattern_id}.`);
      checkCircuit(body);
      await checkEntities(body);
      await checkCorrelation(body);
      return corrections.add(body, asker.name);
    },
    takeBack: ({ path: { id } }) => corrections.takeBack(id),
  };
}
