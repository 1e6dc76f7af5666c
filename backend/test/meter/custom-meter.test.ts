import { createCustomMeter } from '../../../examples/custom-meter.ts';
import { createLog } from '../../log.ts';
import { until } from '../home-assistant/until.ts';
import { meterContract } from '../meter-contract.ts';
import { createFastMeterClock } from './fast-meter-clock.ts';
import { startLoopbackServer } from './loopback-server.ts';

meterContract('the example of a custom meter', async () => {
  let said = 0;
  const server = await startLoopbackServer(() => {
    said += 1;
    return { body: { watts: said % 3 === 0 ? null : said } };
  });
  const clock = createFastMeterClock(1000);
  const log = createLog({ level: 'silent', secrets: [] });
  return {
    meter: createCustomMeter({ id: 'mine', url: server.url, clock, log }),
    past: null,
    live: async () => {
      const count = said;
      await Promise.race([until(() => said >= count + 5), new Promise((resolve) => setTimeout(resolve, 500))]);
      await new Promise((resolve) => setTimeout(resolve, 10));
    },
    dispose: server.stop,
  };
});
