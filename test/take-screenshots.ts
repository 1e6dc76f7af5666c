/** `npm run screenshots`: the pictures of the README, taken of the demo, light and dark. */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'puppeteer-core';
import { buildCard } from '../card/build.ts';
import { findFreePort } from './free-port.ts';
import { launchBrowser } from './launch-browser.ts';
import { find } from './open-page.ts';
import { startProgram } from './program.ts';
import { waitUntil } from './wait-until.ts';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const folder = join(root, 'pictures');

/** What is seen of the page at once; `scale` is that of the screen. */
const views = [
  { name: 'page', width: 1200, height: 860, scale: 1 },
  { name: 'phone', width: 390, height: 780, scale: 1.5 },
] as const;
const schemes = ['light', 'dark'] as const;
/** After the newest marker was chosen, until its moment is drawn. */
const SETTLE_MS = 1500;

async function takePicture(browser: Browser, url: string, view: (typeof views)[number], scheme: (typeof schemes)[number]) {
  const page = await browser.newPage();
  const { width, height, scale } = view;
  await page.setViewport({ width, height, deviceScaleFactor: scale });
  await page.emulateMediaFeatures([
    { name: 'prefers-color-scheme', value: scheme },
    { name: 'prefers-reduced-motion', value: 'reduce' },
  ]);
  await page.goto(url);
  await find(page, 'wattribute-power-chart .marker');
  await find(page, 'wattribute-correlations tbody');
  await sleep(SETTLE_MS);
  await page.screenshot({ path: join(folder, `${view.name}-${scheme}.png`), optimizeForSpeed: false });
  await page.close();
}

await buildCard();
const dataDir = await mkdtemp(join(tmpdir(), 'wattribute-screenshots-'));
const port = await findFreePort();
const url = `http://127.0.0.1:${port}`;
const environment = { PATH: process.env['PATH'], DATA_DIR: dataDir, SERVICE_PORT: String(port), METER_TYPE: 'simulated' };
const demo = startProgram(process.execPath, [join(root, 'backend/main.ts')], { environment, folder: dataDir });
try {
  await waitUntil({ what: 'the demo has read its history', seconds: 300, seen: demo.output }, () =>
    demo.output().includes('History is correlated'),
  );
  await mkdir(folder, { recursive: true });
  const browser = await launchBrowser();
  for (const view of views) for (const scheme of schemes) await takePicture(browser, url, view, scheme);
  await browser.close();
} finally {
  await demo.end('SIGTERM');
  await rm(dataDir, { recursive: true, force: true });
}
