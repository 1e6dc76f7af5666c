/** Asks a meter at its pace, again and again: what may pass is tried again, a silence becomes a gap. */
import { isAborted, type Clock } from '../clock.ts';
import { isPermanent, messageOf } from '../errors.ts';
import type { Log } from '../log.ts';
import { BusyError } from './ask-http.ts';
import type { DirectReadings, Sample } from './direct-readings.ts';
import type { Meter, MeterReadings } from './meter.ts';

export type PollOptions = {
  /** As it is called in messages. */
  name: string;
  intervalMs: number;
  /** What it says now, oldest first. Throws AuthError, ConfigurationError (both end it), UnavailableError or InvalidDataError. */
  ask: (signal: AbortSignal) => Promise<readonly Sample[]>;
  readings: DirectReadings;
  /** The meter has answered at this time. */
  onHeard: (time_ms: number) => void;
  clock: Clock;
  log: Log;
};

/** Longest wait after failures, ms. */
const MOST_WAIT_MS = 300_000;
const isEmpty = ({ readings, circuits }: MeterReadings) => readings.length + circuits.length === 0;

/** Resolves when the signal aborts; throws what trying again cannot mend. */
export async function pollMeter(options: PollOptions, { onReadings, onBack, report, signal }: Parameters<Meter['run']>[0]): Promise<void> {
  const { name, intervalMs, ask, readings, onHeard, clock, log } = options;
  let failures = 0;
  let isThere = false;
  let askedToWaitMs = 0;
  const handOn = (made: MeterReadings) => {
    if (!isEmpty(made) && !signal.aborted) onReadings(made);
  };
  const heard = (atMs: number) => {
    if (!isThere) onBack();
    isThere = true;
    failures = 0;
    askedToWaitMs = 0;
    onHeard(atMs);
    report('ok');
  };
  const failed = (error: unknown) => {
    if (isPermanent(error)) throw error;
    failures += 1;
    isThere = false;
    askedToWaitMs = error instanceof BusyError ? error.waitMs : 0;
    const message = `${name}: ${messageOf(error)}`;
    if (failures === 1) log.warn(`${message}; it is asked again.`);
    report('degraded', message);
  };
  while (!isAborted(signal)) {
    const askedMs = clock.now();
    try {
      const samples = await ask(signal);
      if (isAborted(signal)) return;
      heard(clock.now());
      for (const sample of samples) handOn(readings.take(sample));
    } catch (error) {
      if (isAborted(signal)) return;
      failed(error);
    }
    handOn(readings.silentUntil(clock.now()));
    const waitMs = Math.max(askedToWaitMs, intervalMs, Math.min(MOST_WAIT_MS, intervalMs * 2 ** Math.min(Math.max(0, failures - 1), 10)));
    await clock.sleep(Math.max(0, askedMs + waitMs - clock.now()), signal);
  }
}
