// The card's tests, in a real Chromium.
import { chromeLauncher } from '@web/test-runner-chrome';
import { esbuildPlugin } from '@web/dev-server-esbuild';
import { fileURLToPath } from 'node:url';
import { buildCard } from './card/build.ts';
import { findChromium } from './card/chromium.ts';
import { mediaFeatures } from './card/media-features.ts';
import { snapshots } from './card/snapshots.ts';

// The built card is tested too; nothing is done while it is up to date.
await buildCard();

const chrome = chromeLauncher({ launchOptions: await findChromium(), concurrency: 1 });

export default {
  files: 'card/test/**/*.test.ts',
  nodeResolve: true,
  concurrency: 1,
  plugins: [
    snapshots((sessionId) => chrome.getPage(sessionId)),
    mediaFeatures((sessionId) => chrome.getPage(sessionId)),
    esbuildPlugin({ ts: true, json: true, tsconfig: fileURLToPath(new URL('./card/tsconfig.json', import.meta.url)), target: 'es2022' }),
  ],
  browsers: [chrome],
  // Far beyond what any of them takes: a busy machine fails none.
  browserStartTimeout: 120_000,
  testsStartTimeout: 120_000,
  testsFinishTimeout: 600_000,
  testFramework: { config: { timeout: 60_000, retries: 1 } },
};
