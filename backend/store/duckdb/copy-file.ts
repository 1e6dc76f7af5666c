/** Copies a database file that is open in this process. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const SCRIPT = "require('node:fs').copyFileSync(process.argv[1], process.argv[2])";

/** In a process of its own: whoever closes the file in this one takes away the lock that keeps others out (POSIX, fcntl). */
export async function copyFile(from: string, to: string): Promise<void> {
  await promisify(execFile)(process.execPath, ['-e', SCRIPT, '--', from, to]);
}
