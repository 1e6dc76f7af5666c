/** Plans SQL with DataFusion, which InfluxDB 3 is built on: what it does not know the server refuses. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { fieldsOf, GAP_FIELD, MEASUREMENTS } from '../../store/influxdb/measurements.ts';

/** What is used of the platform's WebAssembly, which the types of Node leave out. */
type Wasm = {
  compile(bytes: Uint8Array): Promise<object>;
  Module: { imports(module: object): { module: string; name: string }[] };
  instantiate(module: object, imports: object): Promise<{ exports: Record<string, unknown> }>;
};
const wasm = (globalThis as unknown as { WebAssembly: Wasm }).WebAssembly;

type Bindings = {
  __wbg_set_wasm(exports: object): void;
  DataFusionContext: { new: () => { execute_sql(sql: string): Promise<unknown> } };
};

const TYPES: Record<string, string> = { number: 'Float64', time: 'Int64' };

/** The package is made for bundlers; its module is instantiated by hand. */
async function loadDataFusion(): Promise<Bindings> {
  const folder = dirname(createRequire(import.meta.url).resolve('datafusion-wasm/package.json'));
  const bindings = (await import(pathToFileURL(join(folder, 'datafusion_wasm_bg.js')).href)) as Bindings & Record<string, unknown>;
  const module = await wasm.compile(readFileSync(join(folder, 'datafusion_wasm_bg.wasm')));
  const imports: Record<string, Record<string, unknown>> = {};
  for (const { module: from, name } of wasm.Module.imports(module)) (imports[from] ??= {})[name] = bindings[name];
  const instance = await wasm.instantiate(module, imports);
  bindings.__wbg_set_wasm(instance.exports);
  (instance.exports['__wbindgen_start'] as (() => void) | undefined)?.();
  return bindings;
}

/** Tells why DataFusion does not plan a text on the tables of the store; null: it does. */
export async function createPlanner(): Promise<(sql: string) => Promise<string | null>> {
  const { DataFusionContext } = await loadDataFusion();
  const context = DataFusionContext.new();
  await context.execute_sql('SET datafusion.execution.target_partitions = 1');
  for (const measurement of MEASUREMENTS) {
    const columns = [
      ['time', 'Timestamp(Nanosecond, None)'],
      ...['home_id', ...measurement.tags].map((name) => [name, 'Utf8']),
      ...fieldsOf(measurement).map(([name, kind]) => [name, TYPES[String(kind)] ?? 'Utf8']),
      [GAP_FIELD, 'Boolean'],
    ];
    const select = columns.map(([name, type]) => `arrow_cast(NULL, '${type!}') AS "${name!}"`).join(', ');
    await context.execute_sql(`CREATE VIEW ${measurement.table.name} AS SELECT ${select}`);
  }
  return async (sql) => {
    try {
      // The planner of this version wants values in the place of parameters.
      await context.execute_sql(`EXPLAIN ${sql.replace(/\$\w+/g, "'x'")}`);
      return null;
    } catch (error) {
      return String(error);
    }
  };
}
