/** Prints what 10,000 hostile requests are answered with, and what they cost in memory. */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { fileURLToPath } from 'node:url';
import { createOpenApi } from '../api/openapi.ts';
import { systemClock } from '../clock.ts';
import { BENCH_TOKEN } from './play/build-backend.ts';
import { figure } from './play/figure.ts';
import { hostileRequests, sized, type HostileRequest, type OpenApi } from './play/hostile-requests.ts';
import { inFolder } from './play/in-folder.ts';
import { nodeFlags } from './play/node-flags.ts';
import { print } from './play/print.ts';
import type { Usage } from './play/serve.ts';

const REQUESTS = 10_000;
/** So many first, by which all code is compiled and every buffer made. */
const WARM_UP = 2000;

/** A connection each: an unread body ends it. */
const agent = new Agent({ keepAlive: false });

/** The status; the answer is read to its end, that of a stream not at all. */
const send = (port: number, { method, path, headers, body }: HostileRequest): Promise<number> =>
  new Promise((resolve, reject) => {
    const outgoing = request({ agent, host: '127.0.0.1', port, method, path, headers: sized(headers, body) }, (incoming) => {
      const done = () => resolve(incoming.statusCode ?? 0);
      if (String(incoming.headers['content-type']).startsWith('text/event-stream')) incoming.destroy();
      incoming.once('close', done).resume();
    });
    outgoing.once('error', reject);
    outgoing.end(body);
  });

const rssOf = async (server: ChildProcess): Promise<number> => {
  server.send('usage');
  const [{ rssMb }] = (await once(server, 'message')) as [Usage];
  return rssMb;
};

async function sendAll(port: number, requests: Iterable<HostileRequest>): Promise<Map<number, number>> {
  const counts = new Map<number, number>();
  for (const asked of requests) {
    const status = await send(port, asked);
    counts.set(status, (counts.get(status) ?? 0) + 1);
  }
  return counts;
}

await inFolder(async (folder) => {
  const server = fork(fileURLToPath(new URL('./play/serve.ts', import.meta.url)), [folder], { execArgv: nodeFlags() });
  const [{ port }] = (await once(server, 'message')) as [{ port: number }];
  const requests = hostileRequests(createOpenApi('0.0.0') as OpenApi, { seed: 'bench', token: BENCH_TOKEN });
  await sendAll(port, requests.take(WARM_UP));
  const before = await rssOf(server);
  const again = hostileRequests(createOpenApi('0.0.0') as OpenApi, { seed: 'again', token: BENCH_TOKEN });
  const counts = await sendAll(port, again.take(REQUESTS));
  await systemClock.sleep(2000);
  const after = await rssOf(server);
  for (const [status, count] of [...counts].sort(([a], [b]) => a - b)) print(`  ${status}: ${count}\n`);
  const broken = [...counts].filter(([status]) => status >= 500).reduce((sum, [, count]) => sum + count, 0);
  print(figure(`answered with 5xx, of ${REQUESTS}`, String(broken), '0'));
  print(figure('memory after them', `${after} MB, ${(after / before).toFixed(2)} times of before`, '<= 1.1 times'));
  agent.destroy();
  server.disconnect();
  await once(server, 'exit');
});
