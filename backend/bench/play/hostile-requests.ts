/** Requests that nobody means well, made from the description of the API: every call, every parameter, with what breaks parsers. */
import { API_PREFIX } from '../../contract/endpoints.ts';
import { createRandom, type Random } from '../../simulated-home/random.ts';

type Parameter = { name: string; in: string; schema: { default?: unknown; enum?: unknown[] } };
type Operation = { parameters?: Parameter[]; requestBody?: object };
/** As createOpenApi makes it. */
export type OpenApi = { paths: Record<string, Record<string, Operation>> };

export type HostileRequest = { method: string; path: string; headers: Record<string, string>; body: string | undefined };

const METHODS = ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD', 'TRACE'];
const VALUES = [
  ...[
    '',
    '0',
    '-1',
    '1e999',
    'NaN',
    'Infinity',
    '9'.repeat(400),
    '0x10',
    ' 24 ',
    '1,2',
    'null',
    'undefined',
    '[object Object]',
    '{}',
    '[]',
    'true',
  ],
  ...[
    "' OR 1=1 --",
    '"; DROP TABLE smart_meter; --',
    '%00',
    '\u0000',
    '\u202e',
    '💡'.repeat(50),
    'a'.repeat(2500),
    '../../../../etc/passwd',
  ],
  ...['..%2f..%2fetc', '%2e%2e', '<script>alert(1)</script>', '__proto__', 'constructor', 'toString', '${7*7}', '{{7*7}}', '\r\nX-Evil: 1'],
  ...['2026-13-45T99:99:99Z', '0000-00-00', '+275760-09-13T00:00:00Z', '1970-01-01T00:00:00Z', '9999-12-31T23:59:59.999Z', 'switch.kettle'],
  ...['http://169.254.169.254/latest/meta-data', 'file:///etc/passwd', 'switch.' + 'x'.repeat(300), '1700000000000.switch.kettle'],
];
const BODIES = [
  ...['', '{', '[]', 'null', '"text"', '{"__proto__":{"admin":true}}', '{"token":""}', '{"token":{"$gt":""}}', '\u0000', '{"kind":"name"}'],
  ...[
    `{"token":"${'x'.repeat(5000)}"}`,
    `${'['.repeat(5000)}${']'.repeat(5000)}`,
    JSON.stringify({ kind: 'confirm', correlation_id: '../x' }),
  ],
];
const TYPES = [
  'application/json',
  'text/plain',
  'application/x-www-form-urlencoded',
  'application/json; charset=utf-7',
  'multipart/form-data',
];

const pick = <T>(random: Random, from: readonly T[]): T => from[random.whole(0, from.length - 1)] as T;

/** Mostly written as a URL wants it, sometimes as it is, where a client would send it so. */
const written = (random: Random, value: string): string =>
  random.chance(0.9) ? encodeURIComponent(value) : value.replaceAll(/[^!-~]|[#?/\\]/g, '');

function queryOf(random: Random, parameters: readonly Parameter[]): string {
  const known = parameters.filter((parameter) => parameter.in === 'query').map(({ name }) => name);
  const names = Array.from({ length: random.whole(0, 4) }, () =>
    random.chance(0.85) ? pick(random, [...known, 'token']) : pick(random, VALUES),
  );
  return names.map((name) => `${encodeURIComponent(name)}=${written(random, pick(random, VALUES))}`).join('&');
}

function headersOf(random: Random, token: string | undefined): Record<string, string> {
  const headers: Record<string, string> = { 'Content-Type': pick(random, TYPES) };
  if (token !== undefined) headers['Authorization'] = `Bearer ${token}`;
  if (random.chance(0.2)) headers['Wattribute-Role'] = pick(random, ['user', 'admin', 'owner', '__proto__']);
  if (random.chance(0.2)) headers['X-Remote-User-Id'] = 'somebody';
  if (random.chance(0.2)) headers['X-Forwarded-For'] = '172.30.32.2';
  if (random.chance(0.1)) headers['Cookie'] = `wattribute_bench=${'0'.repeat(64)}; ${'x'.repeat(2000)}`;
  return headers;
}

/** The same seed gives the same requests. `token`: borne by half of them; the others bear none. */
export function* hostileRequests(
  { paths }: OpenApi,
  { seed, token }: { seed: string; token: string },
): Generator<HostileRequest & { bearsToken: boolean }> {
  const random = createRandom(seed);
  const calls = Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => ({
      path,
      method: method.toUpperCase(),
      parameters: operation.parameters ?? [],
    })),
  );
  for (;;) {
    const call = pick(random, calls);
    const method = random.chance(0.7) ? call.method : pick(random, METHODS);
    const place = call.path.replaceAll(/\{\w+\}/g, () => written(random, pick(random, VALUES)) || 'x');
    const prefix = random.chance(0.95) ? API_PREFIX : pick(random, ['', '/api', '/api/v2', '/api/v1/../v1', '/%61pi/v1']);
    const query = queryOf(random, call.parameters);
    const bearsToken = random.chance(0.5);
    yield {
      method,
      path: `${prefix}${place}${query === '' ? '' : `?${query}`}`,
      headers: headersOf(random, bearsToken ? token : undefined),
      body: ['GET', 'HEAD', 'TRACE'].includes(method) ? undefined : pick(random, BODIES),
      bearsToken,
    };
  }
}

/** With the length of the body, which Node leaves out of a DELETE: the rest would be taken for another request. */
export const sized = (headers: Record<string, string>, body: string | undefined): Record<string, string> =>
  body === undefined ? headers : { ...headers, 'Content-Length': String(Buffer.byteLength(body)) };
