/** A range in short, as in "6 h", "7 d". */
import type { Host } from '../host/host.ts';

export const rangeText = (hours: number, { localize }: Host): string =>
  hours < 168 ? localize('range.hours', { hours }) : localize('range.days', { days: hours / 24 });
