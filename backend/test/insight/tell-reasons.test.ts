import { describe, expect, it } from 'vitest';
import { tellReasons } from '../../insight/tell-reasons.ts';
import { aCorrelation, NOON } from '../api/a-backend.ts';

const profile = { cadence_s: 60, lag_s: 4, lag_spread_s: 1, averaging: false, resolution_w: 1, noise_w: 2 };
const device = { entity_id: 'switch.kettle', on_power_w: 1930, interval_w: 38, switches: 24, verdict: 'learned' } as const;
const nameOf = (entityId: string) => (entityId === 'light.table' ? 'Dining table' : entityId);
const evidence = { correlation: aCorrelation(NOON, 1950), device, profile, othersMs: [], nameOf };

describe('tellReasons', () => {
  it('says that the step fits, and how long nothing else changed', () => {
    expect(tellReasons({ ...evidence, othersMs: [NOON - 40_500, NOON + 90_000] })).toEqual([
      {
        code: 'fits',
        values: { power_w: 1930, interval_w: 38, switches: 24 },
        text: 'The step fits what this device did 24 times: 1,930 W ± 38.',
      },
      { code: 'alone', values: { seconds: 40 }, text: 'Nothing else changed within 40 seconds.' },
    ]);
  });

  it('says that the step does not fit', () => {
    expect(tellReasons({ ...evidence, correlation: aCorrelation(NOON, 400) })[0]).toEqual({
      code: 'differs',
      values: { power_w: 1930, interval_w: 38, step_w: 400 },
      text: 'This device mostly does 1,930 W ± 38; this step was 400 W.',
    });
  });

  it('names those who share the step, and the meter that averages', () => {
    const correlation = aCorrelation(NOON, 1950, { shared_with: ['light.table'] });
    expect(tellReasons({ ...evidence, device: undefined, correlation, profile: { ...profile, averaging: true } })).toEqual([
      {
        code: 'shared',
        values: { entity_ids: ['light.table'] },
        text: 'Dining table changed at the same time; the split follows what each did before.',
      },
      { code: 'averaging', values: { cadence_s: 60 }, text: 'This meter averages 60 s, so the size is less certain.' },
    ]);
  });

  it('says nothing of silence that was short, and of a dimmed step nothing of full power', () => {
    const correlation = aCorrelation(NOON, 60, { previous_level: 40, level: 80 });
    expect(tellReasons({ ...evidence, correlation, othersMs: [NOON + 3000] })).toEqual([]);
  });
});
