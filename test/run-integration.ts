/** `npm run test:integration`: pytest, mypy and ruff over the integration, with the Python of Home Assistant, in a venv of their own. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { findHomeAssistantCommand } from './home-assistant-command.ts';

const command = findHomeAssistantCommand();
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const requirements = 'test/integration/requirements.txt';
const venv = '.venv/integration';
const stamp = join(root, venv, 'requirements.sha256');

/** Runs a line of shell in the project, which is /config there; returns its exit code. */
function run(line: string): number {
  const script = `set -e; cd /config; export PATH="/venv/bin:$PATH" PYTHONDONTWRITEBYTECODE=1 COVERAGE_FILE=${venv}/.coverage; ${line}`;
  return spawnSync(command, ['exec', root, 'sh', '-c', script], { stdio: 'inherit' }).status ?? 1;
}

/** Makes the venv, unless it is there for the same requirements and its Python still runs. */
function ensureVenv(): void {
  const hash = createHash('sha256')
    .update(readFileSync(join(root, requirements)))
    .digest('hex');
  const same = existsSync(stamp) && readFileSync(stamp, 'utf8') === hash;
  if (same && run(`${venv}/bin/python -c ""`) === 0) return;
  process.stderr.write(`Making ${venv} (some 850 MB, a minute)\n`);
  const made = run(`rm -rf ${venv}; python3 -m venv ${venv}; ${venv}/bin/pip install --quiet --requirement ${requirements}`);
  if (made !== 0) {
    process.stderr.write(`${venv} could not be made: see above; Python 3.14 and a way to PyPI are needed\n`);
    process.exit(1);
  }
  writeFileSync(stamp, hash);
}

ensureVenv();
const failed = [
  'pytest -q --cov=custom_components.wattribute --cov-report=term:skip-covered --cov-fail-under=95',
  'mypy',
  'ruff check',
  'ruff format --check',
].filter((line) => run(`${venv}/bin/${line}`) !== 0);
if (failed.length > 0) process.stderr.write(`failed: ${failed.join(', ')}\n`);
process.exitCode = failed.length === 0 ? 0 : 1;
