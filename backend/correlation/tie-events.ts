/** The unknowns of a stretch of cells: one for each event, but one for an entity that switches on and off within it. */
import { placesOf, type CellView, type Place } from './cells.ts';
import type { Event } from './event.ts';
import type { Mixture } from './gaussian-mixture.ts';
import type { EntityModel } from './entity-model.ts';
import type { PriorPart } from './prior-of-event.ts';

/** `own`: the prior before a circuit was heard. */
export type ExpectedEvent = { event: Event; prior: PriorPart[]; own: PriorPart[]; model: EntityModel };

/** One unknown step, and the events that make it or take it back. */
export type Unknown = {
  first: ExpectedEvent;
  members: { expected: ExpectedEvent; sign: 1 | -1 }[];
  places: Place[];
  /** More events of the entity may be tied to it. */
  open: boolean;
};

const MOST_PLACES = 16;

/** Every place of one with every place of the other: what is seen of both together. */
function combine(places: readonly Place[], others: readonly Place[], sign: 1 | -1): Place[] {
  const combined = places.flatMap((a) =>
    others.map((b) => {
      const shares = new Map(a.shares);
      for (const [cell, share] of b.shares) shares.set(cell, (shares.get(cell) ?? 0) + sign * share);
      return { probability: a.probability * b.probability, shares: [...shares] };
    }),
  );
  return combined.slice(0, MOST_PLACES);
}

/**
 * Ties the events of a stretch, in time order: an on of an entity and its later offs are one unknown with signs, seen where they do not
 * cancel. Without this, two unknowns of one lamp in one cell would be free to be anything.
 *
 * @example
 * tieEvents(view, [lampOn, kettleOn, lampOff]).length; // 2
 */
export function tieEvents(view: CellView, events: readonly ExpectedEvent[]): Unknown[] {
  const unknowns: Unknown[] = [];
  for (const expected of events) {
    const { event } = expected;
    const places = placesOf(view, event.t);
    const known = unknowns.findLast(({ first }) => first.event.entity_id === event.entity_id);
    if (known?.open && event.kind !== 'level') {
      const sign = event.kind === 'on' ? 1 : -1;
      known.members.push({ expected, sign });
      known.places = combine(known.places, places, sign);
    } else {
      if (known !== undefined) known.open = false;
      unknowns.push({ first: expected, members: [{ expected, sign: 1 }], places, open: event.kind === 'on' });
    }
  }
  return unknowns;
}

/** What is believed of a step outside of the stretch or beside the one in question: where it is, and its moments. */
export type Believed = { places: readonly Place[]; mean: number; variance: number };

/**
 * What these steps are expected to add to each cell: mean, and variance of both their size and of where they are.
 *
 * @example
 * addUp([{ places: [{ probability: 0.5, shares: [[3, 1]] }], mean: 60, variance: 4 }]).get(3); // { mean: 30, variance: 902 }
 */
export function addUp(steps: readonly Believed[]): Map<number, { mean: number; variance: number }> {
  const cells = new Map<number, { mean: number; variance: number }>();
  for (const { places, mean, variance } of steps) {
    for (const { probability: q, shares } of places) {
      for (const [cell, share] of shares) {
        const known = cells.get(cell) ?? { mean: 0, variance: 0 };
        known.mean += q * share * mean;
        known.variance += q * share * share * variance + q * (1 - q) * (share * mean) ** 2;
        cells.set(cell, known);
      }
    }
  }
  return cells;
}

/** The posterior of an unknown as the step of one of its events. */
export const signed = (posterior: Mixture, sign: 1 | -1): Mixture =>
  sign === 1 ? posterior : posterior.map((part) => ({ ...part, mean: -part.mean }));
