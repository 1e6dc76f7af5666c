/** Sense's cloud: a snapshot each minute. It has no public interface; this is what its own app uses. */
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import { createCloudMeter } from './cloud-meter.ts';
import type { Sample } from './direct-readings.ts';
import type { MeterMemory } from './meter-memory.ts';
import type { Meter } from './meter.ts';
import { readFeed, TokenError, type SenseUpdate } from './sense/read-feed.ts';
import { createSenseSession } from './sense/session.ts';

export type SenseMeterOptions = {
  id: string;
  username: string;
  password: string;
  /** Of the authenticator app, for the first login. */
  mfaCode?: string | undefined;
  memory: MeterMemory;
  clock: Clock;
  log: Log;
  /** Both with a slash at their end. */
  urls?: { api: string; feed: string };
};

const URLS = { api: 'https://api.sense.com/apiservice/api/v1/', feed: 'wss://clientrt.sense.com/' };
const INTERVAL_MS = 60_000;
const TIMEOUT_MS = 20_000;
/** A snapshot holds until the one after the next. */
const MAX_AGE_MS = 180_000;

/** What Sense tells beside its devices, so that they add up. */
const PSEUDO = new Set(['always_on', 'unknown']);

const toSample = ({ w, solar_w, channels, devices, epoch }: SenseUpdate): Sample => ({
  time_ms: Math.round(epoch * 1000),
  total_power_w: w,
  solar_w,
  phases_w: channels.length > 1 ? channels.slice(0, 3) : [],
  circuits: devices
    .filter(({ id }) => !PSEUDO.has(id))
    .map(({ id, name, w: power_w }) => ({ circuit_id: id, circuit_name: name, parent: null, power_w })),
});

export function createSenseMeter({ id, username, password, mfaCode, memory, clock, log, urls = URLS }: SenseMeterOptions): Meter {
  const session = createSenseSession({ username, password, mfaCode, memory, apiUrl: urls.api, clock });

  const snapshot = async (signal: AbortSignal): Promise<SenseUpdate> => {
    const { access_token, monitor_id } = await session.login(signal);
    const url = `${urls.feed}monitors/${monitor_id}/realtimefeed?access_token=${encodeURIComponent(access_token)}`;
    return readFeed(url, TIMEOUT_MS, signal);
  };
  const ask = async (signal: AbortSignal): Promise<Sample[]> => {
    try {
      return [toSample(await snapshot(signal))];
    } catch (error) {
      if (!(error instanceof TokenError)) throw error;
      session.drop();
      return [toSample(await snapshot(signal))];
    }
  };
  return createCloudMeter({
    ...{ id, type: 'sense', intervalMs: INTERVAL_MS, maxAgeMs: MAX_AGE_MS, clock, log },
    averaging: false,
    createAsk: () => ask,
  });
}
