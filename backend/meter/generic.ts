/** Any meter that tells JSON over HTTP or MQTT. */
import { isAborted, type Clock } from '../clock.ts';
import type { MeterReason } from '../contract/meter-reason.ts';
import { InvalidDataError, messageOf } from '../errors.ts';
import type { Log } from '../log.ts';
import { createDirectReadings, type DirectReadings, type Sample } from './direct-readings.ts';
import { createAskMeter } from './generic/ask-meter.ts';
import { createDayCounter } from './generic/day-counter.ts';
import { followTopic, type TopicHandlers } from './generic/follow-topic.ts';
import { withPreset } from './generic/presets.ts';
import { createPayloadReader, type PayloadReading } from './generic/read-payload.ts';
import type { GenericFields } from './generic/settings.ts';
import { becauseOf } from './because-of.ts';
import type { Meter, MeterReadings } from './meter.ts';
import { pollMeter } from './poll-meter.ts';

export type GenericMeterOptions = { id: string; settings: GenericFields; clock: Clock; log: Log };

type Handlers = Parameters<Meter['run']>[0];
type Parts = GenericMeterOptions & {
  fields: GenericFields & { url: string };
  readings: DirectReadings;
  hear: (time_ms: number) => void;
};

/** A clock that is ahead by more is wrong, ms. */
const MOST_AHEAD_MS = 60_000;

const reasonFor = ({ preset, source, url, topic }: GenericFields & { url: string }): MeterReason =>
  becauseOf('address', { host: new URL(url).host, topic: source === 'mqtt' ? (topic ?? '') : null, preset: preset ?? null });

/** Payload -> sample. Throws InvalidDataError where its clock is wrong. */
async function createToSample({ fields }: Parts): Promise<(payload: unknown, arrivedMs: number) => Promise<PayloadReading>> {
  const reader = await createPayloadReader(fields);
  const dayCounter = createDayCounter(fields.time_zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone);
  return async (payload, arrivedMs) => {
    const read = await reader.read(payload, arrivedMs);
    const aheadMs = read.time_ms - arrivedMs;
    if (aheadMs > MOST_AHEAD_MS) throw new InvalidDataError(`its clock is ${Math.round(aheadMs / 1000)} s ahead; set it right`);
    return { ...read, daily_kwh: dayCounter.add(read.time_ms, read.energy_kwh) };
  };
}

async function runHttp(parts: Parts, handlers: Handlers): Promise<void> {
  const { id, fields, readings, hear, clock, log } = parts;
  const toSample = await createToSample(parts);
  const askMeter = createAskMeter(fields);
  const ask = async (signal: AbortSignal): Promise<Sample[]> => [await toSample(await askMeter(signal), clock.now())];
  const options = { name: `Meter ${id}`, intervalMs: (fields.interval_s ?? 10) * 1000, ask, readings, onHeard: hear, clock, log };
  await pollMeter(options, handlers);
}

async function runMqtt(parts: Parts & { fields: { topic: string } }, { onReadings, onBack, report, signal }: Handlers): Promise<void> {
  const { id, fields, readings, hear, clock, log } = parts;
  const toSample = await createToSample(parts);
  const handOn = (made: MeterReadings) => {
    if (made.readings.length > 0 && !isAborted(signal)) onReadings(made);
  };
  const onFault = (message: string) => report('degraded', `Meter ${id}: ${message}`);
  const readPayload: TopicHandlers['onPayload'] = async (payload, { time_ms, retained }) => {
    try {
      const sample = await toSample(payload, time_ms);
      // What the broker kept may be of any age, where it does not say its own.
      if (retained && sample.arrived) return;
      handOn(readings.take(sample));
      report('ok');
    } catch (error) {
      onFault(messageOf(error));
    }
  };
  // One after the other, in the order in which they came: a time counts as heard when all before it is handed on.
  let last: Promise<unknown> = Promise.resolve();
  const onHeard = (time_ms: number) => void (last = last.then(() => hear(time_ms)));
  const onPayload: TopicHandlers['onPayload'] = (payload, told) => {
    last = last.then(() => readPayload(payload, told));
    onHeard(told.time_ms);
  };
  const over = new AbortController();
  const watchSilence = async () => {
    while (!isAborted(over.signal)) {
      await clock.sleep(1000, over.signal);
      handOn(readings.silentUntil(clock.now()));
    }
  };
  const back = () => {
    log.info(`Meter ${id}: follows ${fields.topic}.`);
    onBack();
    report('ok');
  };
  const following = followTopic(fields, clock, { onBack: back, onHeard, onPayload, onFault, signal });
  await Promise.all([following.finally(() => over.abort()), watchSilence()]);
}

const isMqtt = (parts: Parts): parts is Parts & { fields: { topic: string } } => parts.fields.source === 'mqtt';

/** Throws ConfigurationError where the settings do not say enough. */
export function createGenericMeter(options: GenericMeterOptions): Meter {
  const { id, settings } = options;
  const fields = withPreset(settings) as GenericFields & { url: string };
  const maxAgeMs = (fields.max_age_s ?? (fields.source === 'mqtt' ? 900 : Math.max(30, 3 * (fields.interval_s ?? 10)))) * 1000;
  const readings = createDirectReadings({ meter_id: id, meter_type: 'generic' }, maxAgeMs);
  let heard: number | null = null;
  const parts: Parts = { ...options, fields, readings, hear: (time_ms) => (heard = time_ms) };

  return {
    id,
    type: 'generic',
    source: 'direct_api',
    describe: () => ({
      kind: fields.kind ?? 'load',
      entity_ids: [],
      reasons: [reasonFor(fields)],
      derived: false,
      circuits: readings.circuits(),
    }),
    findings: () => readings.dropped(),
    // A meter that stamps by itself has told all up to its last stamp; two in one millisecond are stamped one after the other.
    heardMs: () => (fields.time === undefined && heard !== null ? Math.max(heard, readings.newestMs() ?? 0) : readings.newestMs()),
    run: (handlers) => (isMqtt(parts) ? runMqtt(parts, handlers) : runHttp(parts, handlers)),
  };
}
