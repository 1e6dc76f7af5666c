/** What Emporia's two interfaces tell of the minutes that are over: mean power of each channel, W. */
import * as v from 'valibot';
import { circuitId, MAINS, type EmporiaChannel } from './devices.ts';

/** A minute by its end, with what is known of it, by circuit_id. */
export type Minute = { end_ms: number; watts: ReadonlyMap<string, number> };

const PowerUsages = v.object({
  success: v.array(
    v.object({
      device_id: v.string(),
      circuit_id: v.union([v.string(), v.pipe(v.number(), v.transform(String))]),
      usages: v.array(
        v.object({
          interval: v.object({ end: v.string() }),
          power_watts: v.nullable(v.number()),
          partial: v.optional(v.boolean(), false),
        }),
      ),
    }),
  ),
});

/** Of the newer interface: several minutes at once, in time order. What is partial is not over yet. */
export function parsePowerUsages(answer: unknown, channels: readonly EmporiaChannel[]): Minute[] {
  const minutes = new Map<number, Map<string, number>>();
  for (const { device_id, circuit_id, usages } of v.parse(PowerUsages, answer).success) {
    const number = circuit_id === 'Mains' ? MAINS : circuit_id;
    const channel = channels.find((one) => one.serial === device_id && one.channel === number);
    if (channel === undefined) continue;
    for (const { interval, power_watts, partial } of usages) {
      if (partial || power_watts === null) continue;
      const end_ms = Date.parse(interval.end);
      minutes.set(end_ms, (minutes.get(end_ms) ?? new Map<string, number>()).set(channel.circuit_id, power_watts));
    }
  }
  return [...minutes].sort(([a], [b]) => a - b).map(([end_ms, watts]) => ({ end_ms, watts }));
}

type Usage = { channelNum: string; usage?: number | null | undefined; nestedDevices?: UsageDevice[] | null | undefined };
type UsageDevice = { deviceGid: number; channelUsages?: Usage[] | null | undefined };
const UsageDevice: v.GenericSchema<unknown, UsageDevice> = v.object({
  deviceGid: v.number(),
  channelUsages: v.optional(
    v.nullable(
      v.array(
        v.object({
          channelNum: v.string(),
          usage: v.optional(v.nullable(v.number())),
          nestedDevices: v.optional(v.nullable(v.array(v.lazy(() => UsageDevice)))),
        }),
      ),
    ),
  ),
});
const DeviceListUsages = v.object({ deviceListUsages: v.object({ instant: v.string(), devices: v.array(UsageDevice) }) });

/** kWh of a minute in W. */
const W_PER_KWH_A_MINUTE = 60_000;

/** Of the older interface: one minute, with devices that lie in channels of others. */
export function parseListUsages(answer: unknown): Minute {
  const { instant, devices } = v.parse(DeviceListUsages, answer).deviceListUsages;
  const watts = new Map<string, number>();
  const add = ({ deviceGid, channelUsages }: UsageDevice): void => {
    for (const { channelNum, usage, nestedDevices } of channelUsages ?? []) {
      if (usage != null) watts.set(circuitId(deviceGid, channelNum), usage * W_PER_KWH_A_MINUTE);
      (nestedDevices ?? []).forEach(add);
    }
  };
  devices.forEach(add);
  return { end_ms: Date.parse(instant), watts };
}
