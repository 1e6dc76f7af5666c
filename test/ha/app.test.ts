/** The app as people install it, packaged: a Supervisor, a real Home Assistant, one click; the card and the panel for both kinds of users; reinstalls and restarts. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Frame, Page } from 'puppeteer-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { installApp } from '../../release/pack-app.ts';
import { addUser, postJson } from '../home-assistant-account.ts';
import { launchBrowser } from '../launch-browser.ts';
import { openPage, readText, waitForText } from '../open-page.ts';
import { type Backend, startBackend } from '../start-backend.ts';
import { restoreBackup, takeBackup } from '../supervisor/back-up.ts';
import { PROXY_ADDRESS } from '../supervisor/ingress.ts';
import { APP_TOKEN, CORE_TOKEN, startSupervisor, type Supervisor } from '../supervisor/start-supervisor.ts';
import { waitUntil } from '../wait-until.ts';
import { BOARD, type Home, startHome } from './start-home.ts';
import { showsChange, showsPower } from './watts-in.ts';

const app = { slug: 'local_wattribute', hostname: '127.0.0.1', port: 0, state: 'started' as const };
/** The meter's pace is known after so many readings. */
const PACE = 25;
/** What is older is read, written and told. */
const SETTLED_MS = 90_000;

let supervisor: Supervisor;
let home: Home;
let startMs: number;
/** The packaged app, with its production dependencies and nothing else. */
let folder: string;
let backend: Backend;
let browser: Browser;
const pages: { admin?: Page; user?: Page } = {};

/** As the Supervisor starts it; nothing else is set. */
async function startApp(): Promise<void> {
  backend = await startBackend({ SUPERVISOR_URL: supervisor.url, SUPERVISOR_TOKEN: APP_TOKEN, TRUSTED_PROXY: PROXY_ADDRESS }, folder);
  app.port = Number(new URL(backend.url).port);
}

type Entry = { entry_id: string; state: string; title: string };
const entries = () => home.owner.sendMessagePromise<Entry[]>({ type: 'config_entries/get', domain: 'wattribute' });
const waitUntilLoaded = () =>
  waitUntil({ what: 'the one entry is loaded', seconds: 120, seen: async () => JSON.stringify(await entries()) }, async () => {
    const [entry, ...more] = await entries();
    return more.length === 0 && entry?.state === 'loaded' && entry;
  });

/** The page of the app, in its frame below ingress. */
const panelOf = (page: Page) =>
  waitUntil({ what: 'the panel has its frame', seconds: 120, seen: () => page.url() }, () =>
    page.frames().find((frame) => frame.url().includes('/api/hassio_ingress/')),
  );

const waitForCards = async (watts: number) => {
  home.house.setBase(watts);
  for (const page of Object.values(pages)) await waitForText(page, 'wattribute-card', `${watts} W`, showsPower(watts));
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
  startMs = Date.now();
  folder = await installApp();
  home = await startHome(async (configuration) => {
    supervisor = await startSupervisor(app, join(configuration, 'supervisor.sock'));
    const SUPERVISOR_CORE_API_SOCKET = '/config/supervisor.sock';
    return { SUPERVISOR: `127.0.0.1:${supervisor.port}`, SUPERVISOR_TOKEN: CORE_TOKEN, SUPERVISOR_CORE_API_SOCKET };
  });
  browser = await launchBrowser();
  home.cleanUps.add(() => browser.close());
  await startApp();
  home.cleanUps.add(() => backend.remove());
  home.cleanUps.add(() => backend.end());
});

afterAll(async () => {
  await (home as Home | undefined)?.cleanUps.run();
  await (supervisor as Supervisor | undefined)?.stop();
  await rm(folder, { recursive: true, force: true });
});

afterEach(async ({ task }) => {
  if (task.result?.state !== 'fail') return;
  for (const page of Object.values(pages)) process.stderr.write(`${page.url()}\n${(await readText(page, 'wattribute-card')) ?? ''}\n`);
  process.stderr.write(`The backend:\n${backend.log().slice(-3000)}\nHome Assistant:\n${home.homeAssistant.log().slice(-3000)}\n`);
});

describe('a fresh start', () => {
  test('the app announces itself, and one click sets it up', async () => {
    type Flow = { flow_id: string; handler: string; step_id: string };
    const flow = await waitUntil({ what: 'Home Assistant offers Wattribute', seconds: 120, seen: backend.log }, async () => {
      const flows = await home.owner.sendMessagePromise<Flow[]>({ type: 'config_entries/flow/progress' });
      return flows.find(({ handler }) => handler === 'wattribute');
    });
    expect(flow.step_id).toBe('hassio_confirm');
    const address = `${home.homeAssistant.url}/api/config/config_entries/flow/${flow.flow_id}`;
    const entry = await postJson<{ type: string; result?: { state: string } }>(address, {}, home.homeAssistant.ownerToken);
    expect(entry).toMatchObject({ type: 'create_entry', result: { state: 'loaded' } });
  });

  test('the card shows the power to an administrator and to a plain user', async () => {
    const user = await addUser(home.homeAssistant.url, home.owner, 'Ulla');
    pages.admin = await openPage(browser, home.homeAssistant.url, home.homeAssistant.owner);
    pages.user = await openPage(browser, home.homeAssistant.url, user);
    for (const page of Object.values(pages)) await page.goto(`${home.homeAssistant.url}/${BOARD}/0`);
    await waitForCards(240);
  });

  test('the first switch is explained in both cards', async () => {
    await home.house.readings(PACE);
    await home.house.set('kettle', true);
    // Some 45 s later.
    for (const page of Object.values(pages)) await waitForText(page, 'wattribute-card', 'the kettle', showsChange('Kettle', 1900));
    await home.house.set('kettle', false);
  });

  test('who corrects an answer is kept with it', async () => {
    const [told] = await backend.ask('correlations', { entity_id: 'switch.kettle' });
    const said = await pages.admin?.evaluate(async (correlation_id) => {
      type Hass = { user: { id: string }; callWS: (message: object) => Promise<unknown> };
      const { hass } = document.querySelector('home-assistant') as unknown as { hass: Hass };
      const body = { kind: 'confirm', correlation_id };
      return [hass.user.id, await hass.callWS({ type: 'wattribute/request', method: 'POST', path: '/energy/corrections', body })] as const;
    }, told?.id);
    const [userId, correction] = said ?? [];
    expect(correction).toMatchObject({ kind: 'confirm', correlation_id: told?.id, created_by: userId });
  });

  test('the integration shows the power that nothing explains, and its event', async () => {
    const states = await home.owner.sendMessagePromise<{ entity_id: string; state: string }[]>({ type: 'get_states' });
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
    const tokens = who === 'admin' ? home.homeAssistant.owner : await addUser(home.homeAssistant.url, home.owner, 'Paul');
    const page = await openPage(browser, home.homeAssistant.url, tokens);
    await page.goto(`${home.homeAssistant.url}/app/${app.slug}`);
    const frame = await panelOf(page);
    for (const watts of [410, 520]) {
      home.house.setBase(watts);
      await waitForText(frame, 'wattribute-page', `${watts} W`, showsPower(watts));
    }
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
    await home.homeAssistant.restart();
    await waitUntilLoaded();
    await waitForCards(260);
  });

  test('both restart, Home Assistant first', async () => {
    await backend.end();
    await home.homeAssistant.restart();
    await backend.start();
    await waitUntilLoaded();
    await waitForCards(370);
  });

  test('both restart, the app first: it waits for Home Assistant', async () => {
    await home.homeAssistant.end();
    expect(await backend.end()).toBe(0);
    await backend.start();
    await waitUntil({ what: 'the app says what it waits for', seconds: 120, seen: backend.log }, async () => {
      const { status, reasons } = await backend.ask('health');
      return status === 'degraded' && reasons?.some((reason) => reason.includes('Home Assistant'));
    });
    await home.homeAssistant.start();
    await waitUntilLoaded();
    await waitForCards(440);
  });

  test('a backup, restored, brings back what was recorded, told and corrected', async () => {
    // Up to where nothing more is to come.
    const range = { start: new Date(startMs).toISOString(), end: new Date(Date.now() - SETTLED_MS).toISOString() };
    const tell = async () => ({
      changes: await backend.ask('correlations', { ...range, entity_id: 'switch.kettle' }),
      readings: (await backend.ask('series', { ...range, points: '50' })).readings,
      corrections: (await backend.ask('corrections')).corrections,
    });
    const before = await tell();
    expect(before.corrections).toMatchObject([{ kind: 'confirm' }]);
    const copy = await takeBackup(backend, folder);
    expect(await backend.end()).toBe(0);
    await restoreBackup(copy, backend.dataDir);
    await backend.start();
    expect(backend.log()).toContain('The database was restored');
    expect(await tell()).toEqual(before);
    await waitForCards(310);
  });

  test('an app that is installed anew, with another token and address, heals by itself', async () => {
    const before = await waitUntilLoaded();
    const oldToken = backend.token;
    await backend.end();
    await backend.remove();
    await startApp();
    expect(backend.token).not.toBe(oldToken);
    await waitForCards(290);
    expect((await waitUntilLoaded()).entry_id).toBe(before.entry_id);
  });

  test('neither token stands in a log', () => {
    for (const log of [backend.log(), home.homeAssistant.log()])
      for (const secret of [backend.token, APP_TOKEN]) expect(log).not.toContain(secret);
  });
});
