/** The login to Emporia's cloud: a token for an hour, and one to renew it. */
import * as v from 'valibot';
import type { Clock } from '../../clock.ts';
import { AuthError, InvalidDataError, UnavailableError } from '../../errors.ts';
import { askHttp, BusyError } from '../ask-http.ts';

/** Of Emporia's own app; public. */
const CLIENT_ID = '4qte47jbstod8apnfic0bunmrq';
const EARLY_MS = 5 * 60_000;
const TIMEOUT_MS = 15_000;

const Tokens = v.object({
  AuthenticationResult: v.object({ IdToken: v.string(), RefreshToken: v.optional(v.string()), ExpiresIn: v.optional(v.number(), 3600) }),
});
const Refused = v.object({ __type: v.string(), message: v.optional(v.string(), '') });

export interface EmporiaSession {
  /** One that still holds; made anew or renewed where it must be. Throws AuthError where the password is wrong, UnavailableError. */
  token(signal: AbortSignal): Promise<string>;
  /** The cloud did not take the token. */
  drop(): void;
}

export type SessionOptions = { username: string; password: string; cognitoUrl: string; clock: Clock };

type Flow = { AuthFlow: 'USER_PASSWORD_AUTH' | 'REFRESH_TOKEN_AUTH'; AuthParameters: Record<string, string> };

/** What is wrong with the account; all else may pass. */
const PERMANENT = ['NotAuthorizedException', 'UserNotFoundException', 'UserNotConfirmedException', 'PasswordResetRequiredException'];

function refusal(text: string, status: number): Error {
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), Refused), text);
  const kind = parsed.success ? (parsed.output.__type.split('#').at(-1) ?? '') : '';
  if (PERMANENT.includes(kind))
    return new AuthError(
      'Emporia refuses the user name or password (an account that signs in by Google or Apple has none: set a password in the Emporia app)',
    );
  if (kind === 'TooManyRequestsException') return new BusyError('Emporia is asked to sign in too often', 600_000);
  return new UnavailableError(`Emporia does not let in (status ${status}${kind === '' ? '' : `, ${kind}`})`);
}

async function initiate(flow: Flow, { cognitoUrl }: SessionOptions, signal: AbortSignal) {
  const answer = await askHttp({
    ...{ url: cognitoUrl, method: 'POST', timeoutMs: TIMEOUT_MS, signal },
    headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': 'AWSCognitoIdentityProviderService.InitiateAuth' },
    body: JSON.stringify({ ...flow, ClientId: CLIENT_ID }),
  });
  if (answer.status !== 200) throw refusal(answer.text, answer.status);
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), Tokens), answer.text);
  if (!parsed.success) throw new InvalidDataError('Emporia wants another step to sign in than user name and password');
  return parsed.output.AuthenticationResult;
}

export function createEmporiaSession(options: SessionOptions): EmporiaSession {
  const { username, password, clock } = options;
  let known: { id: string; until_ms: number } | null = null;
  let refresh: string | null = null;
  let asking: Promise<string> | null = null;

  const ask = async (signal: AbortSignal): Promise<string> => {
    const renewed = refresh === null ? null : await renew(refresh, signal);
    const result = renewed ?? (await initiate(signIn(), options, signal));
    // A renewal brings no new token to renew by.
    refresh = result.RefreshToken ?? refresh;
    known = { id: result.IdToken, until_ms: clock.now() + result.ExpiresIn * 1000 - EARLY_MS };
    return result.IdToken;
  };
  const signIn = (): Flow => ({
    AuthFlow: 'USER_PASSWORD_AUTH',
    AuthParameters: { USERNAME: username.toLowerCase(), PASSWORD: password },
  });
  /** Null: it ran out, and the password is asked for. */
  const renew = async (token: string, signal: AbortSignal) => {
    try {
      return await initiate({ AuthFlow: 'REFRESH_TOKEN_AUTH', AuthParameters: { REFRESH_TOKEN: token } }, options, signal);
    } catch (error) {
      if (!(error instanceof AuthError)) throw error;
      refresh = null;
      return null;
    }
  };

  return {
    async token(signal) {
      if (known !== null && clock.now() < known.until_ms) return known.id;
      asking ??= ask(signal).finally(() => (asking = null));
      return asking;
    },
    drop: () => (known = null),
  };
}
