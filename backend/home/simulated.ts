/** The simulated home as a source of state changes, names and settings. */
import type { Clock } from '../clock.ts';
import { followClock } from '../simulated-home/follow-clock.ts';
import type { SimulatedHome } from '../simulated-home/simulate-home.ts';
import type { Home } from './home.ts';

/** Of a kWh. */
const PRICE = 0.3;
const SLICE_MS = 24 * 3_600_000;

export function createSimulatedHome({ home, clock }: { home: SimulatedHome; clock: Clock }): Home {
  let heard: number | null = null;

  const changes = (range: { start_ms: number; end_ms: number }) => home.events(range).map(({ change }) => change);
  /** The next change on this day, else the end of the day. */
  const nextMs = (timeMs: number) => {
    const { day, events } = home.dayAt(timeMs);
    return events.find(({ change }) => change.time_ms > timeMs)?.change.time_ms ?? day.end_ms;
  };

  return {
    run({ onChange, onBack, report, signal }) {
      return followClock({
        clock,
        signal,
        nextMs,
        onBack: (time_ms) => {
          heard = time_ms;
          report('ok');
          onBack();
        },
        onPassed: (range) => {
          for (const change of changes(range)) onChange(change);
          heard = range.end_ms;
        },
      });
    },

    // eslint-disable-next-line @typescript-eslint/require-await -- it has nothing to wait for
    async *history({ start_ms, end_ms, signal }) {
      const end = Math.min(end_ms, clock.now());
      for (let from = start_ms; from < end && !signal.aborted; from += SLICE_MS) {
        const until_ms = Math.min(from + SLICE_MS, end);
        yield { changes: changes({ start_ms: from, end_ms: until_ms }), until_ms };
      }
    },

    // Until its next change nothing happens that would have to be told.
    heardMs: () => (heard === null ? null : Math.max(heard, Math.min(clock.now(), nextMs(heard) - 1))),
    entities: () => home.entitiesAt(clock.now()),
    deviceOf: (entityId) => home.deviceOf(entityId),
    settings: () => ({ name: 'Simulated home', time_zone: home.time_zone, currency: 'EUR', price: PRICE, language: 'en' }),
    prices: ({ start_ms }) => Promise.resolve([{ time_ms: start_ms, price: PRICE }]),
    isAdmin: () => Promise.resolve(false),
  };
}
