import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createLog } from '../log.ts';
import { createPlacements } from '../placements.ts';
import { createStore } from '../store/create-store.ts';
import { aCircuitReading, aCorrelation, commitCorrelations, NOON } from './api/a-backend.ts';
import { createManualClock } from './manual-clock.ts';
import { waitFor } from './wait-for.ts';

const HOUR_MS = 3_600_000;

it('places a device in the circuit that saw its steps, and one that no circuit saw in none', async () => {
  const clock = createManualClock(NOON);
  const log = createLog({ level: 'silent', secrets: [] });
  const store = await createStore({ directory: mkdtempSync(join(tmpdir(), 'placements-')), home_id: 'home', mode: 'real', clock, log });
  const hours = Array.from({ length: 6 }, (_, i) => NOON - (i + 2) * HOUR_MS);
  await commitCorrelations(
    store,
    hours.flatMap((ms) => [
      aCorrelation(ms, 2000),
      aCorrelation(ms + HOUR_MS / 2, 110, { entity_id: 'media_player.tv', domain: 'media_player' }),
    ]),
  );
  // Circuits that tell once a minute, in the kettle's case some seconds late.
  const circuits = hours.flatMap((ms) => [
    aCircuitReading(ms - 40_000, 20),
    aCircuitReading(ms + 20_000, 2020),
    aCircuitReading(ms + HOUR_MS / 2 - 40_000, 20),
    aCircuitReading(ms + HOUR_MS / 2 + 20_000, 21),
  ]);
  await store.series.append({ circuits });
  const circuitsOfMeter = [{ circuit_id: 'c1', circuit_name: 'Kitchen', entity_id: null, parent: null }];
  const placements = createPlacements({ store, meter_id: 'house', circuits: () => circuitsOfMeter, lagS: () => 4, clock, log });
  const known = () => placements(['switch.kettle', 'media_player.tv']);
  expect(known()).toEqual(new Map());
  await waitFor(() => expect(known()).toEqual(new Map([['switch.kettle', 'c1']])));
  await store.close();
});
