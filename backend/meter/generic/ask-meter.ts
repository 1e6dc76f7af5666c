/** Asks a meter over HTTP as its configuration says, with the authentication that it wants. */
import { readFileSync } from 'node:fs';
import { AuthError, ConfigurationError, messageOf } from '../../errors.ts';
import { askHttp, expectSuccess, readJson, type HttpAnswer, type HttpQuestion } from '../ask-http.ts';
import { answerChallenge, parseChallenge, type Credentials } from './digest.ts';
import type { Auth, GenericFields, Tls } from './settings.ts';

/** The JSON of its answer. Throws AuthError, UnavailableError, BusyError or InvalidDataError. */
export type AskMeter = (signal: AbortSignal) => Promise<unknown>;

/** The authority of its certificate as the file holds it. Throws ConfigurationError where there is none. */
export function readTls({ verify = true, ca, servername }: Partial<Tls> = {}): NonNullable<HttpQuestion['tls']> {
  try {
    return {
      rejectUnauthorized: verify,
      ...(ca !== undefined && { ca: readFileSync(ca, 'utf8') }),
      ...(servername !== undefined && { servername }),
    };
  } catch (cause) {
    throw new ConfigurationError(`Meter: tls.ca cannot be read: ${messageOf(cause)}`);
  }
}

const basic = ({ username, password }: Credentials): string => `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;

/** What is sent unasked. */
const firstHeader = (auth: Auth): string | null => {
  if (auth.type === 'bearer') return `Bearer ${auth.token}`;
  return auth.type === 'basic' ? basic(auth) : null;
};

/** The header for what the answer of 401 asks for; null: that cannot be met. */
function headerFor(auth: Auth, refused: HttpAnswer, { method, url }: { method: string; url: string }): string | null {
  if (auth.type !== 'digest' && auth.type !== 'any') return null;
  const asked = refused.headers['www-authenticate'] ?? '';
  const challenge = parseChallenge(asked);
  const { pathname, search } = new URL(url);
  if (challenge !== null) return answerChallenge(challenge, auth, { method, uri: pathname + search, count: 1 });
  return auth.type === 'any' && /\bBasic\b/i.test(asked) ? basic(auth) : null;
}

const refusal = (url: string, auth: Auth, status: number) => {
  const what =
    auth.type === 'none' ? 'answers nobody without a password, or its local API is switched off' : 'refuses the password or token';
  return new AuthError(`${new URL(url).host} ${what} (status ${status}); set it right and start again`);
};

export function createAskMeter(fields: GenericFields & { url: string }): AskMeter {
  const { url, headers, body, auth = { type: 'none' }, timeout_s = 10 } = fields;
  const method = fields.method ?? (body === undefined ? 'GET' : 'POST');
  const tls = readTls(fields.tls);

  return async (signal) => {
    const ask = (authorization: string | null) =>
      askHttp({
        ...{ url, method, tls, signal, timeoutMs: timeout_s * 1000 },
        headers: { ...headers, ...(authorization !== null && { authorization }) },
        ...(body !== undefined && { body }),
      });
    let answer = await ask(firstHeader(auth));
    // Each question has a nonce of its own: one that ran out is no wrong password.
    const second = answer.status === 401 ? headerFor(auth, answer, { method, url }) : null;
    if (second !== null) answer = await ask(second);
    if (answer.status === 401 || answer.status === 403) throw refusal(url, auth, answer.status);
    expectSuccess(answer, url);
    return readJson(answer, url);
  };
}
