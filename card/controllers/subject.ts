/** What a home is read for: whom to ask, whether to go on following, and what is shown. */
import type { Client } from '../client/client.ts';
import type { Shown } from './apply-event.ts';

export type Subject = Shown & { client: Client; /** False: shown once, not followed. */ live: boolean };

const compare =
  (...keys: readonly (keyof Subject)[]) =>
  (before: Subject | null, after: Subject): boolean =>
    before !== null && keys.every((key) => before[key] === after[key]);

/** Else everything begins anew. */
export const isSameHome = compare('client', 'live');
/** Else only the range is read anew. */
export const isSameRange = compare('hours', 'endMs', 'min_delta', 'hasChart', 'hasDevices', 'hasUnexplained');
