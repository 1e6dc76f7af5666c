/** Opens the database file with the settings of a small machine; a damaged one is set aside and a new one begun. */
import { DuckDBInstance } from '@duckdb/node-api';
import { existsSync, renameSync } from 'node:fs';
import { dirname, extname, join, basename } from 'node:path';
import { damagedPart, openError } from './faults.ts';

/** How a file is opened in this process. */
export const settingsOf = (file: string) => ({
  // DuckDB's own default is 80 % of the memory; it fills what it may have with what it has read.
  memory_limit: '128MB',
  threads: '2',
  // Else an unknown function reaches for the network.
  autoinstall_known_extensions: 'false',
  autoload_known_extensions: 'false',
  temp_directory: `${file}.tmp`,
});

/** Moves what cannot be read to a name with the time in it; returns that name. */
function setAside(file: string, part: 'file' | 'log', nowMs: number): string {
  const time = new Date(nowMs).toISOString().replaceAll(':', '-');
  const extension = extname(file);
  const aside = join(dirname(file), `${basename(file, extension)}.damaged-${time}${extension}`);
  if (part === 'file') renameSync(file, aside);
  if (existsSync(`${file}.wal`)) renameSync(`${file}.wal`, `${aside}.wal`);
  return part === 'file' ? aside : `${aside}.wal`;
}

const describe = (part: 'file' | 'log', aside: string): string =>
  part === 'file'
    ? `The database was damaged. It was set aside as ${aside}, and a new one begun; what was recorded before is not shown.`
    : `The newest part of the database, an hour or less, was damaged. It was set aside as ${aside}; what was recorded before that is there.`;

/** `start` makes the file ready for use, and reads what a good file must answer; damage that it meets counts as damage found at opening. */
export async function openFile<T>(options: {
  file: string;
  now: () => number;
  start: (instance: DuckDBInstance) => Promise<T>;
}): Promise<{ started: T; notices: string[] }> {
  const { file, now, start } = options;
  const notices: string[] = [];
  for (;;) {
    let instance: DuckDBInstance | undefined;
    try {
      instance = await DuckDBInstance.create(file, settingsOf(file));
      return { started: await start(instance), notices };
    } catch (error) {
      const part = damagedPart(error);
      // Log and file are each set aside once; a new file that is damaged at once is a fault of another kind.
      if (part === null || notices.length >= 2) throw instance === undefined ? openError(error, file) : error;
      notices.push(describe(part, setAside(file, part, now())));
    }
  }
}
