/** The app as people install it: a Supervisor, a real Home Assistant, one click; the card and the panel for both kinds of users; reinstalls and restarts. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Connection } from 'home-assistant-js-websocket';
import type { Browser, Frame, Page } from 'puppeteer-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { addUser, postJson } from '../home-assistant-account.ts';
import { launchBrowser } from '../launch-browser.ts';
import { openPage, readText } from '../open-page.ts';
import { type Backend, startBackend } from '../start-backend.ts';
import { type HomeAssistant, startHomeAssistant } from '../start-home-assistant.ts';
import { PROXY_ADDRESS } from '../supervisor/ingress.ts';
import { APP_TOKEN, CORE_TOKEN, startSupervisor, type Supervisor } from '../supervisor/start-supervisor.ts';
import { waitUntil } from '../wait-until.ts';
import { driveHouse, type House, houseConfiguration } from './house.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const board = 'energy-board';
const app = { slug: 'local_wattribute', hostname: '127.0.0.1', port: 0, state: 'started' as const };

let supervisor: Supervisor;
let homeAssistant: HomeAssistant;
let backend: Backend;
let house: House;
let owner: Connection;
let browser: Browser;
const pages: { admin?: Page; user?: Page } = {};
const cleanUps: (() => unknown)[] = [];

/** As the Supervisor starts it; nothing else is set. */
async function startApp(): Promise<void> {
  backend = await startBackend({ SUPERVISOR_URL: supervisor.url, SUPERVISOR_TOKEN: APP_TOKEN, TRUSTED_PROXY: PROXY_ADDRESS });
  app.port = Number(new URL(backend.url).port);
}

type Entry = { entry_id: string; state: string; title: string };
const entries = () => owner.sendMessagePromise<Entry[]>({ type: 'config_entries/get', domain: 'wattribute' });
const waitUntilLoaded = () =>
  waitUntil({ what: 'the one entry is loaded', seconds: 60, seen: async () => JSON.stringify(await entries()) }, async () => {
    const [entry, ...more] = await entries();
    return more.length === 0 && entry?.state === 'loaded' && entry;
  });

const cardText = async (page: Page) => (await readText(page, 'wattribute-card')) ?? '';
/** The page of the app, in its frame below ingress. */
const panelOf = (page: Page) =>
  waitUntil({ what: 'the panel has its frame', seconds: 30, seen: () => page.url() }, () =>
    page.frames().find((frame) => frame.url().includes('/api/hassio_ingress/')),
  );

const shows = (watts: number) => (text: string) =>
  [...text.matchAll(/(\d[\d,]*)\s?W\b/g)].some(([, number = '']) => Math.abs(Number(number.replaceAll(',', '')) - watts) <= 10);
const waitForText = (what: string, seconds: number, read: () => Promise<string>, matches: (text: string) => boolean) =>
  waitUntil({ what, seconds, seen: read }, async () => matches(await read()));
const waitForCards = async (watts: number, seconds = 60) => {
  house.setBase(watts);
  for (const page of Object.values(pages)) await waitForText(`the card shows ${watts} W`, seconds, () => cardText(page), shows(watts));
};

const askInFrame = (frame: Frame, method: string, path: string) =>
  frame.evaluate(
    async (verb, address) => {
      const response = await fetch(`api/v1${address}`, { method: verb });
      return { status: response.status, body: (await response.json()) as Record<string, unknown> };
    },
    method,
    path,
  );

beforeAll(async () => {
  if (!existsSync(`${root}dist/card/wattribute-card.js`)) throw new Error('dist/card/wattribute-card.js is missing: npm run build');
  const integration = 'custom_components/wattribute';
  homeAssistant = await startHomeAssistant({
    configuration: houseConfiguration,
    folders: { [root + integration]: integration, [`${root}dist/card`]: `${integration}/frontend` },
    async environment(folder) {
      supervisor = await startSupervisor(app, join(folder, 'supervisor.sock'));
      const SUPERVISOR_CORE_API_SOCKET = '/config/supervisor.sock';
      return { SUPERVISOR: `127.0.0.1:${supervisor.port}`, SUPERVISOR_TOKEN: CORE_TOKEN, SUPERVISOR_CORE_API_SOCKET };
    },
  });
  cleanUps.push(
    () => supervisor.stop(),
    () => homeAssistant.stop(),
  );
  owner = await homeAssistant.connect();
  house = driveHouse(await homeAssistant.connect());
  cleanUps.push(
    () => owner.close(),
    () => house.stop(),
  );
  await owner.sendMessagePromise({
    type: 'energy/save_prefs',
    energy_sources: [{ type: 'grid', stat_energy_from: null, stat_rate: 'sensor.house_power', cost_adjustment_day: 0 }],
  });
  await owner.sendMessagePromise({ type: 'lovelace/dashboards/create', url_path: board, title: 'Energy', mode: 'storage' });
  const config = { views: [{ title: 'Home', cards: [{ type: 'custom:wattribute-card' }] }] };
  await owner.sendMessagePromise({ type: 'lovelace/config/save', url_path: board, config });
  browser = await launchBrowser();
  cleanUps.push(() => browser.close());
  await startApp();
  cleanUps.push(
    () => backend.end(),
    () => backend.remove(),
  );
});

afterAll(async () => {
  for (const cleanUp of cleanUps.toReversed()) await cleanUp();
});

afterEach(async ({ task }) => {
  if (task.result?.state !== 'fail') return;
  for (const page of Object.values(pages)) process.stderr.write(`${page.url()}\n${await cardText(page)}\n`);
  process.stderr.write(`The backend:\n${backend.log().slice(-3000)}\nHome Assistant:\n${homeAssistant.log().slice(-3000)}\n`);
});

describe('a fresh start', () => {
  test('the app announces itself, and one click sets it up', async () => {
    type Flow = { flow_id: string; handler: string; step_id: string };
    const flow = await waitUntil({ what: 'Home Assistant offers Wattribute', seconds: 60, seen: backend.log }, async () => {
      const flows = await owner.sendMessagePromise<Flow[]>({ type: 'config_entries/flow/progress' });
      return flows.find(({ handler }) => handler === 'wattribute');
    });
    expect(flow.step_id).toBe('hassio_confirm');
    const address = `${homeAssistant.url}/api/config/config_entries/flow/${flow.flow_id}`;
    const entry = await postJson<{ type: string; result?: { state: string } }>(address, {}, homeAssistant.ownerToken);
    expect(entry).toMatchObject({ type: 'create_entry', result: { state: 'loaded' } });
  });

  test('the card shows the power to an administrator and to a plain user', async () => {
    const user = await addUser(homeAssistant.url, owner, 'Ulla');
    pages.admin = await openPage(browser, homeAssistant.url, homeAssistant.owner);
    pages.user = await openPage(browser, homeAssistant.url, user);
    for (const page of Object.values(pages)) await page.goto(`${homeAssistant.url}/${board}/0`);
    await waitForCards(240);
  });

  test('the first switch is explained in both cards', async () => {
    await sleep(20_000); // of steady power, by which the noise of the meter is known
    await house.set('kettle', true);
    for (const page of Object.values(pages))
      await waitForText(
        'the card shows the kettle',
        90,
        () => cardText(page),
        (text) => /Kettle[^]*1[,.]?[89]\d\d\s?W/.test(text),
      );
    await house.set('kettle', false);
  });

  test('the integration shows the power that nothing explains, and its event', async () => {
    const states = await owner.sendMessagePromise<{ entity_id: string; state: string }[]>({ type: 'get_states' });
    const ours = states.filter(({ entity_id }) => entity_id.includes('.wattribute_'));
    expect(ours.map(({ entity_id }) => entity_id).sort()).toEqual(
      expect.arrayContaining(['event.wattribute_attributed_change', 'sensor.wattribute_unexplained_power']),
    );
    // One sensor shows the power of this house already.
    expect(ours.map(({ entity_id }) => entity_id)).not.toContain('sensor.wattribute_house_power');
    expect(ours.find(({ entity_id }) => entity_id.startsWith('event.'))?.state).not.toBe('unknown');
  });
});

describe('the panel in the sidebar', () => {
  test.each(['admin', 'user'] as const)('shows the power, live, to a page of the %s', async (who) => {
    const tokens = who === 'admin' ? homeAssistant.owner : await addUser(homeAssistant.url, owner, 'Paul');
    const page = await openPage(browser, homeAssistant.url, tokens);
    await page.goto(`${homeAssistant.url}/app/${app.slug}`);
    const frame = await panelOf(page);
    const read = async () => (await readText(frame, 'wattribute-page')) ?? '';
    house.setBase(410);
    await waitForText('the panel shows 410 W', 30, read, shows(410));
    house.setBase(520);
    await waitForText('the panel shows 520 W', 20, read, shows(520));
    // Home Assistant says who is an administrator; the panel of others reads, and changes nothing.
    expect((await askInFrame(frame, 'GET', '/energy/context')).body).toMatchObject({ mode: 'real', admin: who === 'admin' });
    expect((await askInFrame(frame, 'POST', '/backup')).status).toBe(who === 'admin' ? 200 : 403);
    await page.close();
  });

  test('is nobody to whom the proxy does not vouch for', async () => {
    const headers = { 'X-Remote-User-Id': 'somebody', 'X-Forwarded-For': PROXY_ADDRESS };
    expect((await fetch(`${backend.url}/api/v1/energy/context`, { headers })).status).toBe(401);
  });
});

describe('afterwards', () => {
  test('the app restarts, and the cards go on', async () => {
    expect(await backend.end()).toBe(0);
    await backend.start();
    await waitForCards(330);
    await waitUntilLoaded();
  });

  test('Home Assistant restarts, and the cards go on', async () => {
    await homeAssistant.restart();
    await waitUntilLoaded();
    await waitForCards(260, 90);
  });

  test('both restart, Home Assistant first', async () => {
    await backend.end();
    await homeAssistant.restart();
    await backend.start();
    await waitUntilLoaded();
    await waitForCards(370, 90);
  });

  test('an app that is installed anew, with another token and address, heals by itself', async () => {
    const before = await waitUntilLoaded();
    const oldToken = backend.token;
    await backend.end();
    await backend.remove();
    await startApp();
    expect(backend.token).not.toBe(oldToken);
    await waitForCards(290, 90);
    expect((await waitUntilLoaded()).entry_id).toBe(before.entry_id);
  });

  test('neither token stands in a log', () => {
    for (const log of [backend.log(), homeAssistant.log()])
      for (const secret of [backend.token, APP_TOKEN]) expect(log).not.toContain(secret);
  });
});
