import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createPlanner } from '../influxdb/plan.ts';

type Dashboard = { panels: { title: string; targets?: { rawSql: string }[] }[] };

const dashboard = JSON.parse(readFileSync(new URL('../../../examples/grafana/wattribute.json', import.meta.url), 'utf8')) as Dashboard;
const queries = dashboard.panels.flatMap(({ title, targets = [] }) => targets.map(({ rawSql }) => ({ title, sql: rawSql })));

/** As Grafana sends it, with its macros and variables filled in. */
const sentSql = (sql: string): string =>
  sql.replace(/\$__timeFilter\((\w+)\)/g, "$1 >= '2026-11-24T00:00:00Z' AND $1 <= '2026-11-25T00:00:00Z'").replaceAll('${home}', 'home');

describe('the dashboard for Grafana', () => {
  it('shows the four measurements', () => {
    const tables = queries.map(({ sql }) => /FROM (\w+)/.exec(sql)?.[1]);
    expect(new Set(tables)).toEqual(new Set(['smart_meter', 'smart_meter_circuit', 'event_energy_correlation', 'home_assistant_events']));
  });

  it('asks for one home, bounded in time, in SQL that DataFusion plans on our tables', { timeout: 60_000 }, async () => {
    const plan = await createPlanner();
    for (const { title, sql } of queries) {
      expect(await plan(sentSql(sql)), title).toBeNull();
      expect(sql, title).toMatch(/\$__timeFilter\(time\).*home_id = '\$\{home\}'/s);
    }
    expect(await plan('SELECT no_such_column FROM smart_meter')).toContain('no_such_column');
  });
});
