/** HTTP Digest authentication, RFC 7616: SHA-256 or MD5, with `qop=auth` or without. */
import { createHash, randomBytes } from 'node:crypto';

export type Credentials = { username: string; password: string };
type Challenge = { realm: string; nonce: string; qop: string | null; algorithm: string; opaque: string | null };

const ALGORITHMS: Readonly<Record<string, string>> = { 'SHA-256': 'sha256', MD5: 'md5' };

/** The strongest challenge of a WWW-Authenticate header that can be met; null: none. */
export function parseChallenge(header: string): Challenge | null {
  const parts = header.split(/(?=\bDigest\s)/i).filter((part) => /^Digest\s/i.test(part));
  const challenges = parts.map((part) => {
    const fields = new Map(
      [...part.matchAll(/(\w+)=(?:"([^"]*)"|([^\s,]+))/g)].map(([, name = '', quoted, bare]) => [name.toLowerCase(), quoted ?? bare ?? '']),
    );
    const offers = (fields.get('qop') ?? '').split(',').map((offer) => offer.trim());
    return {
      realm: fields.get('realm') ?? '',
      nonce: fields.get('nonce') ?? '',
      qop: offers.includes('auth') ? 'auth' : null,
      algorithm: (fields.get('algorithm') ?? 'MD5').toUpperCase(),
      opaque: fields.get('opaque') ?? null,
    };
  });
  const known = challenges.filter(({ algorithm, nonce }) => ALGORITHMS[algorithm] !== undefined && nonce !== '');
  return known.find(({ algorithm }) => algorithm === 'SHA-256') ?? known[0] ?? null;
}

/**
 * The Authorization header that answers the challenge. `count`: how often this nonce has been used, from 1 on; `cnonce` is chance.
 *
 * response = H(H(user:realm:password):nonce:nc:cnonce:qop:H(method:uri))
 */
export function answerChallenge(
  { realm, nonce, qop, algorithm, opaque }: Challenge,
  { username, password }: Credentials,
  request: { method: string; uri: string; count: number; cnonce?: string },
): string {
  const { method, uri, count, cnonce = randomBytes(8).toString('hex') } = request;
  const hash = (text: string) =>
    createHash(ALGORITHMS[algorithm] ?? 'md5')
      .update(text)
      .digest('hex');
  const nc = count.toString(16).padStart(8, '0');
  const who = hash(`${username}:${realm}:${password}`);
  const what = hash(`${method}:${uri}`);
  const response = qop === null ? hash(`${who}:${nonce}:${what}`) : hash(`${who}:${nonce}:${nc}:${cnonce}:${qop}:${what}`);
  const quoted = { username, realm, nonce, uri, response, ...(opaque !== null && { opaque }), ...(qop !== null && { cnonce }) };
  const bare = { algorithm, ...(qop !== null && { qop, nc }) };
  return `Digest ${[
    ...Object.entries(quoted).map(([name, value]) => `${name}="${value}"`),
    ...Object.entries(bare).map(([name, value]) => `${name}=${value}`),
  ].join(', ')}`;
}
