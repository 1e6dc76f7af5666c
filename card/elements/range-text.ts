/** A range in short, as in "6 h", "7 d". */
import type { Host } from '../host/host.ts';

const HOUR_MS = 3_600_000;

export const rangeText = (hours: number, { localize }: Host): string =>
  hours < 168 ? localize('range.hours', { hours }) : localize('range.days', { days: hours / 24 });

/** A range that ended, as in "02:36 – 08:36". */
export const spanText = ({ hours, endMs, now }: { hours: number; endMs: number; now: number }, { formats }: Host): string =>
  `${formats.time(endMs - hours * HOUR_MS, now)} – ${formats.time(endMs, now)}`;
