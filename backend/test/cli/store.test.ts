import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startStandIn } from '../influxdb/stand-in.ts';
import { newFolder } from '../store/open-duckdb.ts';
import { openInfluxdb, sent } from '../store/open-influxdb.ts';
import { aChange, aReading, T0 } from '../store/rows.ts';

const program = fileURLToPath(new URL('../../cli/store.ts', import.meta.url));

describe('npm run store', () => {
  let directory: string;
  let server: Awaited<ReturnType<typeof startStandIn>>;
  beforeEach(async () => {
    directory = await newFolder();
    server = await startStandIn();
  });
  afterEach(async () => {
    await server.stop();
    await rm(directory, { recursive: true });
  });
  const run = (args: string[], more: Record<string, string> = {}) =>
    new Promise<{ code: unknown; said: string }>((resolve) => {
      const env = {
        PATH: process.env['PATH'],
        ...{ HOME_ASSISTANT_URL: 'http://127.0.0.1:9', HOME_ASSISTANT_TOKEN: 'x', SERVICE_PORT: '9', DATA_DIR: directory },
        ...{ INFLUXDB_URL: server.url, INFLUXDB_TOKEN: 'apiv3_test', INFLUXDB_BUCKET: 'home' },
        ...more,
      };
      execFile(process.execPath, [program, ...args], { env, cwd: directory }, (error, said, failed) =>
        resolve({ code: error?.code ?? 0, said: said + failed }),
      );
    });
  const record = async (changes = [aChange(T0, 'light.a', 'on')]) => {
    const store = await openInfluxdb(directory, { url: server.url, token: 'apiv3_test', database: 'home' });
    await store.series.append({ readings: [aReading(T0, 1), aReading(T0 + 1000, null)], changes });
    await sent(store);
    await store.close();
  };

  describe('check', () => {
    it('finds nothing in a database that only Wattribute has used', async () => {
      await record();
      expect(await run(['check'])).toEqual({ code: 0, said: 'The database home holds nothing but what Wattribute reads.\n' });
    });

    it('tells of energy beside events and of tables of others, prints how they are removed, and removes nothing', async () => {
      await record();
      const event =
        'home_assistant_events,home_id=home,entity_id=light.b,domain=light state_value="on",power_w=60,energy_kwh=0.5,room_note="x"';
      await server.tables.write('home', `${event} 1\nenergy_snapshots,home_id=home total=5 1`, true);
      const before = await server.tables.query('home', 'SELECT count(*)::INTEGER AS n FROM home_assistant_events');
      const { code, said } = await run(['check']);
      expect(code).toBe(0);
      expect(said).toContain('The table energy_snapshots is none that Wattribute reads or writes.');
      expect(said).toContain(`"${server.url}/api/v3/configure/table?db=home&table=energy_snapshots"`);
      expect(said).toContain(
        'home_assistant_events has columns that nothing reads: energy_kwh, power_w, room_note. Of energy are energy_kwh, power_w',
      );
      expect(said).toContain('Nothing was changed.');
      expect(said).not.toContain('apiv3_test');
      const after = await server.tables.query('home', 'SELECT count(*)::INTEGER AS n FROM home_assistant_events');
      expect(after.getRowObjectsJson()).toEqual(before.getRowObjectsJson());
      expect([...server.tables.databases.get('home')!.keys()]).toContain('energy_snapshots');
    });

    it('says which token is wrong, and that without a server there is nothing to look at', async () => {
      await record();
      expect(await run(['check'], { INFLUXDB_TOKEN: 'apiv3_wrong' })).toMatchObject({
        code: 1,
        said: expect.stringContaining('Check INFLUXDB_TOKEN') as string,
      });
      expect((await run(['check'], { INFLUXDB_URL: '', INFLUXDB_TOKEN: '', INFLUXDB_BUCKET: '' })).said).toContain(
        'No InfluxDB server is set',
      );
    });
  });

  it('lists dead letters with the words of the server', async () => {
    expect(await run(['dead-letters'])).toEqual({ code: 0, said: 'No row was refused.\n' });
    await record([aChange(T0, 'light.a', 'on', { attributes: { mode: 'x'.repeat(70_000) } })]);
    expect((await run(['dead-letters'])).said).toMatch(/a string is too long\n {2}home_assistant_events,home_id=home/);
  });

  it('says what it can do', async () => {
    expect(await run(['sweep'])).toMatchObject({ code: 1, said: expect.stringContaining('usage: npm run store') as string });
  });
});
