/** `npm run test:ha`: the tests against a real Home Assistant, in a real browser; builds the card first. */
import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { dirname } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { findHomeAssistantCommand } from './home-assistant-command.ts';

const cwd = dirname(dirname(fileURLToPath(import.meta.url)));
const run = (command: string, ...args: string[]) => spawnSync(command, args, { cwd, stdio: 'inherit' }).status ?? 1;
const runTests = (...args: string[]) =>
  run(process.execPath, 'node_modules/vitest/vitest.mjs', 'run', '--config', 'vitest.ha.config.ts', ...args);

/**
 * A file, in a home made for it; once more in another one if it failed: its tests share the home, so that none of them could be tried again by itself.
 * What needs that is told, since it wants to be mended.
 */
function testInHome(file: string): number {
  if (runTests(file) === 0) return 0;
  process.stderr.write(`${file} failed: once more, in a new home\n`);
  return runTests(file);
}

const named = process.argv.slice(2);
const files = globSync('test/ha/*.test.ts', { cwd }).sort();
const steps = [
  () => run(findHomeAssistantCommand(), 'install'),
  () => run(process.execPath, 'card/build.ts'),
  ...(named.length > 0 ? [() => runTests(...named)] : files.map((file) => () => testInHome(file))),
];
process.exitCode = steps.reduce((code, step) => (code === 0 ? step() : code), 0);
