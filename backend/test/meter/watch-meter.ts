/** A meter with its handlers overheard, so that a test waits for what the meter has said, and never for a while. */
import type { Meter } from '../../meter/meter.ts';
import type { Report } from '../../status-board.ts';

export function watchMeter(meter: Meter) {
  const seen = { readings: 0, circuits: 0, backs: 0, statuses: [] as Parameters<Report>[0][] };
  const watched: Meter = {
    ...meter,
    run: ({ onReadings, onBack, report, signal }) =>
      meter.run({
        onReadings(made) {
          onReadings(made);
          seen.readings += made.readings.length;
          seen.circuits += made.circuits.length;
        },
        onBack() {
          onBack();
          seen.backs += 1;
        },
        report(status, message) {
          report(status, message);
          seen.statuses.push(status);
        },
        signal,
      }),
  };
  return { meter: watched, seen };
}
