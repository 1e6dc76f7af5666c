import { describe, expect, it } from 'vitest';
import { measuredDevices } from '../../insight/measured-devices.ts';

const circuit = (entity_id: string | null, parent: string | null = null, circuit_id = entity_id ?? 'c') => ({
  ...{ circuit_id, circuit_name: circuit_id, entity_id, parent },
});
const found = (circuits: ReturnType<typeof circuit>[], devices: Record<string, string>) =>
  measuredDevices(
    circuits,
    Object.keys(devices).filter((entityId) => !entityId.startsWith('sensor.')),
    (entityId) => devices[entityId] ?? null,
  ).map(({ entity_id }) => entity_id);

describe('measuredDevices', () => {
  it('knows a device by the entity that it is switched by', () => {
    expect(found([circuit('sensor.desk_power')], { 'sensor.desk_power': 'd', 'switch.workplace': 'd' })).toEqual(['switch.workplace']);
  });

  it('finds the socket of a strip by its name, and guesses none', () => {
    const strip = { 'sensor.strip_2_power': 's', 'switch.strip_1': 's', 'switch.strip_2': 's', 'light.led': 's' };
    expect(found([circuit('sensor.strip_2_power')], strip)).toEqual(['switch.strip_2']);
    expect(found([circuit('sensor.total')], { ...strip, 'sensor.total': 's' })).toEqual(['sensor.total']);
  });

  it('gives no entity to two sensors: their watts would lie under one name', () => {
    const clamps = { 'sensor.em_channel_1_power': 'e', 'sensor.em_channel_2_power': 'e', 'switch.em': 'e' };
    const circuits = [circuit('sensor.em_channel_1_power'), circuit('sensor.em_channel_2_power')];
    expect(found(circuits, clamps)).toEqual(['sensor.em_channel_1_power', 'sensor.em_channel_2_power']);
  });

  it('is a sensor where nothing else is known of it, and none of a circuit without a sensor or with parts', () => {
    const circuits = [circuit('sensor.a'), circuit(null), circuit('sensor.b', 'sensor.box'), circuit('sensor.box')];
    expect(found(circuits, { 'switch.other': 'x' })).toEqual(['sensor.a', 'sensor.b']);
  });
});
