/** The login to Sense's cloud: by password, with a code of the authenticator app once, and from then on by a token that is kept. */
import { randomBytes } from 'node:crypto';
import * as v from 'valibot';
import type { Clock } from '../../clock.ts';
import { AuthError, InvalidDataError } from '../../errors.ts';
import { askHttp, BusyError, expectSuccess, readJson, type HttpAnswer } from '../ask-http.ts';
import type { MeterMemory } from '../meter-memory.ts';

const Tokens = v.object({
  access_token: v.string(),
  refresh_token: v.optional(v.nullable(v.string()), null),
  user_id: v.union([v.number(), v.string()]),
});
const Login = v.object({
  ...Tokens.entries,
  monitors: v.optional(v.array(v.object({ id: v.union([v.number(), v.string()]) })), []),
});
const Kept = v.object({ device_id: v.string(), login: v.nullable(Login) });
type Kept = v.InferOutput<typeof Kept>;
type Login = v.InferOutput<typeof Login>;

type SenseLogin = { access_token: string; monitor_id: string };

export interface SenseSession {
  /** Throws AuthError where the account does not let in, UnavailableError. */
  login(signal: AbortSignal): Promise<SenseLogin>;
  /** The cloud did not take the token: it is renewed at the next call. */
  drop(): void;
}

export type SenseSessionOptions = {
  username: string;
  password: string;
  mfaCode: string | undefined;
  memory: MeterMemory;
  /** With a slash at its end. */
  apiUrl: string;
  clock: Clock;
};

const TIMEOUT_MS = 15_000;
/** Who signs in more often is shut out. */
const PATIENCE_MS = 15 * 60_000;

const form = (fields: Record<string, string>): string => new URLSearchParams(fields).toString();

function monitorOf({ monitors }: Login): string {
  const [monitor] = monitors;
  if (monitor === undefined) throw new InvalidDataError('the Sense account has no monitor');
  return String(monitor.id);
}

export function createSenseSession({ username, password, mfaCode, memory, apiUrl, clock }: SenseSessionOptions): SenseSession {
  let kept: Kept | null = null;
  let isStale = false;
  let signedInMs = -Infinity;

  const recall = async (): Promise<Kept> => {
    const parsed = v.safeParse(Kept, await memory.get());
    return parsed.success ? parsed.output : { device_id: randomBytes(16).toString('hex'), login: null };
  };
  const post = (path: string, fields: Record<string, string>, deviceId: string, signal: AbortSignal): Promise<HttpAnswer> =>
    askHttp({
      ...{ url: `${apiUrl}${path}`, method: 'POST', body: form(fields), timeoutMs: TIMEOUT_MS, signal },
      headers: { 'content-type': 'application/x-www-form-urlencoded', 'x-sense-device-id': deviceId },
    });
  const parseLogin = (answer: HttpAnswer): Login => {
    expectSuccess(answer, apiUrl);
    return v.parse(Login, readJson(answer, apiUrl));
  };
  const withCode = async (refused: HttpAnswer, deviceId: string, signal: AbortSignal): Promise<Login> => {
    const token = v.safeParse(v.pipe(v.string(), v.parseJson(), v.object({ mfa_token: v.string() })), refused.text);
    if (!token.success) throw new AuthError('Sense refuses the e-mail address or password');
    if (mfaCode === undefined)
      throw new AuthError('Sense wants the code of your authenticator app: set METER_MFA_CODE (mfa_code) for one start');
    const fields = { totp: mfaCode, mfa_token: token.output.mfa_token, client_time: new Date(clock.now()).toISOString() };
    const answer = await post('authenticate/mfa', fields, deviceId, signal);
    if (answer.status === 401) throw new AuthError('Sense refuses the code: they hold for half a minute; set a new one and start at once');
    return parseLogin(answer);
  };
  const signIn = async (deviceId: string, signal: AbortSignal): Promise<Login> => {
    if (clock.now() - signedInMs < PATIENCE_MS) throw new BusyError('Sense was signed in to a moment ago', PATIENCE_MS);
    signedInMs = clock.now();
    const answer = await post('authenticate', { email: username, password }, deviceId, signal);
    return answer.status === 401 ? withCode(answer, deviceId, signal) : parseLogin(answer);
  };
  /** Null: the token to renew by ran out. */
  const renew = async (deviceId: string, before: Login, signal: AbortSignal): Promise<Login | null> => {
    if (before.refresh_token === null) return null;
    const fields = { user_id: String(before.user_id), refresh_token: before.refresh_token };
    const answer = await post('renew', fields, deviceId, signal);
    if (answer.status === 401) return null;
    expectSuccess(answer, apiUrl);
    const tokens = v.parse(Tokens, readJson(answer, apiUrl));
    return { ...before, ...tokens, refresh_token: tokens.refresh_token ?? before.refresh_token };
  };
  return {
    async login(signal) {
      kept ??= await recall();
      let { login } = kept;
      if (login === null || isStale) {
        const renewed = login === null ? null : await renew(kept.device_id, login, signal);
        login = renewed ?? (await signIn(kept.device_id, signal));
        kept = { ...kept, login };
        isStale = false;
        await memory.put(kept);
      }
      return { access_token: login.access_token, monitor_id: monitorOf(login) };
    },
    drop: () => (isStale = true),
  };
}
