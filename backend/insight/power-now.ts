/** What each learned or measured device draws at a time. */
import type { Device } from '../contract/device.ts';
import type { Loads } from './divide-power.ts';

type Told = Pick<Device, 'entity_id' | 'verdict'>;

/** Watts; 0 for a learned device that is not on, null where it is not known. Unlike the parts of a moment it is not fitted to the meter, which may be late. */
export function powerNow({ entity_id, verdict }: Told, { measured, learned }: Loads): number | null {
  const load = [...learned, ...measured].find((each) => each.entity_id === entity_id);
  return load?.power_w ?? (verdict === 'learned' ? 0 : null);
}
