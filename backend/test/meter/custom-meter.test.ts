import { createCustomMeter } from '../../../examples/custom-meter.ts';
import { createLog } from '../../log.ts';
import { createManualClock } from '../manual-clock.ts';
import { meterContract } from '../meter-contract.ts';
import { startLoopbackServer } from './loopback-server.ts';
import { stepMeter } from './step-meter.ts';

const INTERVAL_MS = 10_000;

meterContract('the example of a custom meter', async (fault) => {
  // It knows no password.
  if (fault !== undefined) return null;
  let said = 0;
  let isDown = false;
  const server = await startLoopbackServer(() => {
    if (isDown) return { status: 503, body: '' };
    said += 1;
    return { body: { watts: said % 3 === 0 ? null : said } };
  });
  const clock = createManualClock(Date.UTC(2026, 10, 24, 12));
  const log = createLog({ level: 'silent', secrets: [] });
  const step = (isRunning = true) => stepMeter(clock, INTERVAL_MS, isRunning);
  return {
    meter: createCustomMeter({ id: 'mine', url: server.url, clock, log }),
    past: null,
    live: async (isRunning) => {
      for (let i = 0; i < 4; i++) await step(isRunning);
    },
    repeat: null,
    stumble: async () => {
      isDown = true;
      await step();
      isDown = false;
      await step();
    },
    dispose: server.stop,
  };
});
