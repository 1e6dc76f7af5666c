import { mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readIdentity } from '../access.ts';

describe('readIdentity', () => {
  it('makes a token of 256 bits for the owner alone, once', () => {
    const dataDir = join(mkdtempSync(join(tmpdir(), 'access-')), 'data');
    const first = readIdentity(dataDir);
    expect(first.token).toMatch(/^[0-9a-f]{64}$/);
    expect(readFileSync(join(dataDir, 'token'), 'utf8').trim()).toBe(first.token);
    expect(statSync(join(dataDir, 'token')).mode & 0o777).toBe(0o600);
    expect(first.isNew).toBe(true);
    expect(readIdentity(dataDir)).toEqual({ ...first, isNew: false });
  });

  it('says what to do when the folder cannot be used', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'access-')), 'file');
    writeFileSync(file, '');
    expect(() => readIdentity(file)).toThrow(/cannot be used: .*Name another by DATA_DIR/);
  });
});
