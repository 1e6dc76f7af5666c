/** Runs `replay` for the evaluation, and keeps its words of the events: `… FOLDER HISTORY CORRELATIONS DEVICES [--history-days N]`. */
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const [folder = '', history = '', correlations = '', devices = '', ...options] = process.argv.slice(2);
const replay = fileURLToPath(new URL('../../cli/replay.ts', import.meta.url));
const files = [history, '--meter', 'sensor.house_power', '--correlations', correlations, '--devices', devices];
const { status } = spawnSync(process.execPath, [replay, ...files, ...options], { stdio: 'inherit' });
if (status === 0) copyFileSync(correlations, join(mkdtempSync(join(folder, 'run-')), 'correlations.ndjson'));
process.exitCode = status ?? 1;
