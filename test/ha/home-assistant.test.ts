/** The whole product in a container: a real Home Assistant, our integration and backend, and the card in the real frontend. */
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'puppeteer-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { addUser } from '../home-assistant-account.ts';
import { launchBrowser } from '../launch-browser.ts';
import { openPage, readText, waitForText } from '../open-page.ts';
import type { Backend } from '../start-backend.ts';
import { waitUntil } from '../wait-until.ts';
import { addBackend } from './add-backend.ts';
import { BOARD, type Home, startHome } from './start-home.ts';
import { readStored } from './stored.ts';
import { isNear, showsChange, showsPower } from './watts-in.ts';

/** So many readings about a switch show both of its levels, and keep it apart from the next one. */
const PLATEAU = 8;
/** After so many the meter's pace is known, and what changed before them is taken for nobody's step: how late this meter is must still be learned. */
const STEADY = 25;

let home: Home;
let backend: Backend;
let page: Page;
const complaints: string[] = [];

const waitForCard = (what: string, matches: (text: string) => boolean) => waitForText(page, 'wattribute-card', what, matches);

/** What the backend makes of a switch since then; a switch is told some 45 s after it happened. */
const waitForChange = async (load: 'kettle' | 'heater', state: 'on' | 'off', startMs: number) => {
  const range = () => ({ start: new Date(startMs).toISOString(), end: new Date(Date.now() + 1000).toISOString(), min_delta: '0' });
  return waitUntil({ what: `the ${load} is correlated`, seconds: 240, seen: backend.log }, async () =>
    (await backend.ask('correlations', range())).find((told) => told.entity_id === `switch.${load}` && told.state === state),
  );
};

beforeAll(async () => {
  home = await startHome();
  backend = await addBackend(home);
  const browser = await launchBrowser();
  home.cleanUps.add(() => browser.close());
  const user = await addUser(home.homeAssistant.url, home.owner, 'Ulla');
  page = await openPage(browser, home.homeAssistant.url, user);
  page.on('pageerror', (error) => complaints.push(String(error)));
  await page.goto(`${home.homeAssistant.url}/${BOARD}/0`);
});

afterAll(() => (home as Home | undefined)?.cleanUps.run());

afterEach(async ({ task }) => {
  if (task.result?.state !== 'fail') return;
  await page.screenshot({ path: join(tmpdir(), 'wattribute-test-ha.png') });
  const card = await readText(page, 'wattribute-card');
  process.stderr.write(`The card: ${card ?? 'none'}\nThe page: ${complaints.join('\n')}\nThe backend:\n${backend.log()}\n`);
});

describe('a user who is no administrator', () => {
  test('sees the live power on a dashboard, without any step by hand for the card', async () => {
    await waitForCard('the power', showsPower(180));
    home.house.setBase(640);
    await waitForCard('the new power', showsPower(640));
  });

  test('sees which switch moved the power by how much, and nothing of one that draws no power', async () => {
    const { house } = home;
    await house.readings(STEADY);
    const startMs = Date.now();
    for (const [load, isOn] of [
      ['siren', true],
      ['kettle', true],
      ['siren', false],
      ['kettle', false],
    ] as const) {
      await house.set(load, isOn);
      await house.readings(PLATEAU);
    }
    // In the order of time: with the last one all four are decided.
    const off = await waitForChange('kettle', 'off', startMs);
    const on = await waitForChange('kettle', 'on', startMs);
    expect(isNear(on.power_delta_w, 1900), `${on.power_delta_w} W`).toBe(true);
    expect(isNear(off.power_delta_w, -1900), `${off.power_delta_w} W`).toBe(true);
    expect(await backend.ask('correlations', { entity_id: 'switch.siren', min_delta: '0' })).toEqual([]);
    // The panel Devices names it among those still learning, as it should: only what changed the power may not.
    const isTold = (shown: string) => [1900, -1900].every((watts) => showsChange('Kettle', watts)(shown));
    expect(await waitForText(page, 'wattribute-correlations', 'the kettle', isTold)).not.toContain('Siren');
    expect(await waitForText(page, 'wattribute-chart', 'the kettle', (shown) => shown.includes('Kettle'))).not.toContain('Siren');
  });

  test('may read through Home Assistant, and change nothing', async () => {
    const user = await page.evaluate(async () => {
      type Hass = { user: { is_admin: boolean }; callWS: (message: object) => Promise<unknown> };
      const { hass } = document.querySelector('home-assistant') as unknown as { hass: Hass };
      const refused = await hass
        .callWS({ type: 'wattribute/request', method: 'POST', path: '/energy/corrections' })
        .catch((error: unknown) => error);
      const read = await hass.callWS({ type: 'wattribute/request', path: '/energy/context' });
      return { admin: hass.user.is_admin, refused, read };
    });
    expect(user).toMatchObject({ admin: false, refused: { code: 'unauthorized' }, read: { mode: 'real', admin: false } });
  });
});

describe('after a break', () => {
  test('a restart of Home Assistant is survived by the backend, and by a page that stays open', async () => {
    await home.homeAssistant.restart();
    home.house.setBase(330);
    await waitForCard('the power after the restart', showsPower(330));
    await waitUntil(
      { what: 'the backend is well', seconds: 120, seen: backend.log },
      async () => (await backend.ask('health')).status === 'ok',
    );
  });

  test('what happened before and while the backend was killed is told, and nothing stands there twice', async () => {
    const { house } = home;
    await house.readings(STEADY);
    const startMs = Date.now();
    await house.set('heater', true);
    await house.readings(PLATEAU);
    const killedMs = Date.now();
    await backend.kill();
    await house.readings(PLATEAU);
    await house.set('heater', false);
    await house.readings(PLATEAU);
    const backMs = Date.now();
    await backend.start();

    // One was known and not yet decided; the other happened meanwhile, and is read from Home Assistant's history.
    const off = await waitForChange('heater', 'off', startMs);
    const on = await waitForChange('heater', 'on', startMs);
    expect(isNear(on.power_delta_w, 750), `${on.power_delta_w} W`).toBe(true);
    expect(isNear(off.power_delta_w, -750), `${off.power_delta_w} W`).toBe(true);
    await waitForCard('the heater', (text) => [750, -750].every((watts) => showsChange('Heater', watts)(text)));

    const range = { start: new Date(killedMs).toISOString(), end: new Date(backMs).toISOString(), points: '10' };
    const { readings, bin_s } = await backend.ask('series', range);
    expect(readings.length).toBeGreaterThanOrEqual(Math.floor((backMs - killedMs) / 1000 / bin_s));
    expect(readings.filter(({ power_w }) => power_w === null)).toEqual([]);

    expect(await backend.end()).toBe(0);
    const stored = await readStored(backend.dataDir);
    expect(stored).toMatchObject({
      doubles: 0,
      twins: 0,
      switchedOn: { 'switch.kettle': 1, 'switch.heater': 1, 'switch.siren': 1 },
    });
    expect(stored.readings).toBeLessThanOrEqual(house.told());
  });

  test('Home Assistant has nothing to complain of in the integration', () => {
    const faults = home.homeAssistant
      .log()
      .split('\n')
      .filter((line) => /ERROR.*wattribute|custom_components\/wattribute/.test(line));
    expect(faults).toEqual([]);
  });
});
