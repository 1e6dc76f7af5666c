/** A process of its own for the tests of faults: opens a store, appends a reading every turn, and says on its output what is durable. */
import { systemClock } from '../../clock.ts';
import { messageOf } from '../../errors.ts';
import { createLog } from '../../log.ts';
import { createStore } from '../../store/create-store.ts';
import type { Store } from '../../store/store.ts';
import { aBatch, aChange, aCorrelation, aReading, T0 } from './rows.ts';

const [directory = '', task] = process.argv.slice(2);
const say = (text: string) => process.stdout.write(`${text}\n`);
// The limit of the size of a file sends this signal, and then fails the write.
process.on('SIGXFSZ', () => undefined);

/** Twenty readings a second of its time, from where the store ends. */
async function appendForEver(store: Store): Promise<void> {
  const first = ((await store.series.lastReading('house'))?.time_ms ?? T0 - 1) + 1;
  for (let time = first; ; time += 10) {
    const times = Array.from({ length: 10 }, (_, i) => time + i);
    await store.series.append({ readings: times.map((ms) => aReading(ms, ms % 1000)), changes: [aChange(time, 'light.a', 'on')] });
    await store.commit(
      aBatch({ correlations: [aCorrelation(time, 'light.a', 60)], facts: [{ kind: 'cursor', key: 'house', value: time }] }),
    );
    say(`durable ${time + 9}`);
  }
}

/** Until a write fails; then says how many readings can be read. */
async function appendUntilFull(store: Store): Promise<void> {
  let written = 0;
  try {
    for (;;) {
      // Random, so that it does not compress.
      const readings = Array.from({ length: 1000 }, (_, i) => aReading(T0 + written + i, Math.random(), { daily_kwh: Math.random() }));
      await store.series.append({ readings });
      written += readings.length;
    }
  } catch (error) {
    say(`failed ${error instanceof Error ? error.name : ''} ${messageOf(error)}`);
  }
  const range = { start_ms: T0, end_ms: T0 + 1e9, meter_id: 'house' };
  const read = await store.series.readings({ ...range, limit: 10_000_000 });
  say(`written ${written} read ${read.length}`);
  await store.retain({ raw_before_ms: 0, all_before_ms: 0 }).catch((error: unknown) => say(`retain ${messageOf(error)}`));
  say(`again ${(await store.series.readings({ ...range, limit: 5 })).length}`);
}

try {
  const store = await createStore({
    ...{ directory, home_id: 'home', mode: 'real', clock: systemClock, reserveBytes: 0 },
    log: createLog({ level: 'silent', secrets: [] }),
  });
  say('open');
  if (task === 'until-full') await appendUntilFull(store);
  else await appendForEver(store);
  process.exit(0);
} catch (error) {
  say(`refused ${error instanceof Error ? error.name : ''} ${messageOf(error)}`);
  process.exit(1);
}
