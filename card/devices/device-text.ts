/** What is known of a device, in words. */
import type { Device } from '../../backend/contract/device.ts';
import type { MeterProfile } from '../../backend/contract/meter-profile.ts';
import type { Host } from '../host/host.ts';

const DAY_MS = 86_400_000;

/** As in "1,930 W ± 38"; null: not known. */
export function wattsText({ on_power_w, interval_w, verdict }: Device, { formats }: Host): string | null {
  if (on_power_w === null) return null;
  const half = verdict === 'measured' || interval_w === null ? 0 : Math.round(interval_w);
  return half === 0 ? formats.watts(on_power_w) : `${formats.watts(on_power_w)} ± ${formats.number(half)}`;
}

/** Where the watts come from. */
export function evidenceText({ verdict, entered_w, switches }: Device, { localize }: Host): string {
  if (entered_w !== null) return localize('moment.entered');
  return verdict === 'measured' ? localize('moment.measured') : localize('devices.switches', { count: switches });
}

/** As in "was 690 W 30 days ago"; null: it draws what it always drew. */
export function driftText({ drift }: Device, { formats, localize }: Host, now: number): string | null {
  if (drift === null) return null;
  const count = Math.max(1, Math.round((now - Date.parse(drift.since)) / DAY_MS));
  return localize('devices.drift', { watts: formats.watts(drift.from_w), count });
}

/** Why a device without an effect has none. */
export function noEffectText({ group, drift, correction_id, switches }: Device, { formats, localize }: Host): string {
  if (group !== null) return localize('devices.is_group');
  if (correction_id !== null) return localize('devices.said_no_load');
  // A load that went silent is one that was known before.
  if (drift !== null) return localize('devices.silent', { watts: formats.watts(drift.from_w), day: formats.day(Date.parse(drift.since)) });
  return localize('devices.no_change', { count: switches });
}

/** What is known of a device that is still learned. */
export function learningText({ on_power_w, interval_w }: Device, { formats, localize }: Host): string {
  if (on_power_w === null || interval_w === null) return localize('devices.nothing_yet');
  const low = Math.max(0, on_power_w - interval_w);
  return localize('devices.between', { low: formats.number(Math.round(low)), high: formats.watts(on_power_w + interval_w) });
}

export const tooSmallText = (meter: MeterProfile | null, { formats, localize }: Host): string =>
  meter === null || meter.smallest_step_w === null
    ? localize('devices.too_small')
    : localize('devices.below', { watts: formats.watts(meter.smallest_step_w) });

/** What a user said of it, or why it has no watts; null: it is a device as others are. */
export function verdictText(device: Device, host: Host): string | null {
  if (device.verdict === 'no_effect') return noEffectText(device, host);
  if (device.entered_w !== null) return host.localize('device.entered');
  return device.correction_id === null ? null : host.localize('device.corrected');
}
