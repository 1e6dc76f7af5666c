import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { startFakeHomeAssistant } from './home-assistant/fake-home-assistant.ts';
import { POWER, readStored, recordHome, WATTS } from './record-home.ts';

const MINUTE = 60_000;
const DAYS = 5;
const KILLS = 4;

const PERIOD = 20 * MINUTE;
/** The kettle is switched so long before full periods, at which results are written: an event always waits for its meter then. */
const EARLY = 3000;

/** Days of a meter that reports every 10 s, 2 s late, and a kettle of 2 kW, on for 3 minutes of every period. */
function tellHistory(fake: Awaited<ReturnType<typeof startFakeHomeAssistant>>, endMs: number) {
  const start = endMs - DAYS * 24 * 60 * MINUTE;
  const isOn = (ms: number) => (ms + EARLY) % PERIOD < 3 * MINUTE;
  fake.set('switch.kettle', 'on', {}, start);
  let changes = 0;
  for (let at = start; at < endMs; at += 10_000) {
    fake.set(POWER, String(200 + ((at / 10_000) % 3) + (isOn(at - 2000) ? 2000 : 0)), WATTS, at);
    const next = at + 10_000 - EARLY;
    if (isOn(next) === isOn(at)) continue;
    fake.set('switch.kettle', isOn(next) ? 'on' : 'off', {}, next);
    changes++;
  }
  return { changes };
}

describe('the backend, killed while it correlates the history of its first start', () => {
  it('goes on where it was, and ends with what an undisturbed one has: each correlation once', { timeout: 120_000 }, async () => {
    const fake = await startFakeHomeAssistant();
    onTestFinished(() => fake.stop());
    const { changes } = tellHistory(fake, (Math.floor(Date.now() / PERIOD) - 1) * PERIOD);
    const start = async (environment: Record<string, string>) => {
      const recording = await recordHome(fake, { HISTORY_DAYS: String(DAYS + 1), ...environment });
      onTestFinished(async () => {
        await recording.kill('SIGKILL');
      });
      return recording;
    };
    const isDone = (recording: Awaited<ReturnType<typeof start>>) =>
      vi.waitFor(
        async () => {
          expect((await recording.statistics()).total_events_processed).toBe(changes);
          expect((await recording.health()).progress).toBeNull();
        },
        { timeout: 60_000, interval: 100 },
      );

    const undisturbed = await start({});
    const first = await start({});
    const { dataDir } = first;
    // Correlating is the last third.
    await vi.waitFor(() => expect(first.output()).toMatch(/History: [78]\d % \(correlating\)/), { timeout: 60_000, interval: 1 });
    await first.kill('SIGKILL');
    const { correlations: half } = await readStored(dataDir);
    for (let kill = 1; kill < KILLS; kill++) {
      const next = await start({ DATA_DIR: dataDir });
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 200));
      await next.kill('SIGKILL');
    }
    const last = await start({ DATA_DIR: dataDir });
    await Promise.all([isDone(undisturbed), isDone(last)]);
    await Promise.all([undisturbed.kill('SIGTERM'), last.kill('SIGTERM')]);
    const whole = await readStored(undisturbed.dataDir);
    const pieced = await readStored(dataDir);
    expect(half.length).toBeGreaterThan(0);
    expect(half.length).toBeLessThan(whole.correlations.length);
    expect(whole.correlations.length).toBeGreaterThan(0.9 * changes);
    expect(pieced.correlations).toEqual(whole.correlations);
    expect(pieced.readings).toEqual(whole.readings);
    expect(pieced.changes).toEqual(whole.changes);
  });
});
