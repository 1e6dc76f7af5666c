/** Who this backend is, and the token that opens it: both are made at first start and kept in the data folder. */
import { randomBytes, randomUUID } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigurationError, messageOf } from './errors.ts';

export type Identity = { instance_id: string; token: string; tokenFile: string };

/** What the file says, or what `make` gives, written there for its owner alone. */
function readOrMake(file: string, make: () => string): string {
  try {
    const kept = readFileSync(file, 'utf8').trim();
    if (kept !== '') return kept;
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
  }
  const made = make();
  writeFileSync(file, `${made}\n`, { mode: 0o600 });
  chmodSync(file, 0o600);
  return made;
}

/** Throws ConfigurationError when the folder cannot be read or written. */
export function readIdentity(dataDir: string): Identity {
  try {
    mkdirSync(dataDir, { recursive: true });
    const tokenFile = join(dataDir, 'token');
    const instance_id = readOrMake(join(dataDir, 'instance_id'), randomUUID);
    return { instance_id, token: readOrMake(tokenFile, () => randomBytes(32).toString('hex')), tokenFile };
  } catch (cause) {
    throw new ConfigurationError(
      `The data folder ${dataDir} cannot be used: ${messageOf(cause)}. Name another by DATA_DIR, or give this process the right to write there.`,
      { cause },
    );
  }
}
