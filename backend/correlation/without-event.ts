/** The model of an entity as if it had never seen one event: what an event taught must not vouch for it. */
import type { EntityModel } from './entity-model.ts';
import type { Event } from './event.ts';

/** One event counts at most so much. */
const WEIGHT = 1;

/**
 * In the second pass over history each event meets a model that has learned from it. Which step it taught is not known any more, so each
 * cluster of its transition counts one less, and of a light's steps between the same brightnesses the last is left out: a step that was seen
 * once proves nothing of itself, one that was seen ten times was seen nine times by others.
 *
 * @example
 * withoutEvent(seenOnce, event).transitions[event.key].clusters; // []
 */
export function withoutEvent(model: EntityModel, { key, brightness }: Event): EntityModel {
  const transition = model.transitions[key];
  if (transition === undefined) return model;
  const clusters = transition.clusters
    .filter(({ count }) => count > WEIGHT)
    .map((cluster) => ({ ...cluster, count: cluster.count - WEIGHT }));
  const own = model.brightnessSteps.findLastIndex(({ from, to }) => from === brightness?.[0] && to === brightness[1]);
  return {
    ...model,
    transitions: { ...model.transitions, [key]: { ...transition, clusters } },
    brightnessSteps: own < 0 ? model.brightnessSteps : model.brightnessSteps.toSpliced(own, 1),
  };
}
