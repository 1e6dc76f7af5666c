import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startBackend, type ABackend } from './a-backend.ts';

let cardFolder: string;
let backend: ABackend;
beforeAll(async () => {
  cardFolder = await mkdtemp(join(tmpdir(), 'wattribute-card-'));
  backend = await startBackend({ cardFolder });
});
afterAll(async () => {
  await backend.close();
  await rm(cardFolder, { recursive: true, force: true });
});

const get = async (path: string) => {
  const response = await fetch(backend.url + path);
  return { status: response.status, headers: response.headers, text: await response.text() };
};

describe('the page', () => {
  it('says what to do while it is not built', async () => {
    expect(await get('/')).toMatchObject({ status: 503, text: expect.stringContaining('npm run build') as string });
  });

  it('is served to everyone with its files, once it is built', async () => {
    await mkdir(join(cardFolder, 'page'));
    await writeFile(join(cardFolder, 'page', 'index.html'), '<!doctype html><title>Wattribute</title>');
    await writeFile(join(cardFolder, 'page', 'page-4f3c2b1a.js'), 'export {};');
    await writeFile(join(cardFolder, 'wattribute-card.js'), 'export {};');
    const page = await get('/');
    expect([page.status, page.headers.get('Cache-Control')]).toEqual([200, 'no-cache']);
    expect((await get('/page-4f3c2b1a.js')).headers.get('Cache-Control')).toBe('public, max-age=31536000, immutable');
    const entry = await get('/wattribute-card.js');
    expect([entry.status, entry.headers.get('Cache-Control')]).toEqual([200, 'no-cache']);
    expect(entry.headers.get('Content-Type')).toMatch(/javascript/);
    expect((await get('/other.js')).status).toBe(404);
    expect((await get('/..%2f..%2fetc/passwd')).status).toBeGreaterThanOrEqual(400);
  });

  it('may run only its own scripts, and stand only in frames of its own origin', async () => {
    const { headers } = await get('/');
    const policy = headers.get('Content-Security-Policy') ?? '';
    expect(policy).toContain("script-src 'self'");
    // From nowhere else, and nothing inline but the width of a bar.
    const sources = policy.split(';').map((directive) => directive.trim().split(' '));
    for (const [name, ...from] of sources)
      if (name !== 'style-src-attr') expect(["'self'", "'none'", "'self' data:"], name).toContain(from.join(' '));
    expect(sources.map(([name]) => name)).toContain('default-src');
    expect(policy).toContain("frame-ancestors 'self'");
    expect(policy).not.toContain('upgrade-insecure-requests');
    expect(headers.get('X-Content-Type-Options')).toBe('nosniff');
    expect(headers.get('X-Powered-By')).toBeNull();
    expect(headers.get('Strict-Transport-Security')).toBeNull();
  });
});

describe('GET /api/v1/openapi.json', () => {
  it('describes the API to everyone', async () => {
    expect(JSON.parse((await get('/api/v1/openapi.json')).text)).toMatchObject({ openapi: '3.1.0', info: { version: '1.2.3' } });
  });
});
