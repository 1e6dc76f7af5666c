import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { API_PREFIX } from '../../contract/endpoints.ts';
import { Problem } from '../../contract/problem.ts';
import { startBackend, TOKEN, type ABackend } from './a-backend.ts';
import { rawRequest, type RawRequest } from './raw-request.ts';

const WRONG = 'b'.repeat(64);
const PROXY = '127.30.32.2';
const context = `${API_PREFIX}/energy/context`;
const session = `${API_PREFIX}/session`;
const bearer = { Authorization: `Bearer ${TOKEN}` };

const asking = (backend: ABackend) => async (request: Omit<RawRequest, 'port' | 'path'> & { path?: string }) => {
  const answer = await rawRequest({ port: backend.port, path: context, ...request });
  const body = answer.body === '' ? {} : (JSON.parse(answer.body) as { admin?: boolean });
  return { ...answer, json: body };
};
const codeOf = ({ body }: { body: string }) => v.parse(Problem, JSON.parse(body)).code;

describe('the token', () => {
  let backend: ABackend;
  let ask: ReturnType<typeof asking>;
  beforeAll(async () => {
    backend = await startBackend();
    ask = asking(backend);
  });
  afterAll(() => backend.close());

  it('opens everything to an administrator', async () => {
    expect((await ask({ headers: bearer })).json).toMatchObject({ admin: true });
  });

  it.each([
    ['admin', true],
    ['user', false],
    ['owner', false],
  ])('speaks for "%s" where the integration says so', async (role, admin) => {
    expect((await ask({ headers: { ...bearer, 'Wattribute-Role': role } })).json).toMatchObject({ admin });
  });

  it.each(['/energy/context', '/energy/correlations', '/statistics', '/stream'])('is wanted for %s', async (path) => {
    const answer = await ask({ path: API_PREFIX + path });
    expect([answer.status, codeOf(answer), answer.headers['www-authenticate']]).toEqual([401, 'unauthorized', 'Bearer']);
  });

  it('is not taken from a query', async () => {
    expect((await ask({ path: `${context}?token=${TOKEN}` })).status).toBe(401);
  });

  it('is refused when it is wrong, by public calls as well', async () => {
    const headers = { Authorization: `Bearer ${WRONG}` };
    for (const path of [context, '/health', `${API_PREFIX}/stream`]) {
      const answer = await ask({ path, headers });
      expect([answer.status, codeOf(answer)]).toEqual([401, 'invalid_token']);
    }
  });
});

describe('who keeps guessing', () => {
  it('waits, while the right token is not kept waiting', async () => {
    const backend = await startBackend();
    const ask = asking(backend);
    const guess = () => ask({ headers: { Authorization: `Bearer ${WRONG}` } });
    for (let guesses = 0; guesses < 10; guesses++) expect((await guess()).status).toBe(401);
    const late = await guess();
    expect([late.status, codeOf(late), late.headers['retry-after']]).toEqual([429, 'too_many_requests', '60']);
    expect((await ask({ headers: bearer })).status).toBe(200);
    await backend.clock.advance(60_000);
    expect((await guess()).status).toBe(401);
    // Once a minute, and never with the token.
    expect(backend.logged().match(/refused a wrong token from 127\.0\.0\.1/g)).toHaveLength(2);
    expect(backend.logged()).not.toContain(WRONG);
    await backend.close();
  });
});

describe('a session of the page', () => {
  let backend: ABackend;
  let ask: ReturnType<typeof asking>;
  beforeAll(async () => {
    backend = await startBackend();
    ask = asking(backend);
  });
  afterAll(() => backend.close());

  const signIn = (headers: Record<string, string> = {}, token = TOKEN) =>
    ask({ path: session, method: 'POST', headers: { 'Content-Type': 'application/json', ...headers }, body: JSON.stringify({ token }) });
  const cookieOf = ({ headers }: Awaited<ReturnType<typeof signIn>>) => headers['set-cookie']?.[0] ?? '';
  const sent = (cookie: string) => ({ Cookie: `other=1; ${cookie.split(';')[0] ?? ''}` });

  it('begins with the token and is an administrator', async () => {
    const answer = await signIn();
    expect([answer.status, answer.body]).toEqual([204, '']);
    const cookie = cookieOf(answer);
    expect(cookie).toMatch(/^wattribute_b3f0c1de=[0-9a-f]{64}; Max-Age=604800; Expires=[^;]+; HttpOnly; SameSite=Strict$/);
    expect(cookie).not.toContain(TOKEN);
    expect((await ask({ headers: sent(cookie) })).json).toMatchObject({ admin: true });
  });

  it('sends its cookie over https alone where it began so', async () => {
    const answer = await signIn({ Origin: 'https://power.example', Host: 'power.example' });
    expect(cookieOf(answer)).toContain('; Secure');
  });

  it('does not begin with a wrong token, nor with anything else', async () => {
    expect(codeOf(await signIn({}, WRONG))).toBe('invalid_token');
    const odd = await ask({ path: session, method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{"token":5,"x":1}' });
    expect(odd.status).toBe(400);
    const broken = await ask({ path: session, method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{"token' });
    expect([broken.status, codeOf(broken)]).toEqual([400, 'invalid_request']);
    const large = await ask({
      path: session,
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: `"${'x'.repeat(9000)}"`,
    });
    expect(large.status).toBe(413);
  });

  it('ends by signing out, and by a week unused', async () => {
    const cookies = [cookieOf(await signIn()), cookieOf(await signIn())] as const;
    const out = await ask({ path: session, method: 'DELETE', headers: sent(cookies[0]) });
    expect(out.status).toBe(204);
    expect(cookieOf(out)).toContain('Expires=Thu, 01 Jan 1970');
    expect((await ask({ headers: sent(cookies[0]) })).status).toBe(401);
    expect((await ask({ headers: sent(cookies[1]) })).status).toBe(200);
    await backend.clock.advance(7 * 86_400_000);
    expect((await ask({ headers: sent(cookies[1]) })).status).toBe(401);
  });

  it('takes no change from the page of another site', async () => {
    const cookie = cookieOf(await signIn());
    const signOut = (headers: Record<string, string>) => ask({ path: session, method: 'DELETE', headers: { ...sent(cookie), ...headers } });
    for (const headers of [{ Origin: 'http://evil.example' }, { Origin: 'null' }, { 'Sec-Fetch-Site': 'same-site' }])
      expect(codeOf(await signOut(headers))).toBe('wrong_origin');
    expect((await ask({ headers: sent(cookie) })).status).toBe(200);
    expect((await signOut({ Origin: backend.url })).status).toBe(204);
  });

  it('cannot be made up', async () => {
    expect((await ask({ headers: { Cookie: `wattribute_b3f0c1de=${WRONG}` } })).status).toBe(401);
  });

  it('is one of a hundred at most', async () => {
    const first = cookieOf(await signIn());
    for (let sessions = 0; sessions < 100; sessions++) await signIn();
    expect((await ask({ headers: sent(first) })).status).toBe(401);
  });
});

describe('a user of the ingress proxy', () => {
  let backend: ABackend;
  let ask: ReturnType<typeof asking>;
  beforeAll(async () => {
    backend = await startBackend({ access: { trustedProxy: PROXY } });
    backend.told.admins.add('ann');
    ask = asking(backend);
  });
  afterAll(() => backend.close());

  it('reads, and is an administrator where Home Assistant says so', async () => {
    expect((await ask({ from: PROXY, headers: { 'X-Remote-User-Id': 'ann' } })).json).toMatchObject({ admin: true });
    expect((await ask({ from: PROXY, headers: { 'X-Remote-User-Id': 'ben' } })).json).toMatchObject({ admin: false });
  });

  it('is not believed from anywhere else', async () => {
    expect((await ask({ headers: { 'X-Remote-User-Id': 'ann' } })).status).toBe(401);
    expect((await ask({ from: '127.0.0.3', headers: { 'X-Remote-User-Id': 'ann' } })).status).toBe(401);
  });

  it('must be named by the proxy', async () => {
    expect((await ask({ from: PROXY })).status).toBe(401);
    expect((await ask({ from: PROXY, headers: { 'X-Remote-User-Id': '' } })).status).toBe(401);
  });

  it('may come with an Authorization of Home Assistant, which is not looked at', async () => {
    const headers = { 'X-Remote-User-Id': 'ben', Authorization: 'Bearer of-home-assistant' };
    expect((await ask({ from: PROXY, headers })).json).toMatchObject({ admin: false });
  });

  it('is asked after once a minute', async () => {
    backend.told.admins.delete('ann');
    expect((await ask({ from: PROXY, headers: { 'X-Remote-User-Id': 'ann' } })).json).toMatchObject({ admin: true });
    await backend.clock.advance(60_000);
    expect((await ask({ from: PROXY, headers: { 'X-Remote-User-Id': 'ann' } })).json).toMatchObject({ admin: false });
  });

  it('is no administrator while that cannot be told, or is not told soon', async () => {
    backend.told.isAdmin = () => Promise.reject(new Error('away'));
    expect((await ask({ from: PROXY, headers: { 'X-Remote-User-Id': 'cem' } })).json).toMatchObject({ admin: false });
    backend.told.isAdmin = () => new Promise(() => undefined);
    const silent = ask({ from: PROXY, headers: { 'X-Remote-User-Id': 'dan' } });
    const read = await ask({ from: PROXY, headers: { 'X-Remote-User-Id': 'dan' }, path: `${API_PREFIX}/energy/correlations` });
    expect(read.status).toBe(200);
    await backend.clock.advance(3000);
    expect((await silent).json).toMatchObject({ admin: false });
    backend.told.isAdmin = () => Promise.resolve(true);
    expect((await ask({ from: PROXY, headers: { 'X-Remote-User-Id': 'dan' } })).json).toMatchObject({ admin: true });
  });

  it('is known too where IPv4 shows as IPv6', async () => {
    const dual = await startBackend({ access: { trustedProxy: PROXY }, address: '::' });
    expect((await asking(dual)({ from: PROXY, headers: { 'X-Remote-User-Id': 'ben' } })).status).toBe(200);
    await dual.close();
  });
});

describe('the demo', () => {
  let demo: ABackend;
  let ask: ReturnType<typeof asking>;
  beforeAll(async () => {
    demo = await startBackend({ access: { mode: 'demo' } });
    ask = asking(demo);
  });
  afterAll(() => demo.close());

  it.each(['localhost:8015', '127.0.0.1:8015', '[::1]:8015', 'LocalHost'])('is open on its machine as %s', async (host) => {
    expect((await ask({ headers: { Host: host } })).json).toMatchObject({ admin: true, mode: 'demo' });
  });

  it.each(['power.example', '192.168.1.5:8015', 'localhost.example', '127.0.0.1.example:8015'])('refuses the name %s', async (host) => {
    const answer = await ask({ headers: { Host: host } });
    expect([answer.status, codeOf(answer)]).toEqual([403, 'demo_is_local']);
    expect((await rawRequest({ port: demo.port, path: '/', headers: { Host: host } })).status).toBe(403);
  });

  it('honours for whom the integration speaks', async () => {
    expect((await ask({ headers: { 'Wattribute-Role': 'user' } })).json).toMatchObject({ admin: false });
  });

  it('takes no change from the page of another site', async () => {
    expect(codeOf(await ask({ path: session, method: 'DELETE', headers: { Origin: 'http://evil.example' } }))).toBe('wrong_origin');
  });
});

describe('no answer and no log', () => {
  it('holds the token', async () => {
    const backend = await startBackend();
    const paths = ['/', '/health', '/statistics', context, `${API_PREFIX}/openapi.json`, '/nothing', `${API_PREFIX}/energy/current?x=1`];
    for (const path of paths) {
      const answer = await rawRequest({ port: backend.port, path, headers: bearer });
      expect(JSON.stringify(answer)).not.toContain(TOKEN);
    }
    const refused = await rawRequest({
      port: backend.port,
      path: session,
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ token: TOKEN, x: 1 }),
    });
    expect(refused.status).toBe(400);
    expect(refused.body).not.toContain(TOKEN);
    expect(backend.logged()).not.toContain(TOKEN);
    await backend.close();
  });
});
