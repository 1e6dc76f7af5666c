import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { createHourDays } from '../../insight/hour-days.ts';
import { localDays } from '../../insight/local-days.ts';
import { readDevices } from '../../insight/read-devices.ts';
import { readHistory } from '../../insight/read-history.ts';
import { createLog } from '../../log.ts';
import { createStore } from '../../store/create-store.ts';
import { createManualClock } from '../manual-clock.ts';

const HOUR_MS = 3_600_000;
const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

const heater = { entity_id: 'switch.heater', on_power_w: 1000, interval_w: 4, switches: 9, verdict: 'learned' as const };

/** A heater of 1 kW that never stops: its kWh are the hours of each day. */
async function energyAt(nowMs: number, timeZone: string) {
  const log = createLog({ level: 'silent', secrets: [] });
  const directory = mkdtempSync(join(tmpdir(), 'energy-of-days-'));
  const store = await createStore({ directory, home_id: 'home', mode: 'real', clock: createManualClock(nowMs), log });
  cleanups.push(() => store.close());
  const hour = { entity_id: 'switch.heater', energy_kwh: 1, on_s: 3600, cost: -0.5, provenance: 'learned' };
  const open = Math.floor(nowMs / HOUR_MS) * HOUR_MS;
  const entityHours = Array.from({ length: 16 * 24 }, (_, i) => ({ ...hour, time_ms: open - (i + 1) * HOUR_MS }));
  await store.commit({ correlations: [], steps: [], meterHours: [], entityHours, facts: [] });
  const openHours = [{ ...hour, time_ms: open, energy_kwh: (nowMs - open) / HOUR_MS, house: null }];
  const devices = await readDevices({
    ...{ store, meter_id: 'house', devices: [heater], openHours, measured: [], trends: new Map(), circuitPower: new Map() },
    ...{ hourDays: createHourDays(store), spreadW: 1, nowMs, timeZone, price: -0.5 },
  });
  const shareOf = () => 1;
  const history = await readHistory({ store, entity_id: 'switch.heater', on_power_w: 1000, shareOf, openHours, nowMs, timeZone });
  return { device: devices[0]!, days: history.energy_by_day! };
}

describe('the energy of local days', () => {
  it.each([
    ['Europe/Berlin', '2026-03-29T20:10:00Z'],
    ['Europe/Berlin', '2026-10-26T00:10:00Z'],
    ['America/St_Johns', '2026-03-08T20:10:00Z'],
    ['America/St_Johns', '2026-11-02T03:40:00Z'],
    ['Asia/Kolkata', '2026-11-24T18:40:00Z'],
    ['Asia/Kathmandu', '2026-11-24T18:20:00Z'],
    ['Australia/Lord_Howe', '2026-10-04T03:10:00Z'],
    ['Australia/Lord_Howe', '2026-04-05T03:10:00Z'],
    ['Pacific/Apia', '2026-11-24T10:30:00Z'],
    ['America/Sao_Paulo', '2018-11-04T12:10:00Z'],
    ['UTC', '2026-11-24T00:10:00Z'],
  ])('is that of their length in %s at %s, today and in the week', async (timeZone, now) => {
    const nowMs = Date.parse(now);
    const { device, days } = await energyAt(nowMs, timeZone);
    const starts = localDays(nowMs, 14, timeZone);
    const lengths = starts.map((start, i) => ((starts[i + 1] ?? nowMs) - start) / HOUR_MS);
    expect(days.map(({ energy_kwh }) => energy_kwh)).toEqual(lengths.map((hours) => expect.closeTo(hours, 6) as number));
    const [today, week] = [lengths.at(-1)!, lengths.slice(-7).reduce((sum, hours) => sum + hours, 0)];
    expect(device.energy_kwh).toEqual({ today: expect.closeTo(today, 6) as number, week: expect.closeTo(week, 6) as number });
    // A price below 0 is one.
    expect(device.cost).toEqual({ today: expect.closeTo(-today / 2, 6) as number, week: expect.closeTo(-week / 2, 6) as number });
  });
});
