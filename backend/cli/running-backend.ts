/** The backend that runs with this configuration: only it may have the database open, so it is asked over its API. */
import { createWriteStream, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import * as v from 'valibot';
import { systemClock as clock } from '../clock.ts';
import type { Config } from '../config.ts';
import { API_PREFIX, endpoints, type AnswerOf, type BodyOf, type EndpointName } from '../contract/endpoints.ts';
import type { Job, JobInput } from '../contract/job.ts';
import { ConfigurationError, UnavailableError } from '../errors.ts';
import { createProgressBar } from './progress-bar.ts';

const POLL_MS = 500;
const PATIENCE_MS = 30_000;

export interface RunningBackend {
  ask<N extends EndpointName>(name: N, call?: { id?: string; body?: BodyOf<N> }): Promise<AnswerOf<N>>;
  /** Saves what lies at this path of the API. */
  save(path: string, file: string): Promise<void>;
}

function readToken(dataDir: string): string | undefined {
  try {
    return readFileSync(join(dataDir, 'token'), 'utf8').trim();
  } catch {
    // No backend has ever run here.
    return undefined;
  }
}

/** Undefined where none answers that takes this configuration's token. */
export async function findBackend({ data_dir, service_port }: Config): Promise<RunningBackend | undefined> {
  const token = readToken(data_dir);
  const request = async (method: string, path: string, body?: unknown): Promise<Response> => {
    const response = await fetch(`http://127.0.0.1:${service_port}${API_PREFIX}${path}`, {
      method,
      headers: { Authorization: `Bearer ${token}`, ...(body !== undefined && { 'Content-Type': 'application/json' }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      // A file may take as long as it takes.
      ...(path.includes('/files/') ? {} : { signal: AbortSignal.timeout(PATIENCE_MS) }),
    });
    if (response.ok) return response;
    const { detail } = (await response.json().catch(() => ({}))) as { detail?: string };
    throw new UnavailableError(`The backend answers ${response.status}: ${detail ?? response.statusText}`);
  };
  const isThere = token !== undefined && (await request('GET', endpoints.statistics.path).then(Boolean, () => false));
  if (!isThere) return undefined;
  return {
    async ask(name, { id, body } = {}) {
      const { method, path, response } = endpoints[name];
      const answer = await request(method, path.replace('{id}', id ?? ''), body);
      return v.parse(response, await answer.json());
    },
    async save(path, file) {
      const { body } = await request('GET', path);
      if (body !== null) await pipeline(Readable.fromWeb(body), createWriteStream(file));
    },
  };
}

/** Runs a job of the backend to its end, with a bar; an interrupt cancels it. Throws ConfigurationError where it failed. */
export async function runJob(backend: RunningBackend, input: JobInput): Promise<Job> {
  const { id } = await backend.ask('startJob', { body: input });
  const bar = createProgressBar(process.stderr, 100);
  const cancel = () => void backend.ask('cancelJob', { id }).catch(() => undefined);
  process.once('SIGINT', cancel);
  try {
    for (;;) {
      const job = (await backend.ask('jobs')).jobs.find((each) => each.id === id);
      if (job === undefined) throw new UnavailableError('The backend was started again; start this again too.');
      bar.at(job.percent);
      if (job.status === 'done') return job;
      if (job.status === 'failed') throw new ConfigurationError(job.messages.join('\n'));
      if (job.status === 'cancelled') throw new ConfigurationError('Cancelled.');
      await clock.sleep(POLL_MS);
    }
  } finally {
    process.removeListener('SIGINT', cancel);
    bar.end();
  }
}
