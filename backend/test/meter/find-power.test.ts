import { describe, expect, it } from 'vitest';
import { troubleOf } from '../../errors.ts';
import { parseEnergyPreferences } from '../../home-assistant/energy-preferences.ts';
import { createEntityStates } from '../../home-assistant/entity-state.ts';
import { createRegistries } from '../../home-assistant/registries.ts';
import { findPower } from '../../meter/find-power.ts';
import { gridOf } from '../../meter/power-sensors.ts';

const W = { device_class: 'power', state_class: 'measurement', unit_of_measurement: 'W' };
const plus = (entity_id: string) => ({ entity_id, sign: 1 });
const minus = (entity_id: string) => ({ entity_id, sign: -1 });
type Entity = { platform?: string; device?: string; unique?: string; attributes?: object };

function evidenceOf(entities: Record<string, Entity>) {
  const states = createEntityStates();
  states.apply({
    a: Object.fromEntries(Object.entries(entities).map(([id, { attributes }]) => [id, { s: '1', a: attributes ?? W, c: 'c', lc: 1 }])),
  });
  const registries = createRegistries({
    entities: Object.entries(entities).map(([entity_id, { platform = 'x', device = null }]) => ({
      entity_id,
      platform,
      device_id: device,
      area_id: null,
      icon: null,
    })),
    devices: [],
    areas: [],
  });
  return {
    states,
    registries,
    uniqueIds: new Map(Object.entries(entities).flatMap(([id, { unique }]) => (unique === undefined ? [] : [[id, unique] as const]))),
  };
}
const noPreferences = parseEnergyPreferences({});
const energyOnly = parseEnergyPreferences({ energy_sources: [{ type: 'grid', stat_energy_from: 'sensor.energy' }] });
const energy = { device: 'meter', attributes: { device_class: 'energy', unit_of_measurement: 'kWh' } };

describe('findPower', () => {
  it('lets what the user names win', () => {
    const preferences = parseEnergyPreferences({ energy_sources: [{ type: 'grid', stat_rate: 'sensor.other' }] });
    const plan = findPower({ entity: 'sensor.mine' }, preferences, evidenceOf({ 'sensor.mine': {}, 'sensor.other': {} }));
    expect(plan).toMatchObject({
      kind: 'load',
      home: [plus('sensor.mine')],
      grid: [],
      reasons: [{ code: 'chosen', values: { entity_ids: ['sensor.mine'] }, text: 'You chose sensor.mine.' }],
    });
  });

  it('is net where the user names the grid of a home with solar, and load with both', () => {
    const preferences = parseEnergyPreferences({ energy_sources: [{ type: 'solar', stat_energy_from: 'sensor.sun_energy' }] });
    const evidence = evidenceOf({ 'sensor.g': {}, 'sensor.s': {} });
    expect(findPower({ grid: 'sensor.g' }, preferences, evidence).kind).toBe('net');
    expect(findPower({ grid: 'sensor.g', solar: 'sensor.s' }, preferences, evidence)).toMatchObject({
      kind: 'load',
      solar: [plus('sensor.s')],
    });
  });

  it('takes the meter of the whole home that the Energy dashboard knows', () => {
    const preferences = parseEnergyPreferences({
      energy_sources: [
        { type: 'grid', stat_energy_from: 'sensor.energy', stat_rate: 'sensor.g' },
        { type: 'home', stat_energy_to: 'sensor.home_energy', stat_rate: 'sensor.h' },
        { type: 'solar', stat_energy_from: 'sensor.sun_energy' },
      ],
    });
    expect(findPower({}, preferences, evidenceOf({ 'sensor.g': {}, 'sensor.h': {} }))).toMatchObject({
      kind: 'load',
      home: [plus('sensor.h')],
      grid: [plus('sensor.g')],
    });
  });

  it('adds up several connections to the grid', () => {
    const preferences = parseEnergyPreferences({
      energy_sources: ['a', 'b', 'c'].map((id) => ({ type: 'grid', stat_rate: `sensor.${id}` })),
    });
    const evidence = evidenceOf({ 'sensor.a': {}, 'sensor.b': {}, 'sensor.c': {} });
    expect(findPower({}, preferences, evidence).grid).toEqual([plus('sensor.a'), plus('sensor.b'), plus('sensor.c')]);
  });

  it('looks on the device of the energy counter', () => {
    const device = { device: 'meter' };
    const evidence = evidenceOf({
      'sensor.energy': energy,
      'sensor.p_import': device,
      'sensor.p_export': device,
      'sensor.other_power': { device: 'tv' },
    });
    expect(findPower({}, energyOnly, evidence)).toMatchObject({ kind: 'load', grid: [plus('sensor.p_import'), minus('sensor.p_export')] });
  });

  it('takes the sensor of an integration that it knows', () => {
    const emporia = evidenceOf({
      'sensor.main': { platform: 'emporia_vue', unique: 'sensor.emporia_vue.instant.123-1,2,3' },
      'sensor.one': { platform: 'emporia_vue', unique: 'sensor.emporia_vue.instant.123-1' },
    });
    expect(findPower({}, noPreferences, emporia).grid).toEqual([plus('sensor.main')]);
    const sense = evidenceOf({
      'sensor.s': { platform: 'sense', unique: 'abc-active-usage' },
      'sensor.d': { platform: 'sense', unique: 'abc-d1-usage' },
    });
    expect(findPower({}, noPreferences, sense).home).toEqual([plus('sensor.s')]);
    const dsmr = evidenceOf({
      'sensor.u': { platform: 'dsmr', unique: '5_current_electricity_usage' },
      'sensor.d': { platform: 'dsmr', unique: '5_current_electricity_delivery' },
    });
    expect(findPower({}, noPreferences, dsmr).grid).toEqual([plus('sensor.u'), minus('sensor.d')]);
  });

  it('does not choose between two of a kind', () => {
    const two = { platform: 'emporia_vue' };
    const evidence = evidenceOf({
      'sensor.a': { ...two, unique: 'sensor.emporia_vue.instant.1-1,2,3' },
      'sensor.b': { ...two, unique: 'sensor.emporia_vue.instant.2-1,2,3' },
    });
    expect(() => findPower({}, noPreferences, evidence)).toThrow(/sensor.a, sensor.b/);
  });

  it('says where a sensor of the Energy dashboard is missing or no power', () => {
    const preferences = parseEnergyPreferences({ energy_sources: [{ type: 'grid', stat_rate: 'sensor.p' }] });
    expect(() => findPower({}, preferences, evidenceOf({}))).toThrow(
      /Energy dashboard names sensor.p, but Home Assistant has no such entity.*no sensor of power at all/,
    );
    expect(() => findPower({}, preferences, evidenceOf({ 'sensor.p': energy }))).toThrow(/in kWh, which is no power/);
  });

  it('tells what people can mend by a code with its values as well', () => {
    const troubleOfCall = (call: () => unknown) => {
      try {
        return call();
      } catch (error) {
        return troubleOf(error);
      }
    };
    const preferences = parseEnergyPreferences({ energy_sources: [{ type: 'grid', stat_rate: 'sensor.p' }] });
    expect(troubleOfCall(() => findPower({}, preferences, evidenceOf({ 'sensor.p': energy })))).toMatchObject({
      code: 'wrong_unit',
      values: { entity_id: 'sensor.p', unit: 'kWh', quantity: 'power', wanted: ['W', 'kW'], named_by: 'energy_dashboard' },
    });
    expect(troubleOfCall(() => findPower({}, noPreferences, evidenceOf({})))).toMatchObject({
      code: 'no_meter',
      values: { candidates: [] },
    });
  });
});

describe('gridOf', () => {
  it('is import less export', () => {
    expect(gridOf(['sensor.m_power_production', 'sensor.m_power_consumption'])).toEqual({
      terms: [plus('sensor.m_power_consumption'), minus('sensor.m_power_production')],
      phases: [],
    });
  });
  it('takes the total before its phases, and without a total their sum', () => {
    const phases = ['sensor.m_phase_a_power', 'sensor.m_phase_b_power', 'sensor.m_phase_c_power'];
    expect(gridOf([...phases, 'sensor.m_power'])?.terms).toEqual([plus('sensor.m_power')]);
    expect(gridOf(phases)).toEqual({ terms: phases.map(plus), phases: phases.map(plus) });
    expect(gridOf(['sensor.m_l1', 'sensor.m_l2', 'sensor.m_l3'])?.terms).toHaveLength(3);
  });
  it('does not guess', () => {
    expect(gridOf([])).toBeNull();
    expect(gridOf(['sensor.a', 'sensor.b'])).toBeNull();
    expect(gridOf(['sensor.m_l1', 'sensor.m_l2'])).toBeNull();
  });
});
