/** Reads a meter a few times and prints what it says: `npm run meter -- --try`. Nothing is stored. */
import { parseArgs } from 'node:util';
import { systemClock as clock } from '../clock.ts';
import { readConfig } from '../config.ts';
import { toTimestamp } from '../contract/identity.ts';
import type { Reading } from '../contract/reading.ts';
import { ConfigurationError, messageOf } from '../errors.ts';
import { createLog } from '../log.ts';
import { createForgetfulMemory } from '../meter/meter-memory.ts';
import { describeOf, reasonOf, type Meter, type MeterReadings } from '../meter/meter.ts';
import { createMeter } from '../meter/create-meter.ts';
import { openHomeSource } from '../sources.ts';

const USAGE = `usage: npm run meter -- --try [--readings 3] [--timeout 60]
The meters are those of the configuration: the environment and wattribute.yaml, as for the backend.`;

function readArguments() {
  const { values } = parseArgs({
    options: { try: { type: 'boolean' }, readings: { type: 'string', default: '3' }, timeout: { type: 'string', default: '60' } },
  });
  const [readings, timeoutS] = [Number(values.readings), Number(values.timeout)];
  if (values.try !== true || !(readings >= 1 && readings <= 1000) || !(timeoutS >= 1 && timeoutS <= 3600))
    throw new ConfigurationError(USAGE);
  return { readings, timeoutS };
}

const print = (line: string) => void process.stdout.write(`${line}\n`);
const watts = (value: number | null) => (value === null ? 'unknown' : `${value} W`);

const partsOf = ({ grid_w, solar_w, battery_w, phase_1_w, phase_2_w, phase_3_w, daily_kwh }: Reading): string[] => [
  ...Object.entries({ grid_w, solar_w, battery_w, phase_1_w, phase_2_w, phase_3_w }).flatMap(([name, value]) =>
    value === null ? [] : [`${name.replace(/_w$/, '').replace('_', ' ')} ${watts(value)}`],
  ),
  ...(daily_kwh === null ? [] : [`${daily_kwh} kWh today`]),
];

function tell(meter: Meter, { readings, circuits }: MeterReadings): void {
  for (const reading of readings)
    print(`${meter.id}  ${toTimestamp(reading.time_ms)}  ${[watts(reading.total_power_w), ...partsOf(reading)].join(', ')}`);
  for (const circuit of circuits)
    print(`${meter.id}  ${toTimestamp(circuit.time_ms)}    ${circuit.circuit_name}: ${watts(circuit.power_w)}`);
}

/** Resolves when the meter has said enough; whether it has. */
async function tryMeter(meter: Meter, wanted: number, timeoutS: number): Promise<boolean> {
  const done = new AbortController();
  let count = 0;
  const late = clock.sleep(timeoutS * 1000, done.signal).then(() => done.abort());
  const running = meter.run({
    onReadings: (said) => {
      if (count === 0) print(`${meter.id}: ${reasonOf(describeOf(meter)) ?? ''}`);
      tell(meter, said);
      count += said.readings.length;
      if (count >= wanted) done.abort();
    },
    onBack: () => undefined,
    report: (status, message) => {
      if (message !== undefined) print(`${meter.id}: ${status}: ${message}`);
    },
    signal: done.signal,
  });
  try {
    await running;
  } finally {
    done.abort();
    await late;
  }
  if (count < wanted) print(`${meter.id}: ${count} of ${wanted} readings within ${timeoutS} s.`);
  return count >= wanted;
}

try {
  const { readings, timeoutS } = readArguments();
  const config = readConfig(process.env);
  const log = createLog({ level: 'warn', secrets: config.secrets, destination: process.stderr });
  const source = openHomeSource(config, { clock, log });
  const meters = config.meters.map((settings) =>
    createMeter({ id: settings.id, settings, source, memory: createForgetfulMemory(), pollIntervalS: config.poll_interval, clock, log }),
  );
  const tried = await Promise.all(meters.map((meter) => tryMeter(meter, readings, timeoutS)));
  process.exitCode = tried.every(Boolean) ? 0 : 1;
} catch (error) {
  process.stderr.write(`${messageOf(error)}\n`);
  process.exitCode = 1;
}
