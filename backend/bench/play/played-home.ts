/** The simulated home behind a meter that tells every second and twenty circuits, told when the caller says so. */
import type { CircuitReading } from '../../contract/reading.ts';
import type { Home } from '../../home/home.ts';
import type { Meter, MeterReadings } from '../../meter/meter.ts';
import { followPower } from '../../simulated-home/follow-power.ts';
import { simulateHome } from '../../simulated-home/simulate-home.ts';
import { readingAt, SECOND } from '../store/rows.ts';

const METER_ID = 'home_assistant';
const CIRCUITS = 20;

const described = Array.from({ length: CIRCUITS }, (_, index) => ({
  circuit_id: `sensor.circuit_${index}_power`,
  circuit_name: `Circuit ${index}`,
  entity_id: `sensor.circuit_${index}_power`,
  parent: null,
}));

/** Resolves when the signal aborts. */
const untilAborted = (signal: AbortSignal) => new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));

export interface PlayedHome {
  readonly meter: Meter;
  readonly home: Home;
  /** Tells these readings. */
  say(readings: MeterReadings): void;
  /** Tells all that happens after the last told time, up to this one. */
  tell(untilMs: number): void;
}

/** Begins at `startMs`, a whole second. */
export function createPlayedHome(startMs: number): PlayedHome {
  const simulation = simulateHome({ seed: 'bench', time_zone: 'Europe/Berlin' });
  const powerAt = followPower(simulation, startMs);
  let toldMs = startMs;
  let onReadings: (readings: MeterReadings) => void = () => {};
  let onChange: Parameters<Home['run']>[0]['onChange'] = () => {};

  const circuitsOf = (time_ms: number, powers: readonly number[]): CircuitReading[] =>
    Array.from({ length: CIRCUITS }, (_, index) => ({
      ...{ time_ms, meter_id: METER_ID, meter_type: 'home_assistant' },
      ...{ circuit_id: `sensor.circuit_${index}_power`, circuit_name: `Circuit ${index}` },
      power_w: powers[index % powers.length] ?? 0,
      percentage: 5,
    }));
  const tellSecond = (time_ms: number) => {
    const { house_w, circuits_w, daily_kwh } = powerAt(time_ms);
    // A watt of noise, the same every time.
    const total_power_w = Math.round(house_w) + ((time_ms / SECOND) % 3);
    onReadings({ readings: [{ ...readingAt(time_ms), total_power_w, daily_kwh }], circuits: circuitsOf(time_ms, circuits_w) });
  };

  return {
    meter: {
      ...{ id: METER_ID, type: 'home_assistant', source: 'ha_integration' },
      describe: () => ({ kind: 'load', entity_ids: [], reasons: [], derived: false, circuits: described }),
      heardMs: () => toldMs,
      run: (handlers) => {
        ({ onReadings } = handlers);
        handlers.report('ok');
        handlers.onBack();
        return untilAborted(handlers.signal);
      },
    },
    home: {
      heardMs: () => toldMs,
      run: (handlers) => {
        ({ onChange } = handlers);
        handlers.report('ok');
        handlers.onBack();
        return untilAborted(handlers.signal);
      },
      // It was always listened to.
      // eslint-disable-next-line @typescript-eslint/require-await -- it has nothing to wait for
      async *history({ end_ms }) {
        yield { changes: [], until_ms: end_ms };
      },
      entities: () => simulation.entitiesAt(toldMs),
      settings: () => ({ name: 'Bench', time_zone: simulation.time_zone, currency: 'EUR', price: 0.3, language: 'en' }),
      deviceOf: () => null,
      prices: ({ start_ms }) => Promise.resolve([{ time_ms: start_ms, price: 0.3 }]),
      isAdmin: () => Promise.resolve(true),
    },
    say: (readings) => onReadings(readings),
    tell(untilMs) {
      for (const { change } of simulation.events({ start_ms: toldMs, end_ms: untilMs })) onChange(change);
      for (let time = toldMs + SECOND; time <= untilMs; time += SECOND) tellSecond(time);
      toldMs = untilMs;
    },
  };
}
