/** Builds the card and the page into dist/card; nothing is done while their sources have not changed. `--watch` builds at every change. */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { copyFile, glob, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { rollup, watch, type OutputOptions, type RollupOptions } from 'rollup';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const target = join(root, 'dist/card');
const stamp = join(target, 'sources.sha256');

type Bundle = RollupOptions & { output: OutputOptions };

const bundles = async (): Promise<Bundle[]> => {
  const config = (await import(join(root, 'rollup.config.mjs'))) as { card: Bundle; page: Bundle };
  return [config.card, config.page];
};

/** A fingerprint of all that the bundles are made of. */
async function hashSources(): Promise<string> {
  const hash = createHash('sha256');
  const patterns = ['card/**/*.{ts,json,html,css}', 'backend/contract/*.ts', 'package.json', 'package-lock.json', 'rollup.config.mjs'];
  const files = await Array.fromAsync(glob(patterns, { cwd: root, exclude: ['card/test/**'] }));
  for (const file of files.sort()) hash.update(file).update(await readFile(join(root, file)));
  return hash.digest('hex');
}

/** Roboto, as in Home Assistant, and arrows for a system whose fonts have none. A browser loads only the files whose signs it shows. */
const fonts = ['@fontsource-variable/roboto/files/*-wght-normal.woff2', '@fontsource/noto-sans-math/files/*-latin-400-normal.woff2'];

/** What the page has beside its bundle. */
const copyPage = async () => {
  const page = join(target, 'page');
  await mkdir(join(page, 'files'), { recursive: true });
  const files = await Array.fromAsync(glob(fonts, { cwd: join(root, 'node_modules') }));
  await Promise.all([
    copyFile(join(root, 'card/page/index.html'), join(page, 'index.html')),
    copyFile(join(root, 'card/page/fonts.css'), join(page, 'fonts.css')),
    copyFile(join(root, 'node_modules/@fontsource-variable/roboto/wght.css'), join(page, 'roboto.css')),
    ...files.map((file) => copyFile(join(root, 'node_modules', file), join(page, 'files', basename(file)))),
  ]);
};

const say = (line: string) => process.stdout.write(`${line}\n`);

async function buildBundle({ output, ...input }: Bundle): Promise<void> {
  const built = await rollup(input);
  await built.write(output);
  await built.close();
}

/** The files of the card, the page's left out. */
const builtFiles = async (type: string) => (await Array.fromAsync(glob(`*.${type}`, { cwd: target }))).map((file) => join(target, file));

/** Home Assistant sends what is packed already, where it lies beside the file. */
async function packFile(file: string): Promise<string> {
  const packed = gzipSync(await readFile(file), { level: 9 });
  await writeFile(`${file}.gz`, packed);
  return `${basename(file)} ${(packed.length / 1024).toFixed(1)} kB gzip`;
}

/** Makes dist/card what the sources say. */
export async function buildCard(): Promise<void> {
  process.chdir(root);
  const sources = await hashSources();
  if (existsSync(stamp) && (await readFile(stamp, 'utf8')) === sources) return;
  await rm(target, { recursive: true, force: true });
  await Promise.all([copyPage(), ...(await bundles()).map(buildBundle)]);
  const sizes = await Promise.all((await builtFiles('js')).map(packFile));
  await writeFile(stamp, sources);
  say(`Card built: ${sizes.sort().join(', ')}`);
}

/** Builds now and at every change, until `signal` is aborted; calls back after each build. */
export async function watchCard(signal: AbortSignal, onBuilt: () => void = () => undefined): Promise<void> {
  process.chdir(root);
  // Neither is kept up to date by watching.
  await Promise.all([rm(stamp, { force: true }), ...(await builtFiles('gz')).map((file) => rm(file))]);
  await copyPage();
  const watcher = watch(await bundles());
  watcher.on('event', (event) => {
    if (event.code === 'BUNDLE_END') void event.result.close();
    if (event.code === 'ERROR') say(`The card does not build: ${event.error.message}`);
    if (event.code === 'END') void copyPage().then(onBuilt);
  });
  signal.addEventListener('abort', () => void watcher.close());
}

if (import.meta.main) {
  if (process.argv.includes('--watch')) {
    const stop = new AbortController();
    process.once('SIGINT', () => stop.abort());
    process.once('SIGTERM', () => stop.abort());
    await watchCard(stop.signal, () => say('Card built'));
  } else await buildCard();
}
