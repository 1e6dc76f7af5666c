/** Why a step is believed to be a device's, most telling first. */
import type { StoredCorrelation } from '../contract/correlation.ts';
import type { Reason } from '../contract/moment.ts';
import type { EngineDevice, EngineProfile } from '../correlation/types.ts';

export type Evidence = {
  correlation: StoredCorrelation;
  device: EngineDevice | undefined;
  profile: EngineProfile;
  /** Times of the changes of other entities within NEAR_MS. */
  othersMs: readonly number[];
  nameOf: (entityId: string) => string;
};

/** Other changes are looked for so far around. */
export const NEAR_MS = 120_000;
/** Silence of less than this is worth no sentence. */
const QUIET_S = 10;

const watts = (w: number): string => `${Math.round(w).toLocaleString('en-US')} W`;

/** Of a switch from off to fully on, or back: only that can be held against the learned power. */
const isWhole = ({ level, previous_level }: StoredCorrelation): boolean => level === null || Math.abs(level - (previous_level ?? 0)) > 95;

function ofSize({ correlation, device }: Evidence): Reason | null {
  if (device?.on_power_w == null || device.interval_w === null || device.switches < 2 || !isWhole(correlation)) return null;
  const { on_power_w: power_w, interval_w, switches } = device;
  const step_w = Math.abs(correlation.power_delta_w);
  const known = `${watts(power_w)} ± ${Math.round(interval_w)}`;
  // The tolerance within which an answer counts as right.
  if (Math.abs(step_w - power_w) <= Math.max(10, 0.2 * power_w)) {
    const text = `The step fits what this device did ${switches} times: ${known}.`;
    return { code: 'fits', values: { power_w, interval_w, switches }, text };
  }
  const text = `This device mostly does ${known}; this step was ${watts(step_w)}.`;
  return { code: 'differs', values: { power_w, interval_w, step_w }, text };
}

function ofOthers({ correlation, othersMs, nameOf }: Evidence): Reason | null {
  const { shared_with: entity_ids, time_ms } = correlation;
  if (entity_ids.length > 0) {
    const names = entity_ids.map(nameOf).join(', ');
    return { code: 'shared', values: { entity_ids }, text: `${names} changed at the same time; the split follows what each did before.` };
  }
  const nearestMs = Math.min(NEAR_MS, ...othersMs.map((ms) => Math.abs(ms - time_ms)));
  const seconds = Math.floor(nearestMs / 1000);
  return seconds < QUIET_S ? null : { code: 'alone', values: { seconds }, text: `Nothing else changed within ${seconds} seconds.` };
}

function ofMeter({ profile: { averaging, cadence_s } }: Evidence): Reason | null {
  if (averaging !== true || cadence_s === null) return null;
  return { code: 'averaging', values: { cadence_s }, text: `This meter averages ${Math.round(cadence_s)} s, so the size is less certain.` };
}

/** @example tellReasons(kettleAlone) // [{ code: 'fits', … }, { code: 'alone', values: { seconds: 40 }, text: 'Nothing else changed within 40 seconds.' }] */
export const tellReasons = (evidence: Evidence): Reason[] =>
  [ofSize(evidence), ofOthers(evidence), ofMeter(evidence)].filter((reason) => reason !== null);
