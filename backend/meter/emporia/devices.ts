/** The devices of an Emporia account, and what each of their channels is. */
import * as v from 'valibot';

const Channel = v.object({
  channelNum: v.string(),
  name: v.optional(v.nullable(v.string()), null),
  type: v.optional(v.nullable(v.string()), null),
  channelTypeGid: v.optional(v.nullable(v.number()), null),
  parentChannelNum: v.optional(v.nullable(v.string()), null),
});
type Channel = v.InferOutput<typeof Channel>;
type Device = {
  deviceGid: number;
  manufacturerDeviceId?: string | null | undefined;
  parentDeviceGid?: number | null | undefined;
  parentChannelNum?: string | null | undefined;
  locationProperties?: { deviceName?: string | null | undefined } | null | undefined;
  devices?: Device[] | null | undefined;
  channels?: Channel[] | null | undefined;
};
const text = v.optional(v.nullable(v.string()));
const Device: v.GenericSchema<unknown, Device> = v.object({
  deviceGid: v.number(),
  manufacturerDeviceId: text,
  parentDeviceGid: v.optional(v.nullable(v.number())),
  parentChannelNum: text,
  locationProperties: v.optional(v.nullable(v.object({ deviceName: text }))),
  devices: v.optional(v.nullable(v.array(v.lazy(() => Device)))),
  channels: v.optional(v.nullable(v.array(Channel))),
});
const Customer = v.object({ devices: v.array(Device) });

/** How a channel of a solar inverter is marked. */
const SOLAR_TYPE = 13;
export const MAINS = '1,2,3';
/** What the cloud works out itself from the others. */
const COMPUTED = new Set(['Balance', 'TotalUsage', 'MainsFromGrid', 'MainsToGrid']);

export type EmporiaChannel = {
  circuit_id: string;
  circuit_name: string;
  parent: string | null;
  gid: number;
  serial: string | null;
  channel: string;
  role: 'mains' | 'circuit' | 'solar';
  /** Whether power below 0 means something: others are told without a sign. */
  isSigned: boolean;
};

export const circuitId = (gid: number, channel: string): string => `${gid}-${channel}`;

const isMains = ({ channelNum }: Channel): boolean => channelNum === MAINS || channelNum === 'Mains';

/** A device may be told twice, with some of its channels each time. */
function merge(devices: readonly Device[]): Device[] {
  const flat = devices.flatMap(function withNested(device): Device[] {
    const nested = (device.devices ?? []).map((one) => ({ ...one, parentDeviceGid: one.parentDeviceGid ?? device.deviceGid }));
    return [device, ...nested.flatMap(withNested)];
  });
  const byGid = Map.groupBy(flat, ({ deviceGid }) => deviceGid);
  return [...byGid.values()].map((same) => {
    const channels = new Map(same.flatMap((one) => one.channels ?? []).map((channel) => [channel.channelNum, channel]));
    return Object.assign({}, ...same.toReversed(), { channels: [...channels.values()] }) as Device;
  });
}

const isSolar = ({ channelTypeGid, type }: Channel): boolean => channelTypeGid === SOLAR_TYPE || /solar/i.test(type ?? '');

/** The mains of a device that lies in a circuit of another are a circuit of that one. */
const aboveDevice = ({ parentDeviceGid, parentChannelNum }: Device): string | null =>
  parentDeviceGid == null || parentChannelNum == null ? null : circuitId(parentDeviceGid, parentChannelNum);

const nameOf = (device: Device): string => device.locationProperties?.deviceName ?? `Emporia ${device.deviceGid}`;

function toMains(device: Device): EmporiaChannel {
  const { deviceGid: gid, parentDeviceGid, manufacturerDeviceId: serial = null } = device;
  const circuit = { circuit_id: circuitId(gid, MAINS), circuit_name: nameOf(device), parent: aboveDevice(device) };
  return { ...circuit, gid, serial, channel: MAINS, role: parentDeviceGid == null ? 'mains' : 'circuit', isSigned: true };
}

function toCircuit(device: Device, channel: Channel): EmporiaChannel {
  const { deviceGid: gid, parentDeviceGid, manufacturerDeviceId: serial = null } = device;
  const { channelNum, name, parentChannelNum, type } = channel;
  const whole = parentDeviceGid == null ? null : circuitId(gid, MAINS);
  return {
    circuit_id: circuitId(gid, channelNum),
    circuit_name: name ?? `${nameOf(device)} ${channelNum}`,
    parent: parentChannelNum === null ? whole : circuitId(gid, parentChannelNum),
    ...{ gid, serial, channel: channelNum },
    role: isSolar(channel) ? 'solar' : 'circuit',
    isSigned: isSolar(channel) || /bidirectional/i.test(type ?? ''),
  };
}

/** The mains of devices in no other, their circuits, and those of the devices within. Throws a ValiError. */
export const parseDevices = (answer: unknown): EmporiaChannel[] =>
  merge(v.parse(Customer, answer).devices).flatMap((device) =>
    (device.channels ?? [])
      .filter(({ channelNum }) => !COMPUTED.has(channelNum))
      .map((channel) => (isMains(channel) ? toMains(device) : toCircuit(device, channel))),
  );
