/** A hot backup of the app, and the way back, as the Supervisor makes them from what the app's configuration says. */
import { execFile } from 'node:child_process';
import { cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import picomatch from 'picomatch';
import { parse } from 'yaml';
import type { Backend } from '../start-backend.ts';

const configuration = fileURLToPath(new URL('../../app/config.yaml', import.meta.url));
const run = promisify(execFile);

/** Of an app that runs from this folder, which is /app in its container; returns where the copy lies. */
export async function takeBackup(backend: Backend, folder: string): Promise<string> {
  const app = parse(await readFile(configuration, 'utf8')) as { backup_pre: string; backup_exclude: string[] };
  const [command = '', ...args] = app.backup_pre.replace('node ', `${process.execPath} `).replace('/app/', `${folder}/`).split(' ');
  const environment = { PATH: process.env['PATH'], DATA_DIR: backend.dataDir, SERVICE_PORT: new URL(backend.url).port };
  await run(command, args, { env: environment, cwd: backend.dataDir });
  const isLeftOut = picomatch(app.backup_exclude);
  const copy = await mkdtemp(join(tmpdir(), 'wattribute-backup-'));
  for (const name of await readdir(backend.dataDir))
    if (!isLeftOut(name)) await cp(join(backend.dataDir, name), join(copy, name), { recursive: true });
  return copy;
}

/** Puts a backup in the place of all that an app, which is at rest, has; the copy is used up. */
export async function restoreBackup(copy: string, dataDir: string): Promise<void> {
  await rm(dataDir, { recursive: true });
  await cp(copy, dataDir, { recursive: true });
  await rm(copy, { recursive: true });
}
