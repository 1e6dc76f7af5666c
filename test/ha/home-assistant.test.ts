/** The whole product: a real Home Assistant, our integration and backend, and the card in the real frontend. */
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Connection } from 'home-assistant-js-websocket';
import type { Browser, Page } from 'puppeteer-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { addUser, postJson } from '../home-assistant-account.ts';
import { launchBrowser } from '../launch-browser.ts';
import { openPage, readText } from '../open-page.ts';
import { type Backend, startBackend } from '../start-backend.ts';
import { type HomeAssistant, startHomeAssistant } from '../start-home-assistant.ts';
import { waitUntil } from '../wait-until.ts';
import { driveHouse, type House, houseConfiguration } from './house.ts';
import { readStored } from './stored.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const board = 'energy-board';

let homeAssistant: HomeAssistant;
let backend: Backend;
let house: House;
let owner: Connection;
let browser: Browser;
let page: Page;
const complaints: string[] = [];
/** What to end, newest first, however far the start came. */
const cleanUps: (() => unknown)[] = [];

/** The integration by its own flow, as a person would click it. */
async function setUpIntegration(url: string, token: string): Promise<void> {
  const flows = `${homeAssistant.url}/api/config/config_entries/flow`;
  const post = <T>(address: string, answer: unknown) => postJson<T>(address, answer, homeAssistant.ownerToken);
  const { flow_id } = await post<{ flow_id: string }>(flows, { handler: 'wattribute' });
  const form = await post<{ step_id: string }>(`${flows}/${flow_id}`, { next_step_id: 'backend' });
  expect(form.step_id).toBe('backend');
  const entry = await post<{ type: string; result?: { state: string } }>(`${flows}/${flow_id}`, { url, token });
  expect(entry).toMatchObject({ type: 'create_entry', result: { state: 'loaded' } });
}

async function makeDashboard(): Promise<void> {
  await owner.sendMessagePromise({ type: 'lovelace/dashboards/create', url_path: board, title: 'Energy', mode: 'storage' });
  const config = { views: [{ title: 'Home', cards: [{ type: 'custom:wattribute-card' }] }] };
  await owner.sendMessagePromise({ type: 'lovelace/config/save', url_path: board, config });
}

const cardText = async () => (await readText(page, 'wattribute-card')) ?? '';

/** Waits until the card says something that matches. */
const waitForCard = (what: string, seconds: number, matches: (text: string) => boolean) =>
  waitUntil({ what: `the card shows ${what}`, seconds, seen: cardText }, async () => {
    const text = await cardText();
    return matches(text) && text;
  });

/** All powers in a text, W. */
const wattsIn = (text: string): number[] =>
  [...text.matchAll(/([-−+]?\d[\d,]*(?:\.\d+)?)\s?(k?)W\b/g)].map(
    ([, number = '', kilo]) => Number(number.replaceAll(',', '').replace('−', '-')) * (kilo === 'k' ? 1000 : 1),
  );

/** Within 5 %. */
const isNear = (watts: number, expected: number) => Math.abs(watts - expected) <= 0.05 * Math.abs(expected);
const showsPower = (watts: number) => (text: string) => wattsIn(text).some((shown) => Math.abs(shown - watts) <= 10);
/** The name, and then its watts, before another entity's name. */
const showsChange = (name: string, watts: number) => (text: string) =>
  text.split(/(?=Kettle|Heater|Siren)/).some((part) => part.startsWith(name) && wattsIn(part).some((shown) => isNear(shown, watts)));

const correlationsSince = (startMs: number) =>
  backend.ask('correlations', { start: new Date(startMs).toISOString(), end: new Date(Date.now() + 1000).toISOString(), min_delta: '0' });

/** Switches, and returns what the backend makes of it. */
async function switchAndWait(load: 'kettle' | 'heater', isOn: boolean) {
  const startMs = Date.now();
  await house.set(load, isOn);
  return waitUntil({ what: `the ${load} is correlated`, seconds: 90, seen: backend.log }, async () =>
    (await correlationsSince(startMs - 500)).find(({ entity_id }) => entity_id === `switch.${load}`),
  );
}

beforeAll(async () => {
  const integration = 'custom_components/wattribute';
  const folders = { [root + integration]: integration, [`${root}dist/card`]: `${integration}/frontend` };
  if (!existsSync(`${root}dist/card/wattribute-card.js`)) throw new Error('dist/card/wattribute-card.js is missing: npm run build');
  homeAssistant = await startHomeAssistant({ configuration: houseConfiguration, folders });
  cleanUps.push(() => homeAssistant.stop());
  owner = await homeAssistant.connect();
  cleanUps.push(() => {
    owner.close();
  });
  house = driveHouse(await homeAssistant.connect());
  cleanUps.push(() => house.stop());
  await owner.sendMessagePromise({
    type: 'energy/save_prefs',
    energy_sources: [{ type: 'grid', stat_energy_from: null, stat_rate: 'sensor.house_power', cost_adjustment_day: 0 }],
  });
  backend = await startBackend({ HOME_ASSISTANT_URL: homeAssistant.url, HOME_ASSISTANT_TOKEN: homeAssistant.ownerToken });
  cleanUps.push(
    () => backend.end(),
    () => backend.remove(),
  );
  await setUpIntegration(backend.url, backend.token);
  await makeDashboard();
  browser = await launchBrowser();
  cleanUps.push(() => browser.close());
  const user = await addUser(homeAssistant.url, owner, 'Ulla');
  page = await openPage(browser, homeAssistant.url, user);
  page.on('pageerror', (error) => complaints.push(String(error)));
  await page.goto(`${homeAssistant.url}/${board}/0`);
});

afterAll(async () => {
  for (const cleanUp of cleanUps.toReversed()) await cleanUp();
});

afterEach(async ({ task }) => {
  if (task.result?.state !== 'fail') return;
  // The start may have failed before there was a page.
  await (page as Page | undefined)?.screenshot({ path: join(tmpdir(), 'wattribute-test-ha.png') });
  process.stderr.write(`The card: ${await cardText()}\nThe page: ${complaints.join('\n')}\nThe backend:\n${backend.log()}\n`);
});

describe('a user who is no administrator', () => {
  test('sees the live power on a dashboard, without any step by hand for the card', async () => {
    await waitForCard('the power', 30, showsPower(180));
    house.setBase(640);
    await waitForCard('the new power', 15, showsPower(640));
  });

  test('sees which switch moved the power by how much, within 90 s', async () => {
    await sleep(20_000); // of steady power, by which the noise of the meter is known
    await house.set('siren', true);
    await sleep(10_000);
    const on = await switchAndWait('kettle', true);
    expect(Math.abs(on.power_delta_w / 1900 - 1)).toBeLessThan(0.05);
    await waitForCard('the kettle', 15, showsChange('Kettle', 1900));
    const off = await switchAndWait('kettle', false);
    expect(Math.abs(off.power_delta_w / -1900 - 1)).toBeLessThan(0.05);
    await waitForCard('the kettle', 15, showsChange('Kettle', -1900));
  });

  test('sees nothing of a switch that draws no power', async () => {
    await house.set('siren', false);
    await sleep(15_000);
    const told = await backend.ask('correlations', { entity_id: 'switch.siren' });
    expect(told).toEqual([]);
    expect((await cardText()).includes('Siren')).toBe(false);
  });

  test('may read through Home Assistant, and change nothing', async () => {
    const user = await page.evaluate(async () => {
      type Hass = { user: { is_admin: boolean }; callWS: (message: object) => Promise<unknown> };
      const { hass } = document.querySelector('home-assistant') as unknown as { hass: Hass };
      const refused = await hass
        .callWS({ type: 'wattribute/request', method: 'POST', path: '/corrections' })
        .catch((error: unknown) => error);
      const read = await hass.callWS({ type: 'wattribute/request', path: '/energy/context' });
      return { admin: hass.user.is_admin, refused, read };
    });
    expect(user).toMatchObject({ admin: false, refused: { code: 'unauthorized' }, read: { mode: 'real', admin: false } });
  });
});

describe('after a break', () => {
  test('a restart of Home Assistant is survived by the backend, and by a page that stays open', async () => {
    await homeAssistant.restart();
    house.setBase(330);
    await waitForCard('the power after the restart', 90, showsPower(330));
    await waitUntil(
      { what: 'the backend is well', seconds: 60, seen: backend.log },
      async () => (await backend.ask('health')).status === 'ok',
    );
    await sleep(10_000);
    const heater = await switchAndWait('heater', true);
    expect(Math.abs(heater.power_delta_w / 750 - 1)).toBeLessThan(0.05);
    await waitForCard('the heater', 15, showsChange('Heater', 750));
  });

  test('what happened while the backend was killed is filled in, and nothing stands there twice', async () => {
    const killedMs = Date.now();
    await backend.kill();
    await sleep(10_000);
    await house.set('heater', false);
    await sleep(10_000);
    const backMs = Date.now();
    await backend.start();

    const heater = await waitUntil({ what: 'the heater is correlated', seconds: 120, seen: backend.log }, async () =>
      (await correlationsSince(killedMs)).find(({ entity_id }) => entity_id === 'switch.heater'),
    );
    expect(Math.abs(heater.power_delta_w / -750 - 1)).toBeLessThan(0.05);
    await waitForCard('the heater', 30, showsChange('Heater', -750));

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
    const faults = homeAssistant
      .log()
      .split('\n')
      .filter((line) => /ERROR.*wattribute|custom_components\/wattribute/.test(line));
    expect(faults).toEqual([]);
  });
});
