/** Tells the Supervisor where this app is and which token opens it: Home Assistant then offers the integration by itself. */
import * as v from 'valibot';
import type { Clock } from '../clock.ts';
import { ConfigurationError, messageOf, UnavailableError } from '../errors.ts';
import type { Log } from '../log.ts';
import { retry } from '../retry.ts';
import type { Report } from '../status-board.ts';

/** The name of the integration, listed under `discovery` in app/config.yaml. */
const SERVICE = 'wattribute';
const PATIENCE_MS = 10_000;

const Self = v.object({ data: v.object({ slug: v.string(), hostname: v.pipe(v.string(), v.nonEmpty()) }) });

export type AnnounceToSupervisorOptions = {
  /** As in "http://supervisor". */
  url: string;
  supervisorToken: string;
  /** Where this backend listens, and what opens it. */
  port: number;
  token: string;
  report: Report;
  clock: Clock;
  log: Log;
  signal: AbortSignal;
};

/** Throws ConfigurationError for what the Supervisor refuses, UnavailableError where it cannot answer now. */
async function ask({ url, supervisorToken }: AnnounceToSupervisorOptions, path: string, body?: object): Promise<unknown> {
  const headers = { Authorization: `Bearer ${supervisorToken}`, 'Content-Type': 'application/json' };
  const content = body === undefined ? { method: 'GET' } : { method: 'POST', body: JSON.stringify(body) };
  let response: Response;
  try {
    response = await fetch(`${url}${path}`, { ...content, headers, redirect: 'error', signal: AbortSignal.timeout(PATIENCE_MS) });
  } catch (cause) {
    throw new UnavailableError(`the Supervisor at ${url} cannot be reached`, { cause });
  }
  if (response.ok) return response.json();
  const refusal = `the Supervisor answers ${response.status} to ${path}`;
  throw response.status < 500 ? new ConfigurationError(refusal) : new UnavailableError(refusal);
}

async function announce(options: AnnounceToSupervisorOptions, boot: string): Promise<void> {
  const self = v.safeParse(Self, await ask(options, '/addons/self/info'));
  if (!self.success) throw new UnavailableError('the Supervisor does not say under which name this app is reached');
  const { hostname: host, slug } = self.output.data;
  // A message like the last one is kept quiet: `boot` makes Home Assistant look again at each start.
  await ask(options, '/discovery', { service: SERVICE, config: { host, port: options.port, token: options.token, boot } });
  options.log.info(`Home Assistant knows where this app is (${slug}); Settings, Devices & services offers Wattribute.`);
}

/** Resolves when it is told, or cannot be, or the signal aborts; never rejects, since everything else works without. */
export async function announceToSupervisor(options: AnnounceToSupervisorOptions): Promise<void> {
  const { clock, log, signal, report } = options;
  const boot = new Date(clock.now()).toISOString();
  const onRetry = (error: unknown, waitMs: number) => {
    report('waiting', `Home Assistant could not be told where this app is: ${messageOf(error)}.`);
    log.warn(`Home Assistant could not be told where this app is: ${messageOf(error)}; tried again in ${Math.ceil(waitMs / 1000)} s.`);
  };
  try {
    await retry(() => announce(options, boot), { clock, signal, onRetry, firstMs: 2000, maxMs: 60_000 });
    if (!signal.aborted) report('ok');
  } catch (error) {
    const advice = 'Add the integration Wattribute by hand, with the address of this app and its token.';
    report('failed', `Home Assistant could not be told where this app is: ${messageOf(error)}. ${advice}`);
    log.error(`Home Assistant could not be told where this app is: ${messageOf(error)}. ${advice}`);
  }
}
