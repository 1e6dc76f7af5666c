import { expect, it } from 'vitest';
import { usualShare } from '../../correlation/on-level.ts';
import { createTimeline } from '../../insight/timeline.ts';
import type { Series, Store } from '../../store/store.ts';
import { change } from '../scripted-sources.ts';

const DAY = 86_400_000;
const DAYS = 9;
const A_DAY = 30_000;
const NOW = Date.UTC(2026, 10, 24);
const START = NOW - DAYS * DAY;

/** Changes at equal distances, of lamps that are switched on and off in turn. */
const changes: Series['changes'] = ({ start_ms, end_ms, limit = 200_000 }) => {
  const apart = DAY / A_DAY;
  const first = Math.ceil((start_ms - START) / apart);
  const count = Math.min(limit, Math.ceil((end_ms - START) / apart) - first);
  return Promise.resolve(
    Array.from({ length: count }, (_, i) => {
      const isOn = (first + i) % 2 === 0;
      return change(START + (first + i) * apart, 'light.hall', isOn ? 'on' : 'off', isOn ? 'off' : 'on');
    }),
  );
};

it('knows the last day of a large home whose days are more changes than one read may hold', async () => {
  const store = { series: { changes, statesAt: () => Promise.resolve([]) } } as unknown as Store;
  const stretches = await createTimeline(store, () => usualShare).stretches({ start_ms: START, end_ms: NOW }, NOW);
  expect(stretches.get('light.hall')).toHaveLength((DAYS * A_DAY) / 2);
});
