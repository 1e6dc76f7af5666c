/** One question over HTTP(S), and what went wrong in words that name the host alone: addresses may hold a password. */
import { request as requestHttp, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as requestHttps } from 'node:https';
import { InvalidDataError, messageOf, UnavailableError } from '../errors.ts';

export type HttpQuestion = {
  url: string;
  method?: 'GET' | 'POST';
  headers?: Readonly<Record<string, string>>;
  body?: string;
  /** Of node:tls. */
  tls?: { rejectUnauthorized?: boolean; ca?: string; servername?: string };
  timeoutMs: number;
  signal: AbortSignal;
};
export type HttpAnswer = { status: number; headers: IncomingMessage['headers']; text: string };

/** The other side wants to be left alone for a while. */
export class BusyError extends UnavailableError {
  readonly waitMs: number;
  constructor(message: string, waitMs: number) {
    super(message);
    this.waitMs = waitMs;
  }
}

const MOST_BYTES = 1_048_576;
/** Where a busy one does not say for how long. */
const BUSY_MS = 60_000;

const hostOf = (url: string): string => new URL(url).host;

async function readText(answer: IncomingMessage, host: string): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MOST_BYTES) throw new InvalidDataError(`${host} answers with more than 1 MB`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Whatever the status. Throws UnavailableError where there is no answer in time, InvalidDataError where it is too large. */
export async function askHttp({ url, method = 'GET', headers = {}, body, tls = {}, timeoutMs, signal }: HttpQuestion): Promise<HttpAnswer> {
  const host = hostOf(url);
  const timeout = AbortSignal.timeout(timeoutMs);
  const options: RequestOptions = {
    method,
    headers: { accept: 'application/json', ...headers },
    signal: AbortSignal.any([signal, timeout]),
  };
  try {
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      const sent = url.startsWith('https:') ? requestHttps(url, { ...options, ...tls }, resolve) : requestHttp(url, options, resolve);
      sent.on('error', reject).end(body);
    });
    return { status: answer.statusCode ?? 0, headers: answer.headers, text: await readText(answer, host) };
  } catch (cause) {
    if (cause instanceof InvalidDataError) throw cause;
    if (timeout.aborted) throw new UnavailableError(`${host} does not answer within ${timeoutMs / 1000} s`);
    throw new UnavailableError(`${host} cannot be reached: ${messageOf(cause)}`);
  }
}

function waitOf(retryAfter: string | undefined): number {
  const seconds = Number(retryAfter);
  if (retryAfter !== undefined && Number.isFinite(seconds)) return Math.min(3_600_000, Math.max(0, seconds * 1000));
  return BUSY_MS;
}

/** Throws BusyError for 429, UnavailableError for any other status that is no success. What 401 and 403 mean the caller knows. */
export function expectSuccess(answer: HttpAnswer, url: string): void {
  const { status, headers } = answer;
  if (status >= 200 && status < 300) return;
  if (status === 429) throw new BusyError(`${hostOf(url)} is asked too often`, waitOf(headers['retry-after']));
  throw new UnavailableError(`${hostOf(url)} answers with the status ${status}`);
}

/** Whatever its content type. Throws InvalidDataError. */
export function readJson({ text }: HttpAnswer, url: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    const what = text.trimStart().startsWith('<') ? 'HTML instead of JSON' : 'what is no JSON';
    throw new InvalidDataError(`${hostOf(url)} answers with ${what}`);
  }
}
