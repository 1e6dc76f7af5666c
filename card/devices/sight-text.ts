/** What was learned of a meter, in the reader's words: how fast, how late and how fine it is. */
import type { MeterProfile } from '../../backend/contract/meter-profile.ts';
import type { Host } from '../host/host.ts';

/** Sooner is told as at once, s. */
const AT_ONCE_S = 1;

/** Two digits, as people say it: 4.27 is 4.3, 137 is 140. */
function aboutText(value: number, { formats }: Host): string {
  const about = Number(value.toPrecision(2));
  return formats.number(about, Number.isInteger(about) ? 0 : 1);
}

function lagText(lagS: number, host: Host): string {
  return lagS < AT_ONCE_S ? host.localize('meter.at_once') : host.localize('meter.lag', { seconds: aboutText(lagS, host) });
}

/** The largest load that one switch does not show. */
function repeatsText({ smallest_step_w, switches_needed }: MeterProfile, { localize, formats }: Host): string | null {
  const small = switches_needed.findLast(({ power_w }) => power_w < (smallest_step_w ?? 0));
  return small === undefined ? null : localize('meter.repeats', { watts: formats.watts(small.power_w), count: small.switches });
}

/** Null while the pace is not known. */
export function sightText(meter: MeterProfile, host: Host): string | null {
  const { cadence_s, lag_s, averaging, smallest_step_w } = meter;
  if (cadence_s === null) return null;
  const seconds = aboutText(cadence_s, host);
  const sentences = [
    host.localize(averaging === true ? 'meter.averages' : 'meter.reports', { seconds }),
    lag_s === null ? null : lagText(lag_s, host),
    smallest_step_w === null ? null : host.localize('meter.sees', { watts: host.formats.watts(smallest_step_w) }),
    repeatsText(meter, host),
  ];
  return sentences.filter((sentence) => sentence !== null).join(' ');
}
