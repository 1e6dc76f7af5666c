/** Starts the backend as its users do, as a process of its own. */
import { spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../main.ts', import.meta.url));
const inherited = ['PATH', 'HOME', 'TMPDIR', 'LD_LIBRARY_PATH'];

export type Backend = {
  /** Where it listens; set once it says so. */
  url: string;
  dataDir: string;
  pid: number | undefined;
  output(): string;
  get(path: string, headers?: Record<string, string>): Promise<Response>;
  kill(signal: 'SIGTERM' | 'SIGKILL'): Promise<number | null>;
  ended: Promise<number | null>;
};

const freshFolder = () => mkdtempSync(join(tmpdir(), 'backend-'));

/** Starts it and returns at once; `ended` gives the exit code, null after a signal. */
export function spawnBackend(environment: Record<string, string>): Backend {
  const dataDir = environment['DATA_DIR'] ?? freshFolder();
  const base = Object.fromEntries(inherited.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])));
  const child = spawn(process.execPath, [main], {
    cwd: freshFolder(),
    env: { ...base, SERVICE_PORT: '0', DATA_DIR: dataDir, ...environment },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data: Buffer) => (output += data.toString()));
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const backend: Backend = {
    url: '',
    dataDir,
    pid: child.pid,
    output: () => output,
    get: (path, headers = {}) => fetch(new URL(path, backend.url), { headers }),
    kill(signal) {
      child.kill(signal);
      return ended;
    },
    ended,
  };
  return backend;
}

/** Starts it and waits for its address. Rejects with its output when it ends before. */
export async function startBackend(environment: Record<string, string> = {}): Promise<Backend> {
  const backend = spawnBackend(environment);
  const state = { over: false };
  void backend.ended.then(() => (state.over = true));
  for (;;) {
    const url = /http:\/\/\S+/.exec(/Wattribute (?:shows|records)[^\n]*/.exec(backend.output())?.[0] ?? '')?.[0];
    if (url !== undefined) return Object.assign(backend, { url });
    if (state.over) throw new Error(`The backend ended:\n${backend.output()}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
