/** A process that records and sends, to be killed amid that: DATA_DIR, the server and how many readings come as arguments. */
import { aReading, T0 } from './rows.ts';
import { openInfluxdb } from './open-influxdb.ts';

const [directory = '', url = '', database = '', count = '0'] = process.argv.slice(2);
const store = await openInfluxdb(directory, { url, token: 'apiv3_test', database }, { batchRows: 50 });
for (let from = 0; from < Number(count); from += 100) {
  await store.series.append({ readings: Array.from({ length: 100 }, (_, i) => aReading(T0 + (from + i) * 1000, from + i)) });
  process.stdout.write(`${from + 100}\n`);
}
