/** The way of reading a meter that fits its pace, over what is learned and where it stands in the stream. */
import { isFast, type Cadence } from './cadence.ts';
import type { EngineData } from './engine-data.ts';
import type { EntityModel } from './entity-model.ts';
import { createFastLearned, createFastStream, type FastLearned } from './fast-data.ts';
import { createFastFront } from './fast-front.ts';
import type { Front, FrontSettings } from './front.ts';
import { createGrid, paceOf } from './regular-grid.ts';
import { createSlowFront, createSlowLearned, createSlowStream, type SlowLearned } from './slow-front.ts';

type FrontLearned = FastLearned | SlowLearned;

/** Goes on where an earlier engine stopped; null where it had not begun. */
export function resumeFront({ learned, stream }: EngineData, settings: FrontSettings): Front | null {
  const [known, standing] = [learned.front, stream.front];
  if (known === null || standing === null) return null;
  if (known.kind === 'fast') return standing.kind === 'fast' ? createFastFront(known, standing, settings) : null;
  return standing.kind === 'slow' ? createSlowFront(known, standing, settings) : null;
}

/** What is learned of the entities stays when the meter's pace changes: what a lamp draws is no matter of the meter. */
function entitiesOf(front: FrontLearned | null): Record<string, EntityModel> {
  if (front === null) return {};
  if (front.kind === 'fast') return front.entities;
  return front.averaged.gain > front.sampled.gain ? front.averaged.entities : front.sampled.entities;
}

/** All sets of models that a front learns: a slow one follows two. */
export function modelsOf(front: FrontLearned | null): Record<string, EntityModel>[] {
  if (front === null) return [];
  return front.kind === 'fast' ? [front.entities] : [front.sampled.entities, front.averaged.entities];
}

function learnedFor(cadence: Cadence, front: FrontLearned | null): FrontLearned {
  return isFast(cadence) ? createFastLearned(paceOf(cadence), entitiesOf(front)) : createSlowLearned(entitiesOf(front));
}

/** Begins to read a meter of this pace; what waits goes on waiting. Changes `data`. */
export function beginFront(data: EngineData, cadence: Cadence, settings: FrontSettings): Front | null {
  const { learned, stream } = data;
  const before = resumeFront(data, settings);
  const pending = [...(before?.pending() ?? stream.waiting)];
  const runs = before?.runs() ?? {};
  if (learned.front === null || learned.cadence !== cadence) learned.front = learnedFor(cadence, learned.front);
  learned.cadence = cadence;
  stream.waiting = [];
  stream.grid = createGrid(cadence);
  stream.front = isFast(cadence) ? createFastStream(paceOf(cadence), pending, runs) : createSlowStream(cadence.dt, pending, runs);
  return resumeFront(data, settings);
}
