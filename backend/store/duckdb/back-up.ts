/** The copy of the database that backups take, and the way back from it. */
import { existsSync, renameSync } from 'node:fs';
import { rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Log } from '../../log.ts';
import type { Database } from './database.ts';

/** Matches no pattern that leaves the database itself out of a backup. */
const BACKUP_NAME = 'backup.duckdb';

/** Whole or not at all: a copy that broke off must not be restored. */
export async function backUp(database: Database, directory: string): Promise<{ file: string; size_mb: number }> {
  const file = join(directory, BACKUP_NAME);
  await database.copyTo(`${file}.part`);
  await rename(`${file}.part`, file);
  return { file, size_mb: Math.ceil((await stat(file)).size / 1e6) };
}

/** A restored data folder holds the copy alone: it becomes the database. One that is there is never touched. */
export function restoreBackup(file: string, directory: string, log: Log): void {
  const backup = join(directory, BACKUP_NAME);
  if (existsSync(file) || !existsSync(backup)) return;
  renameSync(backup, file);
  log.info(`The database was restored from ${backup}.`);
}
