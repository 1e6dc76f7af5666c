import { spawn } from 'node:child_process';
import { readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { installApp } from '../pack-app.ts';
import { packIntegration } from '../pack-integration.ts';

describe('the packaged app, in a bare folder with the production dependencies alone', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await installApp();
    // The card is built first where it is not.
  }, 180_000);
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('holds all that its Dockerfile copies', async () => {
    const dockerfile = await readFile(join(folder, 'Dockerfile'), 'utf8');
    const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, names = '']) => names.split(' '));
    expect(copied).toEqual(['package.json', 'package-lock.json', 'package.json', 'run.sh', 'check-health.sh', 'dist', 'backend']);
    expect(await readdir(folder)).toEqual(expect.arrayContaining(copied));
  });

  it('is built where it is, and not fetched as an image', async () => {
    const config = parse(await readFile(join(folder, 'config.yaml'), 'utf8')) as Record<string, unknown>;
    expect(config).toMatchObject({ slug: 'wattribute' });
    expect(config).not.toHaveProperty('image');
  });

  it('brings no tests and no tools of development', async () => {
    expect(await readdir(join(folder, 'backend'))).not.toContain('test');
    const packages = await readdir(join(folder, 'node_modules'));
    for (const name of ['express', 'valibot', '@duckdb']) expect(packages).toContain(name);
    for (const name of ['typescript', 'vitest', 'lit', 'eslint', 'node']) expect(packages).not.toContain(name);
  });

  it('leaves out what only types want, as the Dockerfile does', async () => {
    const lock = JSON.parse(await readFile(join(folder, 'package-lock.json'), 'utf8')) as {
      packages: Record<string, { devOptional?: boolean }>;
    };
    const left = Object.entries(lock.packages).filter(([, { devOptional }]) => devOptional === true);
    expect(left.map(([path]) => path)).toEqual(['node_modules/typescript']);
    expect(await readFile(join(folder, 'Dockerfile'), 'utf8')).toContain('rm -r node_modules/typescript');
  });

  it('answers, shows its page and ends properly', async () => {
    const child = spawn(process.execPath, [join(folder, 'backend/main.ts')], {
      cwd: tmpdir(),
      env: { PATH: process.env['PATH'], DATA_DIR: join(folder, 'data'), SERVICE_PORT: '0', METER_TYPE: 'simulated' },
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (text: Buffer) => (output += text.toString()));
    const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
    const url = await new Promise<string>((found, fail) => {
      child.stdout.on('data', () => {
        const said = /simulated home: (http\S+)/.exec(output)?.[1];
        if (said !== undefined) found(said);
      });
      void ended.then((code) => fail(new Error(`It ended with ${String(code)}:\n${output}`)));
    });
    expect(await (await fetch(`${url}health`)).json()).toMatchObject({ mode: 'demo' });
    const page = await (await fetch(url)).text();
    // Nothing of it comes from elsewhere, and none of its scripts stands in it.
    expect([...page.matchAll(/(?:src|href)="([^"]*)"/g)].filter(([, address = '']) => /^(\w+:)?\/\//.test(address))).toEqual([]);
    expect(page).not.toMatch(/<script(?![^>]*\ssrc=)|\son\w+=/);
    const script = /src="(wattribute-page\.js)"/.exec(page)?.[1] ?? '';
    expect((await fetch(url + script)).headers.get('Content-Type')).toContain('javascript');
    child.kill('SIGTERM');
    expect(await ended, output).toBe(0);
  });
});

it('the packed integration holds the card, and nothing that is not needed there', async () => {
  const files = await readdir(await packIntegration(), { recursive: true });
  expect(files).toEqual(
    expect.arrayContaining(['manifest.json', '__init__.py', 'frontend/wattribute-card.js', 'frontend/wattribute-card.js.gz']),
  );
  expect(files.filter((name) => /page|\.pyc|__pycache__|sha256|\.ts$/.test(name))).toEqual([]);
});
