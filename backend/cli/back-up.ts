/** `node backend/cli/back-up.ts`: asks the running backend for a copy of its database; what Home Assistant calls before it backs the app up. */
import { join } from 'node:path';
import { readFileSync } from 'node:fs';
import * as v from 'valibot';
import { readConfig } from '../config.ts';
import { Backup } from '../contract/backup.ts';
import { API_PREFIX, endpoints } from '../contract/endpoints.ts';
import { messageOf } from '../errors.ts';

/** A copy takes about a second for each GB. */
const PATIENCE_MS = 300_000;

async function backUp(): Promise<Backup> {
  const { data_dir, service_port } = readConfig(process.env);
  const token = readFileSync(join(data_dir, 'token'), 'utf8').trim();
  const response = await fetch(`http://127.0.0.1:${service_port}${API_PREFIX}${endpoints.backUp.path}`, {
    method: endpoints.backUp.method,
    headers: { Authorization: `Bearer ${token}` },
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
  if (!response.ok) throw new Error(`the backend answers ${response.status}: ${await response.text()}`);
  return v.parse(Backup, await response.json());
}

try {
  const { file, size_mb } = await backUp();
  process.stdout.write(`${file}, ${size_mb} MB, is ready to be backed up.\n`);
} catch (error) {
  process.stderr.write(`The database cannot be backed up: ${messageOf(error)}\n`);
  process.exitCode = 1;
}
