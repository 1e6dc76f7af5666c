/** Whether a meter is so slow that it has to be said, and how long that was dismissed. */
import type { MeterProfile } from '../../backend/contract/meter-profile.ts';
import type { Host } from '../host/host.ts';

/** Slower meters take many switches, s. */
const SLOW_S = 30;
const KEY = 'wattribute-slow-meter-dismissed';

/** Storage may be forbidden: then it is said each time. */
const read = (): string | null => {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
};

export const wasDismissed = (meter: MeterProfile): boolean => read() === meter.meter_id;

export function dismiss(meter: MeterProfile): void {
  try {
    localStorage.setItem(KEY, meter.meter_id);
  } catch {
    // Dismissed until the page is loaded anew.
  }
}

/** Heading and words; null: the meter is quick enough. */
export function slowMeterText(meter: MeterProfile, { formats, localize }: Host): { heading: string; text: string } | null {
  const { cadence_s, averaging, smallest_step_w, switches_needed } = meter;
  if (cadence_s === null || cadence_s < SLOW_S) return null;
  const seconds = { seconds: formats.number(Math.round(cadence_s)) };
  // The largest load that takes many switches.
  const many = switches_needed.findLast(({ switches }) => switches >= 10);
  const sentences = [
    many === undefined ? null : localize('devices.slow_many', { watts: formats.watts(many.power_w), count: many.switches }),
    smallest_step_w === null ? null : localize('devices.slow_single', { watts: formats.watts(smallest_step_w) }),
  ];
  return {
    heading: localize(averaging === true ? 'devices.slow_averages' : 'devices.slow_reports', seconds),
    text: sentences.filter((sentence) => sentence !== null).join(' '),
  };
}
