/** Finds the circuits: those that the user names, else the devices of the Energy dashboard that have a power sensor. */
import type { EnergyPreferences } from '../home-assistant/energy-preferences.ts';
import type { MeterCircuit } from './meter.ts';
import type { MeterConfiguration } from './power-plan.ts';
import { siblingsOf, type Evidence } from './power-sensors.ts';

type Device = EnergyPreferences['devices'][number];

/** What is part of itself by way of others is part of nothing. */
function withoutCircles(circuits: readonly MeterCircuit[]): MeterCircuit[] {
  const byId = new Map(circuits.map((circuit) => [circuit.circuit_id, circuit]));
  const above = (circuit: MeterCircuit | undefined) => byId.get(circuit?.parent ?? '');
  const isInCircle = (circuit: MeterCircuit) => {
    const seen = new Set<MeterCircuit>();
    for (let next = above(circuit); next !== undefined && !seen.has(next); next = above(next)) seen.add(next);
    return seen.has(circuit);
  };
  return circuits.map((circuit) => (isInCircle(circuit) ? { ...circuit, parent: null } : circuit));
}

function fromConfiguration(circuits: NonNullable<MeterConfiguration['circuits']>): MeterCircuit[] {
  return circuits.map((circuit) => ({
    circuit_id: circuit.entity,
    circuit_name: circuit.name,
    entity_id: circuit.entity,
    parent: circuits.find(({ name, entity }) => circuit.parent === entity || circuit.parent === name)?.entity ?? null,
  }));
}

/** The power sensor of a device: what the user named, else the only one on the device whose energy is counted. */
function powerOf({ stat_rate: rate, stat_consumption: energy }: Device, evidence: Evidence): string | null {
  if (rate !== null) return rate.includes(':') ? null : rate;
  const [only, ...more] = siblingsOf(energy, evidence);
  return only !== undefined && more.length === 0 ? only : null;
}

/** The nearest device above that has a power sensor. */
function parentOf(device: Device, byEnergy: ReadonlyMap<string, Device>, power: ReadonlyMap<Device, string>): string | null {
  const seen = new Set([device]);
  for (let above = byEnergy.get(device.included_in_stat ?? ''); above !== undefined && !seen.has(above);) {
    const sensor = power.get(above);
    if (sensor !== undefined) return sensor;
    seen.add(above);
    above = byEnergy.get(above.included_in_stat ?? '');
  }
  return null;
}

function friendlyName(entityId: string, { states }: Evidence): string {
  const name = states.get(entityId)?.attributes['friendly_name'];
  return typeof name === 'string' && name !== '' ? name : entityId;
}

/** A sensor is one circuit at most, and none where it is the meter itself. */
export function findCircuits(
  configuration: MeterConfiguration,
  { devices }: EnergyPreferences,
  evidence: Evidence,
  ofMeter: readonly string[],
): MeterCircuit[] {
  if (configuration.circuits !== undefined) return withoutCircles(fromConfiguration(configuration.circuits));
  const taken = new Set(ofMeter);
  const power = new Map<Device, string>();
  for (const device of devices) {
    const sensor = powerOf(device, evidence);
    if (sensor === null || taken.has(sensor)) continue;
    taken.add(sensor);
    power.set(device, sensor);
  }
  const byEnergy = new Map(devices.map((device) => [device.stat_consumption, device]));
  const found = [...power].map(([device, sensor]) => ({
    circuit_id: sensor,
    circuit_name: device.name ?? friendlyName(sensor, evidence),
    entity_id: sensor,
    parent: parentOf(device, byEnergy, power),
  }));
  return withoutCircles(found);
}
