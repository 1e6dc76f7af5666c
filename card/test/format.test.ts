import { createFormats, type FormatSettings } from '../format/create-formats.ts';
import { formatChange, formatLevels, formatWatts } from '../format/format-watts.ts';
import { shareOf } from '../format/share-of.ts';
import { createLocalize, localizeInEnglish } from '../localize.ts';
import { MINUTE_MS, NOW } from './fixtures.ts';
import { isEqual, isTrue } from './expect.ts';

const settings: FormatSettings = {
  language: 'en',
  numberLocale: 'en',
  grouping: true,
  timeLocale: 'en',
  hour12: undefined,
  timeZone: 'Europe/Berlin',
  powerUnit: 'auto',
};
const formats = (changes: Partial<FormatSettings> = {}) => createFormats({ ...settings, ...changes }, localizeInEnglish);
const power = (unit: 'auto' | 'W' | 'kW' = 'auto', locale = 'en') => ({
  unit,
  number: (value: number, digits?: number) => formats({ numberLocale: locale }).number(value, digits),
});

describe('watts in words', () => {
  it('are whole and in W up to 9,999 W, then in kW', () => {
    isEqual(formatWatts(9999.4, power()), '9,999\u00a0W');
    isEqual(formatWatts(9999.5, power()), '10.0\u00a0kW');
    isEqual(formatWatts(12_340, power('W')), '12,340\u00a0W');
  });

  it('have a sign of their own and no minus zero', () => {
    isEqual(formatChange(1930, power()), '+1,930\u00a0W');
    isEqual(formatChange(-82, power()), '\u221282\u00a0W');
    isEqual(formatChange(-0.4, power()), '0\u00a0W');
  });

  it('follow the reader’s numbers', () => {
    isEqual(formatWatts(1930, power('auto', 'de')), '1.930\u00a0W');
    isEqual(formatWatts(1930, power('kW', 'de')), '1,9\u00a0kW');
    isEqual(
      [3, 95].map((watts) => formatWatts(watts, power('kW'))),
      ['0.003\u00a0kW', '0.10\u00a0kW'],
    );
    isEqual(formats({ grouping: false }).watts(1930), '1930\u00a0W');
  });

  it('keep small loads apart in kW', () => isEqual(formatWatts(60, power('kW')), '0.06\u00a0kW'));

  const arrow = (before: string, after: string) => `${before} → ${after}`;
  it('say the unit of two levels once', () => {
    isEqual(formatLevels(553, 2483, arrow, power()), '553 → 2,483\u00a0W');
    isEqual(formatLevels(9000, 12_000, arrow, power()), '9,000\u00a0W → 12.0\u00a0kW');
  });
});

describe('times', () => {
  it('are told in the zone that is asked for, on either clock', () => {
    isEqual(formats({ hour12: false }).time(NOW, NOW), '14:36');
    isEqual(formats({ hour12: false, timeZone: 'America/New_York' }).time(NOW, NOW), '08:36');
    isEqual(formats({ hour12: true }).time(NOW, NOW).replace(/\s/, ' '), '2:36 PM');
    isEqual(formats({ timeLocale: 'de' }).time(NOW, NOW), '14:36');
  });

  it('name the day when it is not today', () => {
    isEqual(formats({ hour12: false }).time(NOW - 24 * 60 * MINUTE_MS, NOW), 'Nov 23, 14:36');
  });

  it('know how far each zone is ahead: by half hours, and on both sides of a change of the clock', () => {
    const hoursAhead = (timeZone: string, time: string) => formats({ timeZone }).offset(Date.parse(time)) / (60 * MINUTE_MS);
    isEqual(hoursAhead('Asia/Kolkata', '2026-10-25T12:00:00Z'), 5.5);
    isEqual(hoursAhead('Asia/Kathmandu', '2026-10-25T12:00:00Z'), 5.75);
    isEqual(hoursAhead('America/St_Johns', '2026-12-25T12:00:00Z'), -3.5);
    isEqual([hoursAhead('Europe/Berlin', '2026-10-25T00:59:59Z'), hoursAhead('Europe/Berlin', '2026-10-25T01:00:00Z')], [2, 1]);
    isEqual(
      [hoursAhead('Australia/Lord_Howe', '2026-07-01T00:00:00Z'), hoursAhead('Australia/Lord_Howe', '2026-12-01T00:00:00Z')],
      [10.5, 11],
    );
    const berlin = formats({ hour12: false });
    const hour = (time: string) => berlin.time(Date.parse(time), Date.parse(time));
    // The hour that is twice.
    isEqual([hour('2026-10-25T00:30:00Z'), hour('2026-10-25T01:30:00Z')], ['02:30', '02:30']);
  });

  it('come in parts, so that seconds can stand back', () => {
    isEqual(formats({ hour12: false }).clock(NOW + 5000), { time: '14:36', seconds: ':05', period: '' });
    isEqual(formats({ hour12: true }).clock(NOW).period.trim(), 'PM');
  });

  it('are told all the same in a language or a zone that the browser does not know', () => {
    const odd = formats({ language: 'en-US@posix', numberLocale: 'en-US@posix', timeLocale: '!', timeZone: 'Mars/Olympus', hour12: false });
    isEqual(odd.watts(1930), '1,930\u00a0W');
    isTrue(/^\d\d:36$/.test(odd.time(NOW, NOW)), 'the minutes are right');
    isEqual(createLocalize('xx@yy', {})('duration.minutes', { count: 2 }), '2 minutes');
  });

  it('go through the hour that a clock change repeats', () => {
    const before = Date.parse('2026-10-25T00:30:00.000Z');
    isEqual(formats({ hour12: false }).time(before, before), '02:30');
    isEqual(formats({ hour12: false }).time(before + 60 * MINUTE_MS, before), '02:30');
  });

  it('are told as ages and durations', () => {
    isEqual(formats().ago(NOW - 4 * MINUTE_MS, NOW), '4 minutes ago');
    isEqual(formats().ago(NOW + 1000, NOW), '0 seconds ago');
    isEqual(formats().ago(NOW - 12 * MINUTE_MS, NOW, 'short'), '12 min ago');
    isEqual(formats().duration(18 * MINUTE_MS), '18\u00a0min');
    isEqual(formats().spelled(6 * MINUTE_MS), '6 minutes');
    isEqual(formats().spelled(MINUTE_MS), '1 minute');
    isEqual(formats().spelled(130 * MINUTE_MS), formats().duration(130 * MINUTE_MS));
    isEqual(formats().duration(130 * MINUTE_MS), '2\u00a0h 10\u00a0min');
  });
});

describe('shares', () => {
  it('are unknown where there is no whole', () => {
    isEqual([shareOf(50, 200), shareOf(50, 0), shareOf(50, null), shareOf(null, 10)], [25, null, null, null]);
  });
});
