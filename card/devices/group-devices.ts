/** The devices as they are listed: those with watts by cost, below them the groups of what is not known yet, or never. */
import type { Device, Verdict } from '../../backend/contract/device.ts';

export type Period = 'today' | 'week';
export type GroupName = Exclude<Verdict, 'measured' | 'learned'>;
export type DeviceGroups = { known: Device[]; groups: { name: GroupName; devices: Device[] }[] };

const groupNames: readonly GroupName[] = ['learning', 'no_effect', 'too_small'];

const isKnown = ({ verdict }: Device): boolean => verdict === 'measured' || verdict === 'learned';

/** What it cost; what it used where there is no price; below 0 where neither is known. */
export const weightOf = ({ cost, energy_kwh }: Device, period: Period): number => cost?.[period] ?? energy_kwh?.[period] ?? -1;

export function groupDevices(devices: readonly Device[], period: Period): DeviceGroups {
  const byWeight = (a: Device, b: Device) => weightOf(b, period) - weightOf(a, period) || (b.on_power_w ?? 0) - (a.on_power_w ?? 0);
  const bySwitches = (a: Device, b: Device) => b.switches - a.switches || a.entity_id.localeCompare(b.entity_id);
  const groups = groupNames.map((name) => ({ name, devices: devices.filter(({ verdict }) => verdict === name).sort(bySwitches) }));
  return { known: devices.filter(isKnown).sort(byWeight), groups: groups.filter((group) => group.devices.length > 0) };
}
