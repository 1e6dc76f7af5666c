/** A home with solar and a battery, set up by its own Energy configuration in a real Home Assistant, under passing clouds. */
import type { Connection } from 'home-assistant-js-websocket';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { createCleanUps } from '../clean-ups.ts';
import { type Backend, startBackend } from '../start-backend.ts';
import { startHomeAssistant } from '../start-home-assistant.ts';
import { waitUntil } from '../wait-until.ts';
import { BASE_W, driveSolarHouse, energySources, solarConfiguration, type SolarHouse } from './solar-house.ts';

/** The meter's pace is known after so many readings. */
const PACE = 25;
/** So many about a switch show both of its levels. */
const PLATEAU = 10;

const cleanUps = createCleanUps();
let house: SolarHouse;
let backend: Backend;

const waitForKettle = (state: 'on' | 'off') =>
  waitUntil({ what: `the kettle is correlated going ${state}`, seconds: 240, seen: backend.log }, async () =>
    (await backend.ask('correlations', { entity_id: 'switch.kettle', min_delta: '0' })).find((told) => told.state === state),
  );

async function prepare(owner: Connection): Promise<void> {
  await owner.sendMessagePromise({ type: 'energy/save_prefs', energy_sources: energySources });
}

beforeAll(async () => {
  const homeAssistant = await startHomeAssistant({ configuration: solarConfiguration, folders: {} });
  cleanUps.add(() => homeAssistant.stop());
  const owner = await homeAssistant.connect();
  cleanUps.add(() => owner.close());
  house = driveSolarHouse(await homeAssistant.connect());
  cleanUps.add(() => house.stop());
  await house.readings(2);
  await prepare(owner);
  backend = await startBackend({ HOME_ASSISTANT_URL: homeAssistant.url, HOME_ASSISTANT_TOKEN: homeAssistant.ownerToken });
  cleanUps.add(() => backend.remove());
  cleanUps.add(() => backend.end());
});

afterAll(() => cleanUps.run());

afterEach(({ task }) => {
  if (task.result?.state === 'fail') process.stderr.write(`The backend:\n${backend.log().slice(-4000)}\n`);
});

test('the load of the house is the sum of grid, solar and battery, from their own sensors', async () => {
  const current = await waitUntil({ what: 'the power', seconds: 120, seen: backend.log }, async () => {
    const now = await backend.ask('current');
    return now.total_power_w !== null && Math.abs(now.total_power_w - BASE_W) <= 10 && now;
  });
  expect(current.kind).toBe('load');
  const { entity_ids, reason } = await backend.ask('meter');
  const own = ['grid_import', 'grid_export', 'solar', 'battery_charging'].map((name) => `sensor.${name}_power`);
  expect([...entity_ids].sort()).toEqual([...own].sort());
  expect(reason).toMatch(/Energy/);
});

test('a kettle under passing clouds is found with its watts, and no cloud is blamed on a switch', async () => {
  await house.readings(PACE);
  // The sun goes at the very moment of a switch that draws nothing: 2 kW less in one second.
  house.setSky(0.3);
  await house.set('siren', true);
  await house.readings(PLATEAU);
  await house.set('kettle', true);
  await house.readings(PLATEAU);
  house.setSky(0.9);
  await house.set('siren', false);
  await house.readings(PLATEAU);
  house.setSky(0.5);
  await house.readings(PLATEAU);
  await house.set('kettle', false);
  const on = await waitForKettle('on');
  const off = await waitForKettle('off');
  expect(Math.abs(on.power_delta_w / 1900 - 1)).toBeLessThan(0.05);
  expect(Math.abs(off.power_delta_w / -1900 - 1)).toBeLessThan(0.05);
  // Its switches lie before the kettle's, and are decided before.
  expect(await backend.ask('correlations', { entity_id: 'switch.siren', min_delta: '0' })).toEqual([]);
});
