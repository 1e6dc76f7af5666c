/**
 * Prints what the engine costs: a week at 1 s replayed against the time that DuckDB needs to read and sort the same CSV; a reading after 1, 7
 * and 28 days, with the size of the state; and a scene that switches 60 of 500 entities at once.
 */
import { spawnSync } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DuckDBInstance } from '@duckdb/node-api';
import { createEngine } from '../correlation/engine.ts';
import type { Engine } from '../correlation/types.ts';
import { changeOf, deviceName, switchedHome, type Minute } from './engine/switched-home.ts';
import { figure } from './play/figure.ts';
import { inFolder } from './play/in-folder.ts';
import { print } from './play/print.ts';
import { quantile } from './play/quantile.ts';

const START = Date.UTC(2026, 10, 1);
const DAY_MINUTES = 1440;
const WEEK_DAYS = 7;

async function writeWeek(file: string): Promise<number> {
  const out = createWriteStream(file);
  out.write('entity_id,state,last_changed,attributes\n');
  let rows = 0;
  for (let i = 0; i < 25; i++) out.write(`${deviceName(i)},off,${new Date(START).toISOString()},\n`);
  for (const { readings, changes } of switchedHome({ startMs: START, paceS: 1, devices: 25 })) {
    const lines = [
      ...changes.map(({ time_ms, entity_id, state }) => ({ time_ms, entity_id, state })),
      ...readings.map(({ time_ms, power_w }) => ({ time_ms, entity_id: 'sensor.house_power', state: String(power_w) })),
    ].map(({ time_ms, entity_id, state }) => `${entity_id},${state},${new Date(time_ms).toISOString()},\n`);
    rows += lines.length;
    if (!out.write(lines.join(''))) await once(out, 'drain');
    if ((readings.at(-1)?.time_ms ?? 0) >= START + WEEK_DAYS * 86_400_000 - 1000) break;
  }
  out.end();
  await once(out, 'finish');
  return rows;
}

async function secondsOfDuckDb(file: string): Promise<number> {
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  const started = performance.now();
  await connection.runAndReadAll(`CREATE TABLE sorted AS SELECT * FROM read_csv('${file}') ORDER BY last_changed, entity_id`);
  return (performance.now() - started) / 1000;
}

function secondsOfReplay(folder: string, file: string): number {
  const replay = fileURLToPath(new URL('../cli/replay.ts', import.meta.url));
  const out = ['--correlations', join(folder, 'correlations.ndjson'), '--devices', join(folder, 'devices.json')];
  const started = performance.now();
  const { status } = spawnSync(process.execPath, [replay, file, '--meter', 'sensor.house_power', ...out]);
  if (status !== 0) throw new Error('The replay has failed.');
  return (performance.now() - started) / 1000;
}

function hear(engine: Engine, { readings, changes }: Minute): void {
  for (const change of changes) engine.change(change);
  for (const reading of readings) engine.reading(reading);
  engine.advance(readings.at(-1)?.time_ms ?? 0);
}

/** Microseconds a reading over the last day of each of these, and the state at its end. */
function printLiveCost(days: readonly number[], paceS: number): void {
  const engine = createEngine({});
  let [minute, spent] = [0, 0];
  for (const heard of switchedHome({ startMs: START, paceS, devices: 25 })) {
    if (minute % DAY_MINUTES === 0) spent = 0;
    const started = performance.now();
    hear(engine, heard);
    spent += performance.now() - started;
    minute += 1;
    const day = minute / DAY_MINUTES;
    if (days.includes(day)) {
      const aReading = (1000 * spent) / (DAY_MINUTES * (60 / paceS));
      print(`  day ${day}: ${aReading.toFixed(1)} us a reading, state ${(JSON.stringify(engine.state()).length / 1000).toFixed(0)} kB\n`);
    }
    if (day >= Math.max(...days)) return;
  }
}

/** Sixty devices, on and off in turn every half hour. */
const sceneAt = (minute: number, time_ms: number) =>
  minute % 30 === 2 ? Array.from({ length: 60 }, (_, i) => changeOf(i * 8, minute % 60 === 2, time_ms)) : [];

/** Switches 60 of 500 entities at once, on and off in turn, and tells what `advance` then takes. */
function printScene(): void {
  const engine = createEngine({});
  const took: number[] = [];
  let minute = 0;
  for (const heard of switchedHome({ startMs: START, paceS: 10, devices: 500 })) {
    const isLearned = minute > DAY_MINUTES;
    const time_ms = (heard.readings[0]?.time_ms ?? 0) + 1;
    const scene = isLearned ? sceneAt(minute, time_ms) : [];
    const started = performance.now();
    hear(engine, { ...heard, changes: [...heard.changes, ...scene] });
    if (isLearned && [2, 3, 4].includes(minute % 30)) took.push(performance.now() - started);
    if (++minute > DAY_MINUTES * 1.5) break;
  }
  print(figure('a scene of 60 among 500 entities, the minutes around it, at most', `${quantile(took, 1).toFixed(0)} ms`, '< 50 ms'));
}

await inFolder(async (folder) => {
  const file = join(folder, 'week.csv');
  const rows = await writeWeek(file);
  const [replay, duckDb] = [secondsOfReplay(folder, file), await secondsOfDuckDb(file)];
  const told = `${(replay / duckDb).toFixed(1)} x (${replay.toFixed(1)} s against ${duckDb.toFixed(2)} s, ${rows} rows)`;
  print(figure('a week at 1 s: replay / DuckDB reading and sorting the same CSV', told, '<= 20 x, better 6 x'));
  print('live, a meter of 10 s:\n');
  printLiveCost([1, 7, 28], 10);
  printScene();
});
