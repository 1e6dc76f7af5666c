/** A device as people are told of it: what the engine learned, judged by what this meter can show. */
import type { Device } from '../contract/device.ts';
import type { EngineDevice } from '../correlation/types.ts';
import { switchesFor } from './describe-meter.ts';

/** A load that needs more switches than a year of daily use gives cannot be seen with this meter. */
const MOST_SWITCHES = 400;

/** Nobody corrected it. */
const uncorrected = { group: null, entered_w: null, correction_id: null, circuit: null, phase: null };

/** What it used. */
export type Used = Pick<Device, 'energy_kwh' | 'cost' | 'total_kwh' | 'total_cost'>;
/** What it draws at rest, and since when it draws otherwise than before. */
export type Trend = Pick<Device, 'standby_w' | 'drift'>;
const UNSEEN: Trend = { standby_w: null, drift: null };

type Judged = Pick<Device, 'verdict' | 'switches_needed'>;

/** How many more switches it needs: those that its size takes, less those seen; one at least, since it is not learned yet. */
function judge({ verdict, on_power_w, switches }: EngineDevice, spreadW: number | null): Judged {
  if (verdict !== 'learning' || on_power_w === null || on_power_w <= 0 || spreadW === null) return { verdict, switches_needed: null };
  const needed = switchesFor(on_power_w, spreadW);
  if (needed > MOST_SWITCHES) return { verdict: 'too_small', switches_needed: null };
  return { verdict, switches_needed: Math.max(1, needed - switches) };
}

/** `spreadW`: of one step on this meter; null: not known. */
export function describeDevice(device: EngineDevice, spreadW: number | null, energy: Used, trend: Trend = UNSEEN): Device {
  const { entity_id, on_power_w, interval_w, switches } = device;
  // What has no measurable effect uses nothing that could be told.
  const used = device.verdict === 'no_effect' ? { ...energy, energy_kwh: null, cost: null } : energy;
  return { entity_id, on_power_w, interval_w, switches, ...judge(device, spreadW), ...used, ...trend, ...uncorrected };
}

const UNMEASURED = { on_power_w: null, standby_w: null };

/** A device with a power sensor of its own. */
export const describeMeasured = (
  entity_id: string,
  energy: Used,
  power: Pick<Device, 'on_power_w' | 'standby_w'> = UNMEASURED,
): Device => ({
  entity_id,
  verdict: 'measured',
  ...power,
  interval_w: null,
  switches: 0,
  switches_needed: null,
  ...energy,
  drift: null,
  ...uncorrected,
});
