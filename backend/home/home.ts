/** What the home is: the source of state changes, names and settings. Home Assistant in earnest, a simulation in the demo. */
import type { EntityName } from '../contract/home-context.ts';
import type { StateChange } from '../contract/state-change.ts';
import type { Report } from '../status-board.ts';

export type HomeSettings = {
  name: string | null;
  /** IANA name, as in "Europe/Berlin". */
  time_zone: string;
  currency: string | null;
  /** Price of a kWh, now. */
  price: number | null;
  language: string;
};

/** From this time on a kWh costs so much; null: nobody knows. */
export type PriceChange = { time_ms: number; price: number | null };

export interface Home {
  /**
   * Follows the state changes of the chosen entities until the signal aborts, then resolves.
   * Out of reach: reports it, and tries again by itself. Throws AuthError and ConfigurationError, which trying again cannot mend.
   * `onBack` is called at the first contact and after every break: the caller then asks `history` for what it missed.
   */
  run(handlers: { onChange: (change: StateChange) => void; onBack: () => void; report: Report; signal: AbortSignal }): Promise<void>;
  /** The changes after start_ms and up to end_ms that it still knows, in slices in time order; each tells up to where it reaches. Throws UnavailableError. */
  history(range: { start_ms: number; end_ms: number; signal: AbortSignal }): AsyncIterable<{ changes: StateChange[]; until_ms: number }>;
  /**
   * Everything that happened up to this time has been handed on (or can be had from `history`): the time of the last sign of life of the
   * connection, such as an event or an answered ping. Stands still while it is broken; null before the first contact.
   */
  heardMs(): number | null;
  /** Names, areas and icons of the entities that are followed or asked for. */
  entities(): EntityName[];
  /** Which of the home's devices an entity is part of, by whatever name the home has for it; null: none, or not known. */
  deviceOf(entityId: string): string | null;
  /** The last known; a guess from this machine before the first contact. */
  settings(): HomeSettings;
  /** What a kWh cost in the range, in time order; the first tells what it cost at the start. Empty: not known. Throws UnavailableError. */
  prices(range: { start_ms: number; end_ms: number }): Promise<PriceChange[]>;
  /** Whether this user of Home Assistant is an administrator; false where that cannot be told. */
  isAdmin(userId: string): Promise<boolean>;
}
