/** A real Home Assistant in a folder of its own, onboarded, on a free port of 127.0.0.1. */
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { type Connection, createConnection, createLongLivedTokenAuth } from 'home-assistant-js-websocket';
import { findFreePort } from './free-port.ts';
import { onboard, type Tokens } from './home-assistant-account.ts';
import { findHomeAssistantCommand } from './home-assistant-command.ts';
import { type Program, startProgram } from './program.ts';
import { waitUntil } from './wait-until.ts';

export type HomeAssistant = {
  readonly url: string;
  readonly owner: Tokens;
  /** Does not run out, as the backend wants it. */
  readonly ownerToken: string;
  log: () => string;
  /** As the owner; comes back by itself after a restart. */
  connect: () => Promise<Connection>;
  end: () => Promise<void>;
  /** In the same folder; resolves when every connection is there again. */
  start: () => Promise<void>;
  /** Ends it and starts it again. */
  restart: () => Promise<void>;
  /** Ends it and removes its folder. */
  stop: () => Promise<void>;
};

export type HomeAssistantOptions = {
  /** Added to configuration.yaml. */
  configuration: string;
  /** Folders to copy: where from, and where to below the configuration. */
  folders: Record<string, string>;
  /** Beside the process's own; called before the start, with the folder of the configuration. */
  environment?: (folder: string) => Promise<Record<string, string>>;
};

/** The least that a dashboard and a history want. */
const basics = 'frontend:\nconfig:\nhistory:\nlogbook:\nenergy:\nrecorder:\n  commit_interval: 1\n';

/** Where Home Assistant itself keeps its server's settings; in configuration.yaml they would be a trial that ends with a restart. */
const serverSettings = (port: number) => ({
  version: 3,
  minor_version: 1,
  key: 'http',
  data: {
    pending: null,
    yaml_migration_done: true,
    stable: {
      server_host: ['127.0.0.1'],
      server_port: port,
      cors_allowed_origins: [],
      ip_ban_enabled: true,
      login_attempts_threshold: -1,
      ssl_profile: 'intermediate_v6',
      use_x_frame_options: true,
      created_at: new Date().toISOString(),
      error: null,
      error_message: null,
    },
  },
});

async function fill(folder: string, port: number, { configuration, folders }: HomeAssistantOptions): Promise<void> {
  const files = { 'configuration.yaml': basics + configuration, '.storage/http': JSON.stringify(serverSettings(port)) };
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  for (const [from, to] of Object.entries(folders)) await cp(from, join(folder, to), { recursive: true });
}

/** The path tells whether the part that is needed next is there already. */
const isAnswering = (url: string, path: string) =>
  fetch(url + path).then(
    ({ ok }) => ok,
    () => false,
  );

/** The port answers before Home Assistant runs; no integration can be relied on until it does. */
const waitUntilRunning = (connection: Connection) =>
  waitUntil({ what: 'Home Assistant is running', seconds: 240 }, async () => {
    const { state } = await connection.sendMessagePromise<{ state: string }>({ type: 'get_config' });
    return state === 'RUNNING';
  });

export async function startHomeAssistant(options: HomeAssistantOptions): Promise<HomeAssistant> {
  const command = findHomeAssistantCommand();
  const port = await findFreePort();
  const url = `http://127.0.0.1:${port}`;
  const folder = await mkdtemp(join(tmpdir(), 'ha-'));
  await fill(folder, port, options);
  const environment = { ...process.env, ...(await options.environment?.(folder)) };
  const programs: Program[] = [];
  const connections: Connection[] = [];
  const log = () => programs.map(({ output }) => output()).join('\n');

  const run = async (path: string) => {
    const program = startProgram(command, ['run', folder], { environment, folder });
    programs.push(program);
    await waitUntil({ what: 'Home Assistant answers', seconds: 240, seen: () => log().slice(-2000) }, () => {
      if (!program.isRunning()) throw new Error(`Home Assistant ended by itself:\n${log().slice(-2000)}`);
      return isAnswering(url, path);
    });
  };
  const end = async () => {
    await programs.at(-1)?.end('SIGTERM');
  };
  const connectWith = (token: string) => createConnection({ auth: createLongLivedTokenAuth(url, token), setupRetry: 5 });
  const afterStart = async (token: string): Promise<string> => {
    const connection = await connectWith(token);
    await waitUntilRunning(connection);
    const message = { type: 'auth/long_lived_access_token', client_name: `test ${programs.length}`, lifespan: 1 };
    const lasting = await connection.sendMessagePromise<string>(message);
    connection.close();
    return lasting;
  };

  try {
    await run('/api/onboarding');
    const owner = await onboard(url);
    const ownerToken = await afterStart(owner.access_token);
    const start = async () => {
      await run('/manifest.json');
      await afterStart(ownerToken);
      // Whatever is asked through a connection that is still on its way back is refused.
      await waitUntil({ what: 'the connections are there again', seconds: 120 }, () =>
        connections.every(({ connected, closeRequested }) => connected || closeRequested),
      );
    };
    return {
      url,
      owner,
      ownerToken,
      log,
      async connect() {
        const connection = await connectWith(ownerToken);
        connections.push(connection);
        return connection;
      },
      end,
      start,
      async restart() {
        await end();
        await start();
      },
      async stop() {
        await end();
        await rm(folder, { recursive: true, force: true });
      },
    };
  } catch (error) {
    await end();
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}
