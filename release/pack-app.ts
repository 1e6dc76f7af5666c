/** `npm run package`: the app as a folder that needs nothing beside it, in dist/app. Prints its size with the production dependencies, and its time to the first answer. */
import { spawn } from 'node:child_process';
import { cp, glob, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildCard } from '../card/build.ts';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');

/** What stands in app/ as it is. */
const ofApp = ['Dockerfile', 'run.sh', 'check-health.sh', 'apparmor.txt', 'DOCS.md', 'icon.png', 'logo.png', 'translations'];
const ofProject = ['LICENSE', 'CHANGELOG.md', 'package.json', 'package-lock.json', 'dist/card'];
/** Of the backend: neither its tests nor its benchmarks. */
const isShipped = (path: string): boolean => !/^backend\/(test|bench|README\.md|tsconfig\.json)/.test(path);

/** A local app is built from its folder, not fetched as an image. */
const withoutImage = (config: string): string => config.replace(/^image: .*\n/m, '');

/** Fills a folder that is there and empty. */
async function packApp(target: string): Promise<void> {
  await buildCard();
  for (const name of ofApp) await cp(join(root, 'app', name), join(target, name), { recursive: true });
  for (const name of ofProject) await cp(join(root, name), join(target, name), { recursive: true });
  const filter = (from: string) => isShipped(from.slice(root.length + 1));
  await cp(join(root, 'backend'), join(target, 'backend'), { recursive: true, filter });
  await writeFile(join(target, 'config.yaml'), withoutImage(await readFile(join(root, 'app/config.yaml'), 'utf8')));
}

type Lock = { packages: Record<string, { dev?: boolean; devOptional?: boolean }> };

/** Puts the production dependencies, as the lock file has them, from the project into a folder: what the Dockerfile brings there. */
async function copyProductionPackages(folder: string): Promise<void> {
  const lock = JSON.parse(await readFile(join(root, 'package-lock.json'), 'utf8')) as Lock;
  const names = Object.entries(lock.packages).flatMap(([path, { dev, devOptional }]) => (path === '' || dev || devOptional ? [] : [path]));
  // Nested packages have rows of their own; those for other platforms are not there.
  const filter = (from: string) => !/node_modules\/.*\/node_modules$/.test(from.slice(root.length));
  for (const name of names) {
    const there = await stat(join(root, name)).catch(() => undefined);
    if (there !== undefined) await cp(join(root, name), join(folder, name), { recursive: true, filter });
  }
}

/** The packaged app in a bare folder, with the production dependencies alone: as it lies in its image. */
export async function installApp(): Promise<string> {
  const bare = await mkdtemp(join(tmpdir(), 'wattribute-app-'));
  await packApp(bare);
  await copyProductionPackages(bare);
  return bare;
}

/** Bytes of all files below a folder. */
async function sizeOf(folder: string): Promise<number> {
  const files = await Array.fromAsync(glob('**/*', { cwd: folder }));
  const sizes = await Promise.all(files.map(async (file) => stat(join(folder, file))));
  return sizes.reduce((sum, each) => sum + (each.isFile() ? each.size : 0), 0);
}

/** Milliseconds from the start of the process to the first answer; the home is one that is not there. */
async function timeToAnswer(folder: string): Promise<number> {
  const startMs = performance.now();
  const child = spawn(process.execPath, ['--max-semi-space-size=4', '--heap-growing-percent=30', join(folder, 'backend/main.ts')], {
    cwd: folder,
    env: {
      PATH: process.env['PATH'],
      DATA_DIR: join(folder, 'data'),
      SERVICE_PORT: '0',
      HOME_ASSISTANT_URL: 'http://127.0.0.1:1',
      HOME_ASSISTANT_TOKEN: 'none',
    },
  });
  try {
    const url = await new Promise<string>((found, fail) => {
      let output = '';
      child.stdout.on('data', (text: Buffer) => {
        output += text.toString();
        const said = /records your home: (http\S+)/.exec(output)?.[1];
        if (said !== undefined) found(said);
      });
      child.once('exit', () => fail(new Error(`The packaged backend ended by itself:\n${output}`)));
    });
    await fetch(`${url}health`);
    return performance.now() - startMs;
  } finally {
    child.kill('SIGTERM');
  }
}

if (import.meta.main) {
  const target = join(root, 'dist/app');
  await rm(target, { recursive: true, force: true });
  await mkdir(target, { recursive: true });
  await packApp(target);
  const bare = await installApp();
  const [own, whole] = [await sizeOf(target), await sizeOf(bare)];
  const mb = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`;
  process.stdout.write(`${target}: ${mb(own)}, with its production dependencies ${mb(whole)}\n`);
  process.stdout.write(`First answer after ${Math.round(await timeToAnswer(bare))} ms\n`);
  await rm(bare, { recursive: true, force: true });
}
