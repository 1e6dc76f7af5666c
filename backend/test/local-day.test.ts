import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { startOfDay } from '../local-day.ts';

const at = (text: string) => Date.parse(text);
const start = (text: string, zone: string) => new Date(startOfDay(at(text), zone)).toISOString();

describe('startOfDay', () => {
  it('is local midnight', () => {
    expect(start('2026-11-24T12:00:00Z', 'UTC')).toBe('2026-11-24T00:00:00.000Z');
    expect(start('2026-11-24T12:00:00Z', 'America/Los_Angeles')).toBe('2026-11-24T08:00:00.000Z');
    expect(start('2026-11-24T07:59:59.999Z', 'America/Los_Angeles')).toBe('2026-11-23T08:00:00.000Z');
  });

  it('holds on days on which the clock is set', () => {
    expect(start('2026-03-29T12:00:00Z', 'Europe/Berlin')).toBe('2026-03-28T23:00:00.000Z');
    expect(start('2026-03-29T22:30:00Z', 'Europe/Berlin')).toBe('2026-03-29T22:00:00.000Z');
    expect(start('2026-10-25T12:00:00Z', 'Europe/Berlin')).toBe('2026-10-24T22:00:00.000Z');
    expect(start('2026-10-25T22:59:59Z', 'Europe/Berlin')).toBe('2026-10-24T22:00:00.000Z');
    expect(start('2026-10-25T23:00:00Z', 'Europe/Berlin')).toBe('2026-10-25T23:00:00.000Z');
  });

  it('is the moment of the jump where there is no midnight', () => {
    // In Santiago the clock went from 24:00 to 01:00 on 2026-09-05 (tz database).
    expect(start('2026-09-06T12:00:00Z', 'America/Santiago')).toBe('2026-09-06T04:00:00.000Z');
  });

  it('knows zones that are off by half and quarter hours, and one that left out a day', () => {
    expect(start('2026-11-24T12:00:00Z', 'Asia/Kolkata')).toBe('2026-11-23T18:30:00.000Z');
    expect(start('2026-11-24T12:00:00Z', 'Asia/Kathmandu')).toBe('2026-11-23T18:15:00.000Z');
    expect(start('2026-11-24T12:00:00Z', 'Pacific/Kiritimati')).toBe('2026-11-24T10:00:00.000Z');
    // Samoa had no 2011-12-30 (tz database).
    expect(start('2011-12-31T00:00:00Z', 'Pacific/Apia')).toBe('2011-12-30T10:00:00.000Z');
  });

  const zones = [
    'UTC',
    'Europe/Berlin',
    'Australia/Lord_Howe',
    'America/St_Johns',
    'America/Havana',
    'Africa/Casablanca',
    'Asia/Kathmandu',
    'Pacific/Chatham',
  ];
  const dayOf = (ms: number, timeZone: string) => new Intl.DateTimeFormat('en-CA', { timeZone }).format(ms);

  it('lies in the same local day, no later, and a moment before it is another day', () => {
    const times = fc.integer({ min: at('2020-01-01T00:00:00Z'), max: at('2036-01-01T00:00:00Z') });
    fc.assert(
      fc.property(times, fc.constantFrom(...zones), (timeMs, zone) => {
        const startMs = startOfDay(timeMs, zone);
        expect(startMs).toBeLessThanOrEqual(timeMs);
        expect(timeMs - startMs).toBeLessThan(26 * 3_600_000);
        expect(dayOf(startMs, zone)).toBe(dayOf(timeMs, zone));
        expect(dayOf(startMs - 1, zone)).not.toBe(dayOf(timeMs, zone));
        expect(startOfDay(startMs, zone)).toBe(startMs);
      }),
    );
  });
});
