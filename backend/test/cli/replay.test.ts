import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const REPLAY = new URL('../../cli/replay.ts', import.meta.url).pathname;
const START_MS = Date.parse('2026-03-02T00:00:00.000Z');

let folder: string;
beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'replay-'))));
afterEach(() => rm(folder, { recursive: true, force: true }));

type Row = { time: number; entity_id: string; state: string; attributes?: string };

/** Six hours: a meter every 10 s, a kettle of 2 kW, a lamp of 60 W, a switch of nothing; and a thermometer. */
function rowsOfAHouse(): Row[] {
  const rows: Row[] = ['switch.kettle', 'light.lamp', 'switch.empty'].map((entity_id) => ({ time: 0, entity_id, state: 'off' }));
  const on = { 'switch.kettle': 0, 'light.lamp': 0, 'switch.empty': 0 };
  const watts = { 'switch.kettle': 2000, 'light.lamp': 60, 'switch.empty': 0 };
  const names = ['switch.kettle', 'light.lamp', 'switch.empty'] as const;
  for (let s = 1; s < 21_600; s++) {
    if (s > 300 && s % 100 === (37 * Math.floor(s / 100)) % 90) {
      const entity_id = names[Math.floor(s / 100) % 3]!;
      on[entity_id] = 1 - on[entity_id];
      const attributes = entity_id === 'light.lamp' && on[entity_id] === 1 ? '"{""brightness"": 255, ""friendly_name"": ""Lamp""}"' : '';
      rows.push({ time: s, entity_id, state: on[entity_id] === 1 ? 'on' : 'off', attributes });
    }
    const power = 200 + ((s * 7) % 3) + names.reduce((sum, name) => sum + on[name] * watts[name], 0);
    if (s % 10 === 0) rows.push({ time: s, entity_id: 'sensor.house_power', state: s % 3600 === 0 ? 'unavailable' : String(power) });
    if (s % 600 === 0) rows.push({ time: s, entity_id: 'sensor.outside', state: '7.5' });
  }
  return rows;
}

const csvOf = (rows: readonly Row[], withAttributes = true) => {
  const lines = rows.map(({ time, entity_id, state, attributes }) =>
    [entity_id, state, new Date(START_MS + time * 1000).toISOString(), ...(withAttributes ? [attributes ?? ''] : [])].join(','),
  );
  return `entity_id,state,last_changed${withAttributes ? ',attributes' : ''}\n${lines.join('\n')}\n`;
};

const run = promisify(execFile);
const replay = (...args: string[]) => run(process.execPath, [REPLAY, ...args]);
const failure = async (...args: string[]) => {
  const error = (await replay(...args).catch((reason: unknown) => reason)) as { code: number; stderr: string };
  return { code: error.code, stderr: error.stderr };
};

async function replayed(csv: string, ...options: string[]) {
  const [history, correlations, devices] = ['history.csv', 'correlations.ndjson', 'devices.json'].map((name) => join(folder, name));
  await writeFile(history!, csv);
  const { stdout, stderr } = await replay(
    history!,
    '--meter',
    'sensor.house_power',
    '--correlations',
    correlations!,
    '--devices',
    devices!,
    ...options,
  );
  const lines = (await readFile(correlations!, 'utf8')).trim().split('\n');
  return {
    stdout,
    stderr,
    correlations: lines.map((line) => JSON.parse(line) as Record<string, unknown> & { entity_id: string; power_delta_w: number }),
    devices: (JSON.parse(await readFile(devices!, 'utf8')) as { devices: Record<string, unknown>[] }).devices,
  };
}

describe('replay', () => {
  it('says of each state change what it moved, and of each device what it draws', async () => {
    const { correlations, devices, stdout, stderr } = await replayed(csvOf(rowsOfAHouse()));
    expect([stdout, stderr]).toEqual(['', '']); // no progress bar into a pipe
    const kettle = correlations.filter(({ entity_id }) => entity_id === 'switch.kettle');
    expect(kettle.length).toBeGreaterThan(60);
    expect(kettle.at(-1)).toMatchObject({
      time: expect.stringMatching(/^2026-03-02T05:.*\.000Z$/) as string,
      confidence: expect.closeTo(0.98, 1) as number,
    });
    expect(Math.abs(kettle.at(-1)!.power_delta_w)).toBeCloseTo(2000, -2);
    expect(correlations.some(({ entity_id }) => entity_id.startsWith('sensor.'))).toBe(false);
    expect(devices.map(({ entity_id }) => entity_id)).toEqual(['light.lamp', 'switch.empty', 'switch.kettle']);
    expect(devices[2]).toMatchObject({ verdict: 'learned', on_power_w: expect.closeTo(2000, -2) as number });
    expect(devices[2]!['energy_kwh']).toBeCloseTo(6, 0);
  });

  it('learns from the first days before it says anything, and says more of them', async () => {
    const rows = rowsOfAHouse();
    const cold = await replayed(csvOf(rows));
    const known = await replayed(csvOf(rows), '--history-days', '0.15');
    const sureOf = ({ correlations }: typeof cold) =>
      correlations.slice(0, 40).filter(({ confidence }) => Number(confidence) >= 0.9).length;
    expect(sureOf(known)).toBeGreaterThan(sureOf(cold));
    expect(known.correlations.length).toBe(cold.correlations.length);
    expect(known.devices[2]!['energy_kwh']).toBeCloseTo(6, 0);
  });

  it('reads a history without attributes, and one that stands by entity', async () => {
    const rows = rowsOfAHouse();
    const straight = await replayed(csvOf(rows, false));
    const byEntity = rows.toSorted((a, b) => (a.entity_id < b.entity_id ? -1 : a.entity_id > b.entity_id ? 1 : a.time - b.time));
    expect((await replayed(csvOf(byEntity, false))).correlations).toEqual(straight.correlations);
    expect(straight.correlations.length).toBeGreaterThan(150);
  });

  it('reads texts over several lines, rows that are shorter, and a gap of the meter told as a number that is none', async () => {
    const straight = await replayed(csvOf(rowsOfAHouse()));
    const odd = csvOf(rowsOfAHouse()).replaceAll(',unavailable,', ',nan,').replaceAll(',\n', '\n');
    const { correlations } = await replayed(`\ufeff${odd}light.note,"a ""text""\nof two lines",2026-03-02T05:59:59Z,\n`);
    expect(correlations).toEqual(straight.correlations);
  });

  it('says what is wrong with its arguments', async () => {
    expect(await failure()).toMatchObject({ code: 2, stderr: expect.stringContaining('Name one history file, not 0.') as string });
    expect(await failure('history.csv')).toMatchObject({ code: 2, stderr: expect.stringContaining('--devices are all needed') as string });
    expect(await failure('history.csv', '--metre', 'x')).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/--metre[^]*usage:/) as string,
    });
  });

  it('says what is wrong with the history', async () => {
    const of = async (name: string, text: string | null) => {
      const file = join(folder, name);
      if (text !== null) await writeFile(file, text);
      return failure(file, '--meter', 'sensor.other', '--correlations', join(folder, 'c'), '--devices', join(folder, 'd'));
    };
    expect(await of('missing.csv', null)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('missing.csv cannot be read') as string,
    });
    expect((await of('other.csv', csvOf(rowsOfAHouse()))).stderr).toContain('no row of the meter sensor.other');
    expect((await of('columns.csv', 'a,b\n1,2\n')).stderr).toContain('no column entity_id, state, last_changed');
    expect((await of('time.csv', 'entity_id,state,last_changed\nswitch.a,on,soon\n')).stderr).toContain('without a time: "soon"');
  });

  it('says which file it cannot write', async () => {
    const history = join(folder, 'history.csv');
    await writeFile(history, csvOf(rowsOfAHouse()));
    const { code, stderr } = await failure(
      history,
      '--meter',
      'sensor.house_power',
      '--correlations',
      join(folder, 'no/where'),
      '--devices',
      'd',
    );
    expect(code).toBe(1);
    expect(stderr).toContain('no/where');
  });
});
