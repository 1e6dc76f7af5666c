import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createLog } from '../log.ts';
import { createStore } from '../store/create-store.ts';
import { createTrends } from '../trends.ts';
import { aCorrelation, commitCorrelations, NOON } from './api/a-backend.ts';
import { createManualClock } from './manual-clock.ts';
import { waitFor } from './wait-for.ts';

const DAY_MS = 86_400_000;

it('compares the switches of now with those of a month ago, and looks again later', async () => {
  const clock = createManualClock(NOON);
  const log = createLog({ level: 'silent', secrets: [] });
  const store = await createStore({ directory: mkdtempSync(join(tmpdir(), 'trends-')), home_id: 'home', mode: 'real', clock, log });
  const switches = (daysAgo: number, watts: number, count = 6) =>
    Array.from({ length: count }, (_, i) => aCorrelation(NOON - daysAgo * DAY_MS - i * 3_600_000, watts + (i % 3)));
  // Thirty days ago 690 W; in between it does not matter; now 780 W.
  await commitCorrelations(store, [...switches(30, 690), ...switches(15, 500, 40), ...switches(2, 780)]);
  const trends = createTrends({ store, clock, log });
  expect(trends(['switch.kettle'])).toEqual(new Map());
  await waitFor(() =>
    expect(trends(['switch.kettle']).get('switch.kettle')).toEqual({
      standby_w: null,
      drift: { from_w: 691, since: '2026-10-25T12:00:00.000Z' },
    }),
  );
  await commitCorrelations(store, switches(0.1, 690, 80));
  await clock.advance(3_600_000);
  await waitFor(() => expect(trends(['switch.kettle']).get('switch.kettle')!.drift).toBeNull());
  await store.close();
});
