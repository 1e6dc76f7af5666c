/** `npm run package`, after the app: the integration with the built card in dist/integration, as HACS unpacks it into custom_components/wattribute. */
import { cp, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { buildCard } from '../card/build.ts';

const root = resolve(import.meta.dirname, '..');

/** Returns the folder. The backend's own page and the fingerprint of the build stay out. */
export async function packIntegration(): Promise<string> {
  const target = join(root, 'dist/integration');
  await buildCard();
  await rm(target, { recursive: true, force: true });
  await cp(join(root, 'custom_components/wattribute'), target, {
    recursive: true,
    filter: (path) => !/__pycache__|custom_components\/wattribute\/frontend$/.test(path),
  });
  await cp(join(root, 'dist/card'), join(target, 'frontend'), {
    recursive: true,
    filter: (path) => !/dist\/card\/(page|sources\.sha256)$/.test(path),
  });
  return target;
}

if (import.meta.main) process.stdout.write(`${await packIntegration()}\n`);
