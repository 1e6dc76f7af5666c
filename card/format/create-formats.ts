/** Numbers, times and durations as the reader is used to them. */
import type { Localize } from '../localize.ts';
import { isKnownCurrency, knownLanguage, knownTimeZone } from './known-locale.ts';
import { formatAxis, formatChange, formatLevels, formatShortChange, formatWatts, splitWatts, type PowerUnit } from './format-watts.ts';

const NO_BREAK_SPACE = '\u00a0';
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

export type FormatSettings = {
  language: string;
  /** Decides separators; undefined: as the browser does. */
  numberLocale: string | string[] | undefined;
  grouping: boolean;
  /** Decides the order of a time's parts; undefined: as the browser does. */
  timeLocale: string | undefined;
  /** Undefined: as the language does. */
  hour12: boolean | undefined;
  /** Undefined: the browser's own. */
  timeZone: string | undefined;
  powerUnit: PowerUnit;
};

export interface Formats {
  number(value: number, digits?: number): string;
  watts(watts: number): string;
  /** Number and unit apart. */
  wattParts(watts: number): { number: string; unit: string };
  change(watts: number): string;
  /** In few characters, as in "+1.9 kW". */
  shortChange(watts: number): string;
  /** As in "3 kW". */
  axis(watts: number): string;
  /** What it was and what it became, as in "off → on". */
  arrow(before: string, after: string): string;
  levels(before: number, after: number): string;
  percent(share: number): string;
  /** Two decimals below 10 kWh, one above. */
  energy(kwh: number): string;
  /** In the currency, or a bare number where none is known. */
  money(amount: number, currency: string | null): string;
  /** As in "14:31"; with the day where that is not the day of `now`. */
  time(timeMs: number, nowMs: number): string;
  /** A time in parts: "14:31", ":48" and what follows, as in " PM". */
  clock(timeMs: number): { time: string; seconds: string; period: string };
  /** As in "Nov 10". */
  day(timeMs: number): string;
  /** As in "Tue". */
  weekday(timeMs: number): string;
  /** How far the reader's clock is ahead of UTC, ms. */
  offset(timeMs: number): number;
  /** As in "4 minutes ago"; short as in "12 min ago". */
  ago(timeMs: number, nowMs: number, style?: 'short'): string;
  /** As in "18 min" and "2 h 10 min". */
  duration(durationMs: number): string;
  /** As a sentence says it: "6 minutes". */
  spelled(durationMs: number): string;
  /** Names, as in "A and B", in the pieces that may be set differently. */
  list(names: readonly string[]): { name: boolean; text: string }[];
}

/** Whether the reader's clock goes to 12; hours of a clock that goes to 24 have two digits. */
const countsTo12 = ({ hour12, timeLocale }: FormatSettings): boolean =>
  hour12 ?? new Intl.DateTimeFormat(timeLocale, { hour: 'numeric' }).resolvedOptions().hour12 ?? false;

const timeOptions = (settings: FormatSettings): Intl.DateTimeFormatOptions => ({
  ...(countsTo12(settings) ? { hour: 'numeric', hourCycle: 'h12' } : { hour: '2-digit', hourCycle: 'h23' }),
  minute: '2-digit',
  ...(settings.timeZone !== undefined && { timeZone: settings.timeZone }),
});

const numberFormats = ({ numberLocale, grouping }: FormatSettings) => {
  const made = new Map<number, Intl.NumberFormat>();
  return (value: number, digits = 0): string => {
    const format =
      made.get(digits) ??
      new Intl.NumberFormat(numberLocale, { minimumFractionDigits: digits, maximumFractionDigits: digits, useGrouping: grouping });
    made.set(digits, format);
    return format.format(value);
  };
};

const moneyFormat = ({ numberLocale, grouping }: FormatSettings, number: (value: number, digits?: number) => string) => {
  const made = new Map<string, Intl.NumberFormat>();
  return (amount: number, currency: string | null): string => {
    if (currency === null || !isKnownCurrency(currency)) return number(amount, 2);
    const format = made.get(currency) ?? new Intl.NumberFormat(numberLocale, { style: 'currency', currency, useGrouping: grouping });
    made.set(currency, format);
    return format.format(amount);
  };
};

/** The largest unit that fits at least once. */
const relativeParts = (elapsedMs: number): [number, Intl.RelativeTimeFormatUnit] => {
  if (elapsedMs < MINUTE_MS) return [elapsedMs / 1000, 'second'];
  if (elapsedMs < HOUR_MS) return [elapsedMs / MINUTE_MS, 'minute'];
  if (elapsedMs < DAY_MS) return [elapsedMs / HOUR_MS, 'hour'];
  return [elapsedMs / DAY_MS, 'day'];
};

/** The parts of a local time, read as if it were UTC, tell how far it is ahead. */
const offsetIn = (zone: { timeZone?: string }) => {
  const parts = ['year', 'month', 'day', 'hour', 'minute', 'second'] as const;
  const options = Object.fromEntries(parts.map((part) => [part, 'numeric']));
  const format = new Intl.DateTimeFormat('en', { ...zone, ...options, hourCycle: 'h23' });
  return (timeMs: number): number => {
    const values = new Map(format.formatToParts(timeMs).map(({ type, value }) => [type, Number(value)]));
    const [year = 0, month = 1, day, hour, minute, second] = parts.map((part) => values.get(part));
    return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(timeMs / 1000) * 1000;
  };
};

const knownSettings = (settings: FormatSettings): FormatSettings => ({
  ...settings,
  language: knownLanguage(settings.language),
  numberLocale: typeof settings.numberLocale === 'string' ? knownLanguage(settings.numberLocale) : settings.numberLocale,
  timeLocale: settings.timeLocale && knownLanguage(settings.timeLocale),
  timeZone: knownTimeZone(settings.timeZone),
});

export function createFormats(wanted: FormatSettings, localize: Localize): Formats {
  const settings = knownSettings(wanted);
  const number = numberFormats(settings);
  const power = { unit: settings.powerUnit, number };
  const zone = settings.timeZone === undefined ? {} : { timeZone: settings.timeZone };
  const short = new Intl.DateTimeFormat(settings.timeLocale, timeOptions(settings));
  const long = new Intl.DateTimeFormat(settings.timeLocale, { ...timeOptions(settings), second: '2-digit' });
  const day = new Intl.DateTimeFormat(settings.language, { ...zone, day: 'numeric', month: 'short' });
  const weekday = new Intl.DateTimeFormat(settings.language, { ...zone, weekday: 'short' });
  const names = new Intl.ListFormat(settings.language);
  const longAgo = new Intl.RelativeTimeFormat(settings.language);
  // British English puts no full stop after "min".
  const shortAgo = new Intl.RelativeTimeFormat(settings.language === 'en' ? 'en-GB' : settings.language, { style: 'short' });
  const arrow = (before: string, after: string): string => `${before} ${localize('arrow')} ${after}`;
  /** Whole minutes, one at least. */
  const span = (durationMs: number, ofMinutes: 'duration.short' | 'duration.minutes'): string => {
    const count = Math.max(1, Math.round(durationMs / MINUTE_MS));
    if (count < 60) return localize(ofMinutes, { count });
    const values = { hours: number(Math.floor(count / 60)), minutes: number(count % 60) };
    return count % 60 === 0 ? localize('duration.hours', values) : localize('duration.hours_minutes', values);
  };

  return {
    number,
    watts: (watts) => formatWatts(watts, power),
    wattParts: (watts) => splitWatts(watts, power),
    change: (watts) => formatChange(watts, power),
    shortChange: (watts) => formatShortChange(watts, power),
    axis: (watts) => formatAxis(watts, power),
    arrow,
    levels: (before, after) => formatLevels(before, after, arrow, power),
    percent: (share) => `${number(Math.round(share))}${NO_BREAK_SPACE}%`,
    energy: (kwh) => `${number(kwh, kwh < 10 ? 2 : 1)}${NO_BREAK_SPACE}kWh`,
    money: moneyFormat(settings, number),
    time(timeMs, nowMs) {
      const text = short.format(timeMs);
      return day.format(timeMs) === day.format(nowMs) ? text : `${day.format(timeMs)}, ${text}`;
    },
    clock(timeMs) {
      const parts = long.formatToParts(timeMs);
      const at = parts.findIndex(({ type }) => type === 'second');
      const text = (from: number, to: number) =>
        parts
          .slice(from, to)
          .map(({ value }) => value)
          .join('');
      return { time: text(0, at - 1), seconds: text(at - 1, at + 1), period: text(at + 1, parts.length) };
    },
    day: (timeMs) => day.format(timeMs),
    weekday: (timeMs) => weekday.format(timeMs),
    offset: offsetIn(zone),
    ago(timeMs, nowMs, style) {
      const [value, unit] = relativeParts(Math.max(0, nowMs - timeMs));
      return (style === undefined ? longAgo : shortAgo).format(-Math.floor(value), unit);
    },
    duration: (durationMs) => span(durationMs, 'duration.short'),
    spelled: (durationMs) => span(durationMs, 'duration.minutes'),
    list: (all) => names.formatToParts(all).map(({ type, value }) => ({ name: type === 'element', text: value })),
  };
}
