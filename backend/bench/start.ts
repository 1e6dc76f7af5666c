/** Prints how long people wait after a start: for the first answer over 30 days of data, and in the demo until seven days are correlated. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { systemClock } from '../clock.ts';
import type { Health } from '../contract/status.ts';
import { ask } from './play/ask.ts';
import { figure } from './play/figure.ts';
import { fillStore } from './play/fill-store.ts';
import { inFolder } from './play/in-folder.ts';
import { nodeFlags } from './play/node-flags.ts';
import { print } from './play/print.ts';

/** Resolves with the port once the backend says where it listens; rejects with its output when it ends before. */
async function start(settings: Record<string, string>) {
  const env = { ...process.env, SERVICE_PORT: '0', LOG_LEVEL: 'error', ...settings };
  const child = spawn(process.execPath, [...nodeFlags(), fileURLToPath(new URL('../main.ts', import.meta.url))], { env });
  let output = '';
  const port = await new Promise<number>((resolve, reject) => {
    const take = (data: Buffer) => {
      output += data.toString();
      const told = /http:\/\/127\.0\.0\.1:(\d+)\//.exec(output)?.[1];
      if (told !== undefined) resolve(Number(told));
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    child.once('exit', () => reject(new Error(output)));
  });
  const stop = async () => {
    child.kill('SIGTERM');
    await once(child, 'exit');
  };
  return { port, stop };
}

const seconds = (since: number): string => `${((performance.now() - since) / 1000).toFixed(2)} s`;

async function startFilled(directory: string): Promise<void> {
  const begin = performance.now();
  // There is no Home Assistant: what was stored is answered all the same.
  const settings = { DATA_DIR: directory, HOME_ASSISTANT_URL: 'http://127.0.0.1:9', HOME_ASSISTANT_TOKEN: 'none' };
  const { port, stop } = await start(settings);
  const listening = seconds(begin);
  const token = readFileSync(join(directory, 'token'), 'utf8').trim();
  await ask(port, '/energy/correlations?hours=24', token);
  const correlations = seconds(begin);
  await ask(port, '/energy/series?hours=24', token);
  print(figure('start with 30 days of data, to the first correlations', correlations, '<= 2 s'));
  print(`  listening after ${listening}, correlations and 24 h of power after ${seconds(begin)}\n`);
  await stop();
}

async function startDemo(directory: string): Promise<void> {
  const begin = performance.now();
  const { port, stop } = await start({ DATA_DIR: directory, METER_TYPE: 'simulated' });
  await ask(port, '/energy/current');
  const first = seconds(begin);
  // Before it begins there is no progress yet, and afterwards none any more.
  let begun = false;
  for (;;) {
    const { progress } = JSON.parse((await ask(port, '/health')).toString()) as Health;
    if (begun && progress === null) break;
    begun ||= progress !== null;
    await systemClock.sleep(50);
  }
  print(figure('demo, until seven days are correlated', seconds(begin), '<= 20 s, building the card included'));
  print(`  first answer after ${first}\n`);
  await stop();
}

await inFolder(async (folder) => {
  const filled = join(folder, 'filled');
  await fillStore(filled);
  await startFilled(filled);
  await startDemo(join(folder, 'demo'));
});
