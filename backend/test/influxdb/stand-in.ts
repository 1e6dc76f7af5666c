/** A stand-in for the part of InfluxDB 3 that the store talks to: HTTP and Arrow Flight on one port, as on the real server, and its faults. */
import * as grpc from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTcpServer, type AddressInfo, type Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import type { ColumnType } from './line-protocol.ts';
import { createTables, RequestError, type Tables } from './tables.ts';
import { toFlight } from './to-flight.ts';

/**
 * What happens to a write: an answer of this status, with `land` after it was written all the same; `reset` cuts the connection, `hang` never
 * answers, `late` writes when the client has given up and something else was written.
 */
export type WriteFault = { status: number; text?: string; land?: boolean } | 'reset' | 'hang' | 'late';

export type StandInOptions = {
  port?: number;
  token?: string;
  version?: string;
  fileLimit?: number;
  maxBytes?: number;
  tables?: Tables;
  /** As `--disable-authz`: what is answered without a token. */
  disableAuthz?: ('health' | 'ping')[];
};

type Request = { method: string; path: string; search: URLSearchParams; body: string; json: boolean };
type Answer = { status: number; text?: string; headers?: Record<string, string> };

const COLUMN_TYPES: Record<string, ColumnType> = { utf8: 'string', int64: 'integer', float64: 'float', bool: 'boolean' };

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const bytes = Buffer.concat(chunks);
  return (request.headers['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes).toString();
}

async function configure(tables: Tables, { method, path, search, body, json }: Request): Promise<Answer> {
  if (method === 'DELETE') {
    await tables.dropDatabase(search.get('db') ?? '');
    return { status: 200 };
  }
  if (!json) return { status: 415, text: 'unacceptable content-type, expected: application/json' };
  const asked = JSON.parse(body) as {
    db: string;
    retention_period?: string;
    table?: string;
    tags?: string[];
    fields?: { name: string; type: string }[];
  };
  const days = asked.retention_period === undefined ? undefined : /^(\d+)d$/.exec(asked.retention_period)?.[1];
  if (asked.retention_period !== undefined && days === undefined) return { status: 400, text: 'invalid retention_period' };
  if (method === 'PUT') {
    if (!tables.databases.has(asked.db)) return { status: 404, text: 'database not found' };
    // Without a period it keeps everything again.
    await tables.retain(asked.db, days === undefined ? undefined : Number(days));
    return { status: 200 };
  }
  const exists = path.endsWith('database')
    ? tables.databases.has(asked.db)
    : tables.databases.get(asked.db)?.has(asked.table ?? '') === true;
  if (exists) return { status: 409, text: 'attempted to create a resource that already exists' };
  if (path.endsWith('database')) {
    await tables.makeDatabase(asked.db);
    if (days !== undefined) await tables.retain(asked.db, Number(days));
  } else {
    const tags = (asked.tags ?? []).map((name): [string, ColumnType] => [name, 'tag']);
    const fields = (asked.fields ?? []).map(({ name, type }): [string, ColumnType] => [name, COLUMN_TYPES[type]!]);
    await tables.makeTable(asked.db, asked.table ?? '', new Map([...tags, ...fields]));
  }
  return { status: 200 };
}

/** The older API takes all or nothing and never names the line. */
async function writeWhole(tables: Tables, { search, body }: Request): Promise<Answer> {
  const faults = await tables.write(search.get('bucket') ?? '', body, false);
  if (faults[0] === undefined) return { status: 204 };
  const message = `write buffer error: line protocol parse failed: ${faults[0].error_message}`;
  return { status: 400, text: JSON.stringify({ code: 'invalid', message }) };
}

async function writePartly(tables: Tables, { search, body }: Request): Promise<Answer> {
  const faults = await tables.write(search.get('db') ?? '', body, true);
  if (faults.length === 0) return { status: 204 };
  return { status: 400, text: JSON.stringify({ error: 'partial write of line protocol occurred', data: faults }) };
}

const flightService = () => {
  const file = fileURLToPath(new URL('./flight.proto', import.meta.url));
  const loaded = grpc.loadPackageDefinition(loadSync(file, { keepCase: true })) as unknown as {
    arrow: { flight: { protocol: { FlightService: grpc.ServiceClientConstructor } } };
  };
  return loaded.arrow.flight.protocol.FlightService.service;
};

const GRPC_CODES: Record<number, grpc.status> = {
  400: grpc.status.INVALID_ARGUMENT,
  404: grpc.status.NOT_FOUND,
  500: grpc.status.INTERNAL,
};

/** Each text that was asked, for those who look at what is asked. */
function createFlight(tables: Tables, mayAsk: (token: string) => boolean, asked: string[]) {
  const server = new grpc.Server({ 'grpc.max_send_message_length': -1 });
  type Call = grpc.ServerWritableStream<{ ticket: Buffer }, object>;
  const answer = async (call: Call): Promise<void> => {
    if (!mayAsk(String(call.metadata.get('authorization')[0])))
      throw Object.assign(new Error('Unauthenticated'), { code: grpc.status.UNAUTHENTICATED });
    const { database, sql_query, params } = JSON.parse(call.request.ticket.toString()) as {
      database: string;
      sql_query: string;
      params?: Record<string, string>;
    };
    asked.push(sql_query);
    for (const message of toFlight(await tables.query(database, sql_query, params)))
      if (!call.write(message)) await new Promise((resolve) => call.once('drain', resolve));
    call.end();
  };
  server.addService(flightService(), {
    DoGet: (call: Call) =>
      void answer(call).catch((error: unknown) => {
        const code = error instanceof RequestError ? (GRPC_CODES[error.status] ?? grpc.status.INTERNAL) : (error as { code?: number }).code;
        call.emit('error', { code: code ?? grpc.status.INTERNAL, details: (error as Error).message });
      }),
  });
  return server;
}

export async function startStandIn(options: StandInOptions = {}) {
  const { port = 0, token = 'apiv3_test', version = '3.11.5', fileLimit = 432, maxBytes = 10_485_760, disableAuthz = [] } = options;
  const tables = options.tables ?? (await createTables({ fileLimit }));
  const asked: string[] = [];
  const state = {
    token,
    rights: 'all' as 'all' | 'read and write' | 'none',
    writes: 0,
    fault: (_: number): WriteFault | undefined => undefined,
  };
  const mayAsk = (authorization: string) => authorization.split(' ')[1] === state.token;

  const late: (() => Promise<Answer>)[] = [];
  const writeOrFail = async (request: Request, response: ServerResponse): Promise<Answer | 'silent'> => {
    const fault = state.fault(++state.writes);
    const land = () => (request.path === '/api/v2/write' ? writeWhole(tables, request) : writePartly(tables, request));
    if (fault === 'reset') response.destroy();
    if (fault === 'late') late.push(land);
    if (fault === 'reset' || fault === 'hang' || fault === 'late') return 'silent';
    if (fault !== undefined) {
      if (fault.land === true) await land();
      return { status: fault.status, text: fault.text ?? '' };
    }
    return request.body.length > maxBytes ? { status: 413, text: `max request size (${maxBytes} bytes) exceeded` } : await land();
  };
  const write: typeof writeOrFail = async (request, response) => {
    const overdue = late.splice(0);
    const answered = await writeOrFail(request, response);
    for (const land of overdue) await land();
    return answered;
  };
  const answer = async (request: Request, response: ServerResponse): Promise<Answer | 'silent'> => {
    if (request.path === '/health') return { status: 200, text: 'OK' };
    if (request.path === '/ping') return { status: 200, text: JSON.stringify({ version }), headers: { 'x-influxdb-version': version } };
    const isMaking = request.path.startsWith('/api/v3/configure/');
    if (state.rights === 'none' || (isMaking && state.rights !== 'all')) return { status: 403, text: 'forbidden' };
    if (request.path === '/api/v2/write' || request.path === '/api/v3/write_lp') return await write(request, response);
    if (isMaking) return await configure(tables, request);
    return { status: 404, text: 'not found' };
  };
  const handle = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { pathname, searchParams } = new URL(incoming.url ?? '/', 'http://stand-in');
    const json = incoming.headers['content-type']?.includes('json') === true;
    const body = await readBody(incoming);
    const request = { method: incoming.method ?? 'GET', path: pathname, search: searchParams, body, json };
    const isOpen = disableAuthz.some((name) => pathname === `/${name}`);
    if (!isOpen && !mayAsk(incoming.headers.authorization ?? '')) return void response.writeHead(401).end();
    try {
      const given = await answer(request, response);
      if (given !== 'silent') response.writeHead(given.status, given.headers).end(given.text);
    } catch (error) {
      response.writeHead(error instanceof RequestError ? error.status : 500).end((error as Error).message);
    }
  };

  const http = createServer((incoming, response) => void handle(incoming, response).catch(() => response.destroy()));
  const flight = createFlight(tables, mayAsk, asked);
  const injector = flight.createConnectionInjector(grpc.ServerCredentials.createInsecure());
  const sockets = new Set<Socket>();
  /** HTTP/2 begins with PRI. */
  const tcp = createTcpServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => undefined);
    socket.once('readable', () => {
      const first = socket.read() as Buffer | null;
      if (first === null) return;
      socket.unshift(first);
      if (first.subarray(0, 3).toString() === 'PRI') injector.injectConnection(socket);
      else http.emit('connection', socket);
    });
  });
  await new Promise<void>((resolve) => tcp.listen(port, '127.0.0.1', resolve));
  const address = tcp.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${address.port}`,
    port: address.port,
    tables,
    asked,
    state,
    /** Cuts all connections; `keep` leaves the tables for the next start on the same port. */
    async stop({ keep = false } = {}): Promise<void> {
      const closed = new Promise((resolve) => tcp.close(resolve));
      injector.destroy();
      flight.forceShutdown();
      http.closeAllConnections();
      for (const socket of sockets) socket.destroy();
      await closed;
      if (!keep) tables.close();
    },
  };
}
