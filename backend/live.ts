/** What the house draws now, in memory: the API's live answers never wait for the store. */
import type { Current, Live } from './contract/current.ts';

export interface LiveView {
  /** The house meter, or another by its id; undefined: there is no such meter. */
  current(meterId?: string): Current | undefined;
  live(meterId?: string): Live | undefined;
}
