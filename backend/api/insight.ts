/** The answers that are made of what was learned: what no entity explains. */
import type { Clock } from '../clock.ts';
import type { Home } from '../home/home.ts';
import { readUnexplained } from '../insight/read-unexplained.ts';
import type { Store } from '../store/store.ts';
import type { Handlers } from './route.ts';
import { rangeOf } from './time-range.ts';

export type InsightOptions = { store: Store; home: Home; clock: Clock };

export function createInsight({ store, home, clock }: InsightOptions): Pick<Handlers, 'unexplained'> {
  return {
    unexplained: ({ query }) => readUnexplained(store, rangeOf(query, clock.now()), home.settings().price),
  };
}
