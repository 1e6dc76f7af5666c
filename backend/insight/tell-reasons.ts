/** Why a step is believed to be a device's, in sentences, most telling first. */
import type { StoredCorrelation } from '../contract/correlation.ts';
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

function ofSize({ correlation, device }: Evidence): string | null {
  if (device?.on_power_w == null || device.interval_w === null || device.switches < 2 || !isWhole(correlation)) return null;
  const { on_power_w, interval_w, switches } = device;
  const size = Math.abs(correlation.power_delta_w);
  const known = `${watts(on_power_w)} ± ${Math.round(interval_w)}`;
  // The tolerance within which an answer counts as right.
  const fits = Math.abs(size - on_power_w) <= Math.max(10, 0.2 * on_power_w);
  if (fits) return `The step fits what this device did ${switches} times: ${known}.`;
  return `This device mostly does ${known}; this step was ${watts(size)}.`;
}

function ofOthers({ correlation, othersMs, nameOf }: Evidence): string | null {
  if (correlation.shared_with.length > 0) {
    const names = correlation.shared_with.map(nameOf).join(', ');
    return `${names} changed at the same time; the split follows what each did before.`;
  }
  const nearestMs = Math.min(NEAR_MS, ...othersMs.map((ms) => Math.abs(ms - correlation.time_ms)));
  const seconds = Math.floor(nearestMs / 1000);
  return seconds < QUIET_S ? null : `Nothing else changed within ${seconds} seconds.`;
}

const ofMeter = ({ profile: { averaging, cadence_s } }: Evidence): string | null =>
  averaging === true && cadence_s !== null ? `This meter averages ${Math.round(cadence_s)} s, so the size is less certain.` : null;

/** @example tellReasons(kettleAlone) // ['The step fits what this device did 24 times: 1,930 W ± 38.', 'Nothing else changed within 40 seconds.'] */
export const tellReasons = (evidence: Evidence): string[] =>
  [ofSize(evidence), ofOthers(evidence), ofMeter(evidence)].filter((reason) => reason !== null);
