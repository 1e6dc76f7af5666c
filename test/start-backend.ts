/** The backend as a process of its own, on a free port, following a real Home Assistant. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { endpoints, API_PREFIX, type AnswerOf, type EndpointName } from '../backend/contract/endpoints.ts';
import { findFreePort } from './free-port.ts';
import { type Program, startProgram } from './program.ts';
import { waitUntil } from './wait-until.ts';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

export type Backend = {
  readonly url: string;
  readonly dataDir: string;
  /** From its file in the data folder. */
  readonly token: string;
  log: () => string;
  ask: <N extends EndpointName>(name: N, query?: Record<string, string>) => Promise<AnswerOf<N>>;
  /** Ends it without a chance to tidy up. */
  kill: () => Promise<void>;
  start: () => Promise<void>;
  /** Ends it properly; resolves to its exit code. */
  end: () => Promise<number | null>;
  /** Removes its data. */
  remove: () => Promise<void>;
};

/** `folder`: where the backend lies; else it is that of the project. */
export async function startBackend(environment: Record<string, string>, folder = root): Promise<Backend> {
  const dataDir = await mkdtemp(join(tmpdir(), 'wattribute-'));
  const port = await findFreePort();
  const url = `http://127.0.0.1:${port}`;
  const programs: Program[] = [];
  const log = () => programs.map(({ output }) => output()).join('\n');
  const isAnswering = () =>
    fetch(`${url}${API_PREFIX}/health`).then(
      ({ ok }) => ok,
      () => false,
    );

  const start = async () => {
    const own = { PATH: process.env['PATH'], DATA_DIR: dataDir, SERVICE_PORT: String(port), ...environment };
    // In its own folder: a wattribute.yaml of whoever tests is none of its business.
    const program = startProgram(process.execPath, [join(folder, 'backend/main.ts')], { environment: own, folder: dataDir });
    programs.push(program);
    await waitUntil({ what: 'the backend answers', seconds: 120, seen: log }, () => {
      if (!program.isRunning()) throw new Error(`The backend ended by itself:\n${log()}`);
      return isAnswering();
    });
  };
  const end = async (signal: NodeJS.Signals) => (await programs.at(-1)?.end(signal)) ?? null;

  await start();
  const token = (await readFile(join(dataDir, 'token'), 'utf8')).trim();
  return {
    url,
    dataDir,
    token,
    log,
    async ask(name, query = {}) {
      const address = `${url}${API_PREFIX}${endpoints[name].path}?${new URLSearchParams(query).toString()}`;
      const response = await fetch(address, { headers: { Authorization: `Bearer ${token}` } });
      if (!response.ok) throw new Error(`GET ${address}: ${response.status} ${await response.text()}`);
      return (await response.json()) as AnswerOf<typeof name>;
    },
    async kill() {
      await end('SIGKILL');
    },
    start,
    end: () => end('SIGTERM'),
    remove: () => rm(dataDir, { recursive: true, force: true }),
  };
}
