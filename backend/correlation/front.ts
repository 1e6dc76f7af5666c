/** What the fast and the slow way of reading a meter have in common. */
import type { EntityModel } from './entity-model.ts';
import type { Event } from './event.ts';
import type { MeterTiming } from './explain-cells.ts';
import type { Mixture } from './gaussian-mixture.ts';
import type { EngineAnswer, EngineStep } from './types.ts';
import type { Witness } from './witness.ts';

/** What the entities draw now over being off; null: not known. */
export type Runs = Record<string, Mixture | null>;

/**
 * `learning` false: what is learned stays as it is; `windowS`: fixed slack around the lag, s; `firstLoad`: log odds of an unknown entity to be a
 * load in cells of minutes; `witness`: the circuits that are heard too.
 */
export type FrontSettings = { learning: boolean; windowS?: number | undefined; firstLoad?: number | undefined; witness: Witness };

export interface Front {
  /** Takes the next sample of the even pace. */
  sample(t: number, powerW: number): void;
  /** The meter does not know from here to the next sample. */
  gap(): void;
  /** Takes the next event. */
  event(event: Event): void;
  /** Events that wait for their meter, oldest first. */
  pending(): readonly Event[];
  /** What the entities draw now. */
  runs(): Runs;
  /** When the next events can be decided, s; null: none waits. */
  deadline(): number | null;
  /** Decides what is due at `t`, of all that was seen until then. */
  decide(t: number): EngineAnswer[];
  /** Housekeeping, often: steps that no event took are final, background and lag learn, what is old is forgotten. */
  sweep(t: number): EngineStep[];
  /** How long an event waits from its time to its answer, s. */
  waitS(): number;
  /** How late the meter is, and whether it shows points in time or means, as far as is known. */
  timing(): MeterTiming;
  /** The models of the entities as they stand in the answers. */
  entities(): Record<string, EntityModel>;
  /** Lag and spread, s, null until found; whether readings are means; spread of one reading, W. */
  profile(): { lagS: number | null; spreadS: number | null; averaging: boolean | null; noiseW: number | null };
}
