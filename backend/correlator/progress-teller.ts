/** Tells how far the reading back of history has come. */
import type { Clock } from '../clock.ts';
import type { Progress } from '../contract/status.ts';
import type { Events } from '../events.ts';
import type { Log } from '../log.ts';

/** Not more often than this. */
const TELL_MS = 1000;
/** The log has a line for each so many percent. */
const LOG_PERCENT = 10;

/** Reading, learning and correlating take about a third each. */
const offsets: Record<Progress['phase'], number> = { reading: 0, learning: 1 / 3, correlating: 2 / 3, done: 1 };

export interface ProgressTeller {
  /** `fraction` of the phase, 0 to 1. Devices are counted only where it is told. */
  tell(phase: Progress['phase'], fraction: number, devicesFound: () => number): void;
  /** Nothing is under way now; it may begin, or go on. */
  pause(): void;
  /** Null before the first, in a pause, and after the last. */
  progress(): Progress | null;
}

export function createProgressTeller({
  days,
  events,
  clock,
  log,
}: {
  days: number;
  events: Events;
  clock: Clock;
  log: Log;
}): ProgressTeller {
  let now: Progress | null = null;
  let startedMs = 0;
  let toldMs = 0;
  let loggedPercent = 0;
  const writeDown = ({ percent, phase, devices_found }: Progress) => {
    if (percent < loggedPercent + LOG_PERCENT || phase === 'done') return;
    loggedPercent = percent;
    log.info(`History: ${percent} % (${phase}), ${devices_found} devices found.`);
  };
  const toldLately = (phase: Progress['phase']): Progress | null => (now?.phase === phase && clock.now() - toldMs < TELL_MS ? now : null);
  return {
    tell(phase, fraction, countDevices) {
      if (startedMs === 0) startedMs = clock.now();
      const share = Math.min(1, offsets[phase] + (phase === 'done' ? 0 : fraction / 3));
      const lately = toldLately(phase);
      const devices_found = lately?.devices_found ?? countDevices();
      const elapsedS = (clock.now() - startedMs) / 1000;
      // Too early an estimate would only jump.
      const eta_s = share < 0.05 ? null : Math.round((elapsedS / share) * (1 - share));
      const progress: Progress = { phase, days, percent: Math.round(share * 100), eta_s, devices_found };
      now = phase === 'done' ? null : progress;
      writeDown(progress);
      if (lately !== null) return;
      toldMs = clock.now();
      events.emit('progress', progress);
    },
    pause() {
      now = null;
      startedMs = 0;
    },
    progress: () => now,
  };
}
