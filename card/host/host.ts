/** What the elements need to know of where they are shown: Home Assistant, or the backend's own page. */
import type { Formats } from '../format/create-formats.ts';
import type { Localize } from '../localize.ts';

export type EntityLook = { name: string; area: string | null; icon: string };

/** The state now, what the entity does in it where the state does not tell (a thermostat's `hvac_action`), and since when; null: not told. */
type EntityState = { state: string; action: string | null; sinceMs: number | null };

export interface Host {
  readonly localize: Localize;
  readonly formats: Formats;
  readonly currency: string | null;
  /** Whether the reader may change things. */
  readonly isAdmin: boolean;
  readonly entity: (entityId: string) => EntityLook;
  /** Null: not known. */
  readonly stateOf: (entityId: string) => EntityState | null;
  /** All that may be chosen where an entity is asked for. */
  readonly entityIds: () => readonly string[];
  /** None where they are not known. */
  readonly areas: () => readonly { id: string; name: string }[];
  /** A state in the reader's words. */
  readonly formatState: (entityId: string, state: string) => string;
  /** Opens Home Assistant's dialog of an entity; absent where there is none. */
  readonly showMoreInfo?: (source: HTMLElement, entityId: string) => void;
  /** Goes to the Energy settings; absent where there are none. */
  readonly openEnergySettings?: () => void;
}
