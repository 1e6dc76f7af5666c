/** A meter of your own: one that answers {"watts": 1250.5} over HTTP, asked every 10 s. How to go on from here stands in backend/README.md. */
import * as v from 'valibot';
import type { Clock } from '../backend/clock.ts';
import type { Log } from '../backend/log.ts';
import { askHttp, expectSuccess, readJson } from '../backend/meter/ask-http.ts';
import { createDirectReadings } from '../backend/meter/direct-readings.ts';
import type { Meter } from '../backend/meter/meter.ts';
import { pollMeter } from '../backend/meter/poll-meter.ts';

/** Null: the meter does not know, which is a gap and never 0. */
const Answer = v.object({ watts: v.nullable(v.number()) });

export function createCustomMeter({ id, url, clock, log }: { id: string; url: string; clock: Clock; log: Log }): Meter {
  const readings = createDirectReadings({ meter_id: id, meter_type: 'generic' }, 30_000);
  let heardMs: number | null = null;
  const reason = { code: 'own', values: {}, text: `It is asked at ${new URL(url).host}.` } as const;
  const ask = async (signal: AbortSignal) => {
    const answer = await askHttp({ url, timeoutMs: 10_000, signal });
    expectSuccess(answer, url);
    const { watts } = v.parse(Answer, readJson(answer, url));
    return [{ time_ms: clock.now(), arrived: true, total_power_w: watts }];
  };
  const onHeard = (atMs: number) => void (heardMs = atMs);
  return {
    id,
    type: 'generic',
    source: 'direct_api',
    describe: () => ({ kind: 'load', entity_ids: [], reasons: [reason], derived: false, circuits: [] }),
    heardMs: () => heardMs,
    run: (handlers) => pollMeter({ name: `Meter ${id}`, intervalMs: 10_000, ask, readings, onHeard, clock, log }, handlers),
  };
}
