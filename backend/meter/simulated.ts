/** The meter of the simulated home: a reading every 5 s, two seconds late and a little noisy, as meters are. */
import type { Clock } from '../clock.ts';
import type { CircuitReading, Reading } from '../contract/reading.ts';
import { followClock } from '../simulated-home/follow-clock.ts';
import { followPower, type PowerNow } from '../simulated-home/follow-power.ts';
import { createRandom, type Random } from '../simulated-home/random.ts';
import type { SimulatedHome } from '../simulated-home/simulate-home.ts';
import { becauseOf } from './because-of.ts';
import type { Meter, MeterReadings } from './meter.ts';

const CADENCE_MS = 5000;
/** How far a reading is behind, and by how much that varies. */
const LAG_MS = 2000;
const LAG_SPREAD_MS = 300;
/** Of the past, circuits are known once a minute. */
const PAST_CIRCUITS_MS = 60_000;
const SLICE_MS = 6 * 3_600_000;

type Identity = Pick<Reading, 'meter_id' | 'meter_type'>;
type Stretch = { start_ms: number; end_ms: number; circuits_every_ms: number };

/** Noise of the sensor on the mains and of those on circuits, W; 0.3 % of what is measured comes on top. */
const HOUSE_NOISE_W = 1;
const CIRCUIT_NOISE_W = 0.2;

/** Meters of this kind tell whole watts. */
const asMeasured = (power_w: number, noise_w: number, random: Random) =>
  Math.round(power_w + Math.hypot(noise_w, 0.003 * power_w) * random.normal());

const nextTick = (timeMs: number) => (Math.floor(timeMs / CADENCE_MS) + 1) * CADENCE_MS;

const toReading = (time_ms: number, identity: Identity, total_power_w: number, daily_kwh: number): Reading => ({
  time_ms,
  ...identity,
  meter_source: 'direct_api',
  total_power_w,
  daily_kwh: Math.round(daily_kwh * 1000) / 1000,
  grid_w: null,
  solar_w: null,
  battery_w: null,
  phase_1_w: null,
  phase_2_w: null,
  phase_3_w: null,
});

/** What the meter says at each of its ticks after start_ms and up to end_ms. `power` has not been asked for anything later. */
function read(home: SimulatedHome, identity: Identity, stretch: Stretch, power: (time_ms: number) => PowerNow): MeterReadings {
  const readings: Reading[] = [];
  const circuits: CircuitReading[] = [];
  for (let time_ms = nextTick(stretch.start_ms); time_ms <= stretch.end_ms; time_ms += CADENCE_MS) {
    // From the time alone, so that the past is told as it was told live.
    const random = createRandom(`${home.seed}|meter|${time_ms}`);
    const { house_w, circuits_w } = power(time_ms - LAG_MS + LAG_SPREAD_MS * random.between(-1, 1));
    const total = asMeasured(house_w, HOUSE_NOISE_W, random);
    if (time_ms % stretch.circuits_every_ms === 0)
      for (const [index, { circuit_id, circuit_name }] of home.circuits.entries()) {
        const power_w = Math.max(0, asMeasured(circuits_w[index] ?? 0, CIRCUIT_NOISE_W, random));
        const percentage = total > 0 ? Math.round((1000 * power_w) / total) / 10 : null;
        circuits.push({ time_ms, ...identity, circuit_id, circuit_name, power_w, percentage });
      }
    readings.push(toReading(time_ms, identity, total, power(time_ms).daily_kwh));
  }
  return { readings, circuits };
}

export function createSimulatedMeter({ id, home, clock }: { id: string; home: SimulatedHome; clock: Clock }): Meter {
  const identity: Identity = { meter_id: id, meter_type: 'simulated' };
  let heard: number | null = null;

  return {
    id,
    type: 'simulated',
    source: 'direct_api',
    describe: () => ({
      kind: 'load',
      entity_ids: [],
      reasons: [becauseOf('simulated', {})],
      derived: false,
      circuits: [...home.circuits],
    }),
    heardMs: () => heard,

    run({ onReadings, onBack, report, signal }) {
      let power = followPower(home, clock.now() - LAG_MS - LAG_SPREAD_MS);
      return followClock({
        clock,
        signal,
        nextMs: nextTick,
        onBack: (time_ms) => {
          power = followPower(home, time_ms - LAG_MS - LAG_SPREAD_MS);
          heard = time_ms;
          report('ok');
          onBack();
        },
        onPassed: (range) => {
          const said = read(home, identity, { ...range, circuits_every_ms: CADENCE_MS }, power);
          if (said.readings.length > 0) onReadings(said);
          heard = range.end_ms;
        },
      });
    },

    // eslint-disable-next-line @typescript-eslint/require-await -- it has nothing to wait for
    async *history({ start_ms, end_ms, signal }) {
      const end = Math.min(end_ms, clock.now());
      const power = followPower(home, start_ms - LAG_MS - LAG_SPREAD_MS);
      for (let from = start_ms; from < end && !signal.aborted; from += SLICE_MS) {
        const until_ms = Math.min(from + SLICE_MS, end);
        yield { ...read(home, identity, { start_ms: from, end_ms: until_ms, circuits_every_ms: PAST_CIRCUITS_MS }, power), until_ms };
      }
    },
  };
}
