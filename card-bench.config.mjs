// `npm run bench:card`: the figures of the built card, in the browser of the tests.
import { chromeLauncher } from '@web/test-runner-chrome';
import { findChromium } from './card/chromium.ts';
import tests from './web-test-runner.config.mjs';

const { executablePath, args } = await findChromium();
/** Memory is measured to the byte, after a collection that the page asks for. */
const precise = ['--enable-precise-memory-info', '--js-flags=--expose-gc'];

export default {
  ...tests,
  files: 'card/test/*.bench.ts',
  testsFinishTimeout: 600_000,
  browsers: [chromeLauncher({ launchOptions: { executablePath, args: [...args, ...precise] }, concurrency: 1 })],
};
