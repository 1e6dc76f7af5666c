import { describe, expect, it } from 'vitest';
import { parseEnergyPreferences } from '../../home-assistant/energy-preferences.ts';
import { readPrice } from '../../home-assistant/price.ts';

const grid = {
  type: 'grid',
  stat_energy_from: 'sensor.in',
  stat_energy_to: null,
  entity_energy_price: null,
  number_energy_price: null,
  cost_adjustment_day: 0,
};
const powerOf = (source: object) => parseEnergyPreferences({ energy_sources: [source] }).grid[0]?.power;
const plus = (entity_id: string) => ({ entity_id, sign: 1 });
const minus = (entity_id: string) => ({ entity_id, sign: -1 });

describe('parseEnergyPreferences', () => {
  it('reads the form of today', () => {
    const preferences = parseEnergyPreferences({
      energy_sources: [
        { ...grid, stat_energy_to: 'sensor.out', number_energy_price: 0.3, stat_rate: 'sensor.grid' },
        { type: 'solar', stat_energy_from: 'sensor.sun', stat_rate: 'sensor.sun_power', config_entry_solar_forecast: null },
        { type: 'battery', stat_energy_from: 'sensor.dis', stat_energy_to: 'sensor.cha', stat_rate: 'sensor.bat' },
        { type: 'gas', stat_energy_from: 'sensor.gas', stat_rate: 'sensor.gas_flow' },
        { type: 'of a later time', something: true, stat_rate: null },
      ],
      device_consumption: [{ stat_consumption: 'sensor.a_energy', name: 'A', included_in_stat: 'sensor.b_energy' }],
      device_consumption_water: [{ stat_consumption: 'sensor.water' }],
    });
    expect(preferences).toEqual({
      home: [],
      grid: [{ power: [plus('sensor.grid')], energyIn: ['sensor.in'], energyOut: ['sensor.out'] }],
      solar: [{ power: [plus('sensor.sun_power')], energyIn: ['sensor.sun'], energyOut: [] }],
      battery: [{ power: [plus('sensor.bat')], energyIn: ['sensor.dis'], energyOut: ['sensor.cha'] }],
      devices: [{ stat_consumption: 'sensor.a_energy', stat_rate: null, name: 'A', included_in_stat: 'sensor.b_energy' }],
      price: { number: 0.3 },
    });
  });

  it('reads the older form', () => {
    const preferences = parseEnergyPreferences({
      energy_sources: [
        {
          type: 'grid',
          flow_from: [
            { stat_energy_from: 'sensor.t1', entity_energy_price: 'sensor.price', number_energy_price: null },
            { stat_energy_from: 'sensor.t2', entity_energy_price: null, number_energy_price: null },
          ],
          flow_to: [{ stat_energy_to: 'sensor.back' }],
          power: [{ stat_rate: 'sensor.grid' }],
          cost_adjustment_day: 0,
        },
      ],
      device_consumption: [],
    });
    expect(preferences.grid).toEqual([{ power: [plus('sensor.grid')], energyIn: ['sensor.t1', 'sensor.t2'], energyOut: ['sensor.back'] }]);
    expect(preferences.price).toEqual({ entity_id: 'sensor.price' });
  });

  it('reads the originals behind the sensor that Home Assistant makes', () => {
    const made = 'sensor.energy_grid_a_b_net_power';
    expect(powerOf({ ...grid, stat_rate: made, power_config: { stat_rate_from: 'sensor.a', stat_rate_to: 'sensor.b' } })).toEqual([
      plus('sensor.a'),
      minus('sensor.b'),
    ]);
    expect(powerOf({ ...grid, stat_rate: made, power_config: { stat_rate_inverted: 'sensor.i' } })).toEqual([minus('sensor.i')]);
    expect(powerOf({ ...grid, stat_rate: 'sensor.s', power_config: { stat_rate: 'sensor.s' } })).toEqual([plus('sensor.s')]);
    expect(powerOf({ ...grid, stat_rate: 'sensor.s', power_config: null })).toEqual([plus('sensor.s')]);
    expect(powerOf({ ...grid, stat_rate: 'sensor.s', power_config: {} })).toEqual([plus('sensor.s')]);
  });

  it('knows that statistics from outside have no entity', () => {
    expect(powerOf({ ...grid, stat_rate: 'tibber:power' })).toEqual([]);
  });

  it('is empty where nothing is set up', () => {
    expect(parseEnergyPreferences({})).toEqual({ home: [], grid: [], solar: [], battery: [], devices: [], price: null });
  });
});

describe('readPrice', () => {
  const at = (state: string, unit?: string) => readPrice({ state, attributes: { unit_of_measurement: unit } });
  it('is for a kWh, whatever the entity counts in', () => {
    expect(at('0.3', 'EUR/kWh')).toBe(0.3);
    expect(at('300', 'EUR/MWh')).toBe(0.3);
    expect(at('0.3')).toBe(0.3);
  });
  it('is not known where the entity does not know it', () => {
    expect([at('unavailable', 'EUR/kWh'), at('', 'EUR/kWh'), readPrice(undefined)]).toEqual([null, null, null]);
  });
});
