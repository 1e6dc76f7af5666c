/** Who this backend is, and the token that opens it: both are made at first start and kept in the data folder. */
import { randomBytes, randomUUID } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigurationError, messageOf } from './errors.ts';

export type Identity = {
  instance_id: string;
  token: string;
  tokenFile: string;
  /** The token was made just now: this is the first start. */
  isNew: boolean;
};

/** What the file says; undefined where there is none. */
function readKept(file: string): string | undefined {
  try {
    const kept = readFileSync(file, 'utf8').trim();
    return kept === '' ? undefined : kept;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Written for its owner alone. */
function keep(file: string, made: string): string {
  writeFileSync(file, `${made}\n`, { mode: 0o600 });
  chmodSync(file, 0o600);
  return made;
}

/** Throws ConfigurationError when the folder cannot be read or written. */
export function readIdentity(dataDir: string): Identity {
  try {
    mkdirSync(dataDir, { recursive: true });
    const tokenFile = join(dataDir, 'token');
    const instanceFile = join(dataDir, 'instance_id');
    const instance_id = readKept(instanceFile) ?? keep(instanceFile, randomUUID());
    const kept = readKept(tokenFile);
    const token = kept ?? keep(tokenFile, randomBytes(32).toString('hex'));
    return { instance_id, token, tokenFile, isNew: kept === undefined };
  } catch (cause) {
    throw new ConfigurationError(
      `The data folder ${dataDir} cannot be used: ${messageOf(cause)}. Name another by DATA_DIR, or give this process the right to write there.`,
      { cause },
    );
  }
}
