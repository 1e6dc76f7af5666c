import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { API_PREFIX, type AnswerOf, type EndpointName } from '../../contract/endpoints.ts';
import { aChange, aCircuitReading, aCorrelation, aReading, commitCorrelations, NOON, startBackend, type ABackend } from './a-backend.ts';
import { askFor } from './ask-for.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

let backend: ABackend;

const get = <N extends EndpointName>(name: N, query?: string, path?: string): Promise<AnswerOf<N>> => askFor(backend, name, query, path);

beforeAll(async () => {
  backend = await startBackend();
});
afterAll(() => backend.close());

describe('GET /energy/current', () => {
  it('tells that nothing is known before the first reading', async () => {
    expect(await get('current')).toMatchObject({ timestamp: null, total_power_w: null, stale: true, kind: 'load', latest: null });
  });

  it('tells the last reading of the house meter', async () => {
    backend.events.emit('reading', { readings: [aReading(NOON - 1000, 420)], circuits: [aCircuitReading(NOON - 1000, 120)] });
    const current = await get('current');
    expect(current).toMatchObject({ meter_id: 'house', total_power_w: 420, stale: false, entity_ids: ['sensor.house'] });
    expect(current.circuits).toMatchObject([{ circuit_name: 'Kitchen', power_w: 120, entity_id: 'sensor.kitchen' }]);
    expect(await get('current', '?meter_id=house')).toEqual(current);
  });

  it('does not know a meter that is not set up', async () => {
    const response = await backend.ask(`${API_PREFIX}/energy/current?meter_id=garage`);
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ code: 'not_found', detail: 'There is no meter "garage".' });
  });
});

describe('GET /energy/series', () => {
  beforeAll(() =>
    backend.store.series.append({
      readings: [
        aReading(NOON - 3 * MINUTE_MS, 100),
        aReading(NOON - 3 * MINUTE_MS + 1000, 300),
        aReading(NOON - 2 * MINUTE_MS, null),
        aReading(NOON - 30_000, 50),
      ],
    }),
  );

  it('keeps mean, lowest and highest of each bin, and a gap a gap', async () => {
    const series = await get('series', '?hours=1&points=60');
    expect(series).toMatchObject({ meter_id: 'house', kind: 'load', bin_s: 60, start: '2026-11-24T11:00:00.000Z' });
    expect(series.readings).toEqual([
      { timestamp: '2026-11-24T11:57:00.000Z', power_w: 200, min_w: 100, max_w: 300, explained_w: 0 },
      { timestamp: '2026-11-24T11:58:00.000Z', power_w: null, min_w: null, max_w: null, explained_w: null },
      { timestamp: '2026-11-24T11:59:00.000Z', power_w: 50, min_w: 50, max_w: 50, explained_w: 0 },
    ]);
  });

  it('says where a gap begins within a bin that has readings', async () => {
    const start = NOON - 40 * MINUTE_MS;
    const gapWithin = [aReading(start, 80), aReading(start + 20_000, null), aReading(start + 10 * MINUTE_MS, 90)];
    await backend.store.series.append({ readings: gapWithin });
    const { readings } = await get('series', '?start=2026-11-24T11:20:00Z&end=2026-11-24T11:31:00Z&points=20');
    expect(readings.map(({ timestamp, power_w }) => [timestamp.slice(11, 16), power_w])).toEqual([
      ['11:20', 80],
      ['11:21', null],
      ['11:30', 90],
    ]);
  });

  it('takes a start and an end, in any time zone', async () => {
    const query = '?start=2026-11-24T12:56:30%2B01:00&end=2026-11-24T11:57:30Z&points=10';
    const { start, end, readings } = await get('series', query);
    expect([start, end]).toEqual(['2026-11-24T11:56:30.000Z', '2026-11-24T11:57:30.000Z']);
    expect(readings).toHaveLength(1);
  });
});

describe('GET /energy/circuits', () => {
  it('tells the newest first, with sensor and provenance', async () => {
    await backend.store.series.append({ circuits: [aCircuitReading(NOON - 10 * MINUTE_MS, 80), aCircuitReading(NOON - MINUTE_MS, null)] });
    const circuits = await get('circuits');
    expect(circuits.map(({ timestamp, power_w }) => [timestamp, power_w])).toEqual([
      ['2026-11-24T11:59:00.000Z', null],
      ['2026-11-24T11:50:00.000Z', 80],
    ]);
    expect(circuits[0]).toMatchObject({ circuit_id: 'c1', entity_id: 'sensor.kitchen', parent: null, provenance: 'measured' });
  });
});

describe('GET /energy/correlations', () => {
  beforeAll(async () => {
    await commitCorrelations(backend.store, [
      aCorrelation(NOON - 40 * MINUTE_MS, 2000),
      aCorrelation(NOON - 30 * MINUTE_MS, 60, { entity_id: 'light.hall', domain: 'light' }),
      aCorrelation(NOON - 20 * MINUTE_MS, -2000, { state: 'off', previous_state: 'on' }),
      aCorrelation(NOON - 10 * MINUTE_MS, 20, { entity_id: 'light.hall', domain: 'light' }),
      aCorrelation(NOON - 5 * MINUTE_MS, 500, { confidence: 0.3 }),
      aCorrelation(NOON - 30 * HOUR_MS, 1500),
    ]);
  });
  const minutesAgo = (found: AnswerOf<'correlations'>) => found.map(({ timestamp }) => (NOON - Date.parse(timestamp)) / MINUTE_MS);

  it('leaves out the small, the doubtful and the old, newest first', async () => {
    const found = await get('correlations');
    expect(minutesAgo(found)).toEqual([20, 30, 40]);
    expect(found[0]).toMatchObject({
      id: `${NOON - 20 * MINUTE_MS}.switch.kettle`,
      power_delta_w: -2000,
      feedback: null,
      cause: { kind: 'user', name: 'Ann' },
    });
  });

  it('is narrowed by entity, domain, change, confidence and range', async () => {
    expect(minutesAgo(await get('correlations', '?entity_id=light.hall&min_delta=0'))).toEqual([10, 30]);
    expect(minutesAgo(await get('correlations', '?domain=switch&min_confidence=0'))).toEqual([5, 20, 40]);
    expect(minutesAgo(await get('correlations', '?hours=48&min_delta=1000'))).toEqual([20, 40, 1800]);
    expect(minutesAgo(await get('correlations', '?start=2026-11-24T11:25:00Z&end=2026-11-24T11:45:00Z'))).toEqual([20, 30]);
  });

  it('is ordered by the size of the change where that is asked for', async () => {
    expect((await get('correlations', '?order=delta&limit=2')).map(({ power_delta_w }) => Math.abs(power_delta_w))).toEqual([2000, 2000]);
  });

  it('pages back by the id of the last one seen', async () => {
    const [first] = await get('correlations', '?limit=1');
    const [second, ...none] = await get('correlations', `?limit=1&before=${first!.id}`);
    expect(none).toEqual([]);
    const rest = await get('correlations', `?limit=10&before=${second!.id}`);
    expect(minutesAgo([first!, second!, ...rest])).toEqual([20, 30, 40]);
  });

  it('tells a new one as soon as it was announced', async () => {
    const fresh = aCorrelation(NOON - MINUTE_MS, 900);
    expect(minutesAgo(await get('correlations'))).toEqual([20, 30, 40]);
    await commitCorrelations(backend.store, [fresh]);
    backend.events.emit('correlation', fresh);
    expect(minutesAgo(await get('correlations'))).toEqual([1, 20, 30, 40]);
  });
});

describe('GET /energy/device-impact', () => {
  const kettle = '/energy/device-impact/switch.kettle';

  it('does not know an entity of which nothing was ever heard', async () => {
    const response = await backend.ask(`${API_PREFIX}/energy/device-impact/switch.nowhere`);
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ detail: 'Nothing is known of switch.nowhere.' });
  });

  it('multiplies what was learned by the time on, by day', async () => {
    backend.told.devices = [{ entity_id: 'switch.kettle', on_power_w: 2000, interval_w: 20, switches: 9, verdict: 'learned' }];
    const DAY_MS = 24 * HOUR_MS;
    await backend.store.series.append({
      changes: [
        aChange(NOON - 10 * DAY_MS, 'off', 'unknown'),
        aChange(NOON - 2 * DAY_MS, 'on', 'off'),
        aChange(NOON - 2 * DAY_MS + 2 * HOUR_MS, 'off', 'on'),
        aChange(NOON - HOUR_MS, 'on', 'off'),
        aChange(NOON - HOUR_MS / 2, 'off', 'on', { entity_id: 'switch.other' }),
      ],
    });
    const impact = await get('deviceImpact', '?days=5', kettle);
    expect(impact).toMatchObject({ on_power_draw: 2000, usage_count: 2, days: 5, on_hours: 3, verdict: 'learned', interval_w: 20 });
    expect(impact.daily_energy_kwh).toBeCloseTo(1.2);
    expect(impact.cost_estimate).toBeCloseTo(0.36);
  });

  it('divides by the days that were recorded, where they are fewer', async () => {
    const { days, daily_energy_kwh } = await get('deviceImpact', '?days=100', kettle);
    expect(days).toBeCloseTo(10);
    expect(daily_energy_kwh).toBeCloseTo(0.6);
  });

  it('makes up no energy for a device whose power is not known, and no cost without a price', async () => {
    expect(await get('deviceImpact', '?days=5', '/energy/device-impact/switch.other')).toMatchObject({
      on_power_draw: null,
      daily_energy_kwh: null,
      cost_estimate: null,
      verdict: null,
    });
    backend.told.settings = { ...backend.told.settings, price: null };
    await backend.clock.advance(10_000);
    expect((await get('deviceImpact', '?days=5', kettle)).cost_estimate).toBeNull();
  });
});

describe('GET /energy/entities and /energy/context', () => {
  it('tell the page what it needs', async () => {
    const sensor = { entity_id: 'sensor.kitchen', name: 'Kitchen', icon: null, area: null, device_class: 'power', state: null };
    expect(await get('entities')).toEqual([...backend.told.entities, sensor]);
    expect(await get('context')).toMatchObject({
      time_zone: 'Europe/Berlin',
      currency: 'EUR',
      mode: 'real',
      version: '1.2.3',
      admin: true,
    });
  });
});
