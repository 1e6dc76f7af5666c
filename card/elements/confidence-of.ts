/** How far an answer can be trusted, in the words that one can act on; null: not to be shown. */
import type { Correlation } from '../../backend/contract/correlation.ts';

export type Confidence = 'sure' | 'likely' | 'shared';

const SURE = 0.9;
/** Below it nothing is said: it is less likely right than wrong. */
export const LEAST_CONFIDENCE = 0.5;

export function confidenceOf({ confidence, shared_with }: Pick<Correlation, 'confidence' | 'shared_with'>): Confidence | null {
  if (confidence < LEAST_CONFIDENCE) return null;
  if (shared_with.length > 0) return 'shared';
  return confidence >= SURE ? 'sure' : 'likely';
}
