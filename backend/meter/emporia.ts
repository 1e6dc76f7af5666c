/** Emporia's cloud: means of the last minute, which come a minute or two late. It has no public interface; this is what its own app uses. */
import type { Clock } from '../clock.ts';
import { toTimestamp } from '../contract/identity.ts';
import { InvalidDataError, messageOf, UnavailableError } from '../errors.ts';
import type { Log } from '../log.ts';
import { askHttp, expectSuccess, readJson, type HttpAnswer } from './ask-http.ts';
import { createCloudMeter } from './cloud-meter.ts';
import type { Sample } from './direct-readings.ts';
import { parseDevices, type EmporiaChannel } from './emporia/devices.ts';
import { createEmporiaSession } from './emporia/session.ts';
import { toSample } from './emporia/to-sample.ts';
import { parseListUsages, parsePowerUsages, type Minute } from './emporia/usages.ts';
import type { Meter } from './meter.ts';

export type EmporiaMeterOptions = {
  id: string;
  username: string;
  password: string;
  clock: Clock;
  log: Log;
  urls?: { cognito: string; power: string; legacy: string; maintenance: string };
};

const URLS: NonNullable<EmporiaMeterOptions['urls']> = {
  cognito: 'https://cognito-idp.us-east-2.amazonaws.com/',
  power: 'https://c-api.emporiaenergy.com',
  legacy: 'https://api.emporiaenergy.com',
  maintenance: 'https://s3.amazonaws.com/com.emporiaenergy.manual.ota/maintenance/maintenance.json',
};

const MINUTE_MS = 60_000;
const TIMEOUT_MS = 20_000;
/** Who asks more than 2,000 times a day is shut out: one question a minute. */
const INTERVAL_MS = MINUTE_MS;
/** Minutes may come so late; what is later is a gap. */
const LATEST_MS = 10 * MINUTE_MS;
const DEVICES_MS = 6 * 3_600_000;
/** How long the older interface is asked where the newer one does not answer. */
const LEGACY_MS = 3_600_000;

const floorMinute = (timeMs: number): number => Math.floor(timeMs / MINUTE_MS) * MINUTE_MS;

function createCloud({ username, password, clock, urls = URLS }: EmporiaMeterOptions) {
  const session = createEmporiaSession({ username, password, cognitoUrl: urls.cognito, clock });
  const get = async (url: string, header: 'authorization' | 'authtoken', signal: AbortSignal): Promise<HttpAnswer> => {
    const ask = async () => askHttp({ url, headers: { [header]: await session.token(signal) }, timeoutMs: TIMEOUT_MS, signal });
    const answer = await ask();
    if (answer.status !== 401) return answer;
    session.drop();
    return ask();
  };
  const legacy = async (path: string, signal: AbortSignal): Promise<unknown> => {
    const url = `${urls.legacy}${path}`;
    const answer = await get(url, 'authtoken', signal);
    expectSuccess(answer, url);
    return readJson(answer, url);
  };
  return {
    devices: async (signal: AbortSignal) => parseDevices(await legacy('/customers/devices', signal)),
    /** Null: the newer interface does not know these devices, or is not there. */
    async power(channels: readonly EmporiaChannel[], start_ms: number, end_ms: number, signal: AbortSignal): Promise<Minute[] | null> {
      const serials = [...new Set(channels.flatMap(({ serial }) => serial ?? []))];
      const numbers = [...new Set(channels.map(({ role, channel }) => (role === 'mains' ? 'Mains' : channel)))];
      if (serials.length === 0) return null;
      const query = new URLSearchParams({
        ...{ device_ids: serials.join(','), circuit_ids: numbers.join(',') },
        ...{ start: toTimestamp(start_ms), end: toTimestamp(end_ms), power_resolution: 'MINUTES' },
      });
      const url = `${urls.power}/v1/devices/energy-monitors/circuits/usages/power?${query.toString()}`;
      const answer = await get(url, 'authorization', signal);
      if ([400, 401, 403, 404].includes(answer.status)) return null;
      expectSuccess(answer, url);
      return parsePowerUsages(readJson(answer, url), channels);
    },
    async minute(channels: readonly EmporiaChannel[], end_ms: number, signal: AbortSignal): Promise<Minute> {
      const gids = [...new Set(channels.map(({ gid }) => gid))].join('+');
      const query = `apiMethod=getDeviceListUsages&deviceGids=${gids}&instant=${toTimestamp(end_ms)}&scale=1MIN&energyUnit=KilowattHours`;
      return parseListUsages(await legacy(`/AppAPI?${query}`, signal));
    },
    /** What the cloud says of itself, where it is down on purpose. */
    async maintenance(signal: AbortSignal): Promise<boolean> {
      const answer = await askHttp({ url: urls.maintenance, timeoutMs: TIMEOUT_MS, signal }).catch(() => null);
      return answer?.status === 200 && /"msg"\s*:\s*"down"/.test(answer.text);
    },
  };
}

/** Asks for the minutes that are missing, and keeps in mind which interface answers. */
function createMinutes(cloud: ReturnType<typeof createCloud>, { clock, log }: EmporiaMeterOptions, newestMs: () => number | null) {
  let channels: EmporiaChannel[] = [];
  let channelsMs = -Infinity;
  let legacyUntilMs = -Infinity;
  /** The minute that the older interface is asked for until it tells it. */
  let wantedMs = -Infinity;

  const readChannels = async (signal: AbortSignal) => {
    if (clock.now() - channelsMs < DEVICES_MS) return;
    try {
      channels = await cloud.devices(signal);
      channelsMs = clock.now();
    } catch (error) {
      // The list of devices fails at times for hours while powers are told: what is known goes on.
      if (channels.length === 0) throw error;
      log.warn(`Emporia does not tell its devices now: ${messageOf(error)}`);
      channelsMs = clock.now() - DEVICES_MS + LEGACY_MS;
    }
    if (!channels.some(({ role }) => role === 'mains'))
      throw new InvalidDataError('the Emporia account has no device that measures the mains');
  };
  const minutes = async (signal: AbortSignal): Promise<Minute[]> => {
    const now = floorMinute(clock.now());
    const from = Math.max(newestMs() ?? -Infinity, now - LATEST_MS);
    if (clock.now() >= legacyUntilMs) {
      const found = await cloud.power(channels, from, now, signal);
      if (found !== null) return found;
      log.info("Emporia's newer interface does not answer for this account; the older one is asked.");
      legacyUntilMs = clock.now() + LEGACY_MS;
    }
    // What does not come in ten minutes does not come.
    if (wantedMs < from) wantedMs = Math.max(from + MINUTE_MS, now - MINUTE_MS);
    return wantedMs > now ? [] : [await cloud.minute(channels, wantedMs, signal)];
  };
  return async (signal: AbortSignal): Promise<Sample[]> => {
    await readChannels(signal);
    const samples = (await minutes(signal)).flatMap((minute) => toSample(minute, channels) ?? []);
    wantedMs = Math.max(wantedMs, ...samples.map(({ time_ms }) => time_ms + MINUTE_MS));
    return samples;
  };
}

export function createEmporiaMeter(options: EmporiaMeterOptions): Meter {
  const { id, clock, log } = options;
  const cloud = createCloud(options);
  return createCloudMeter({
    ...{ id, type: 'emporia', intervalMs: INTERVAL_MS, maxAgeMs: LATEST_MS, clock, log },
    averaging: true,
    createAsk(newestMs) {
      const minutes = createMinutes(cloud, options, newestMs);
      return async (signal) => {
        try {
          return await minutes(signal);
        } catch (error) {
          if (error instanceof UnavailableError && (await cloud.maintenance(signal)))
            throw new UnavailableError('Emporia is down for maintenance', { cause: error });
          throw error;
        }
      };
    },
  });
}
