/** The version of the wire that this card was made for; the compiler checks it against the contract. */
import type { PROTOCOL as Spoken } from '../../backend/contract/endpoints.ts';

export const PROTOCOL: typeof Spoken = 1;
