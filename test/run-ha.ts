/** `npm run test:ha`: the tests against a real Home Assistant, in a real browser; builds the card first. */
import { spawnSync } from 'node:child_process';
import { dirname } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { findHomeAssistantCommand } from './home-assistant-command.ts';

const cwd = dirname(dirname(fileURLToPath(import.meta.url)));
const run = (command: string, ...args: string[]) => spawnSync(command, args, { cwd, stdio: 'inherit' }).status ?? 1;

const steps = [
  () => run(findHomeAssistantCommand(), 'install'),
  () => run(process.execPath, 'card/build.ts'),
  () => run(process.execPath, 'node_modules/vitest/vitest.mjs', 'run', '--config', 'vitest.ha.config.ts', ...process.argv.slice(2)),
];
process.exitCode = steps.reduce((code, step) => (code === 0 ? step() : code), 0);
