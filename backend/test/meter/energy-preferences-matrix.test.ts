import { describe, expect, it } from 'vitest';
import { parseEnergyPreferences } from '../../home-assistant/energy-preferences.ts';
import { createEntityStates } from '../../home-assistant/entity-state.ts';
import { createRegistries } from '../../home-assistant/registries.ts';
import { findPower } from '../../meter/find-power.ts';
import { createHousePower } from '../../meter/house-power.ts';
import { entitiesOf } from '../../meter/power-plan.ts';

type State = [state: string, unit?: string, device?: string];
type Home = {
  home: string;
  sources: object[];
  states: Record<string, State>;
  /** What the house is told to draw, and what that is; a pattern: why it is refused. */
  expected: [kind: 'load' | 'net', watts: number | null] | RegExp;
};

const grid = { type: 'grid', stat_energy_from: 'sensor.in', stat_energy_to: null, cost_adjustment_day: 0 };
const old = { type: 'grid', flow_from: [{ stat_energy_from: 'sensor.in' }], flow_to: [{ stat_energy_to: 'sensor.out' }] };
const solar = { type: 'solar', stat_energy_from: 'sensor.sun_energy' };
const battery = { type: 'battery', stat_energy_from: 'sensor.discharged', stat_energy_to: 'sensor.charged' };

const homes: Home[] = [
  { home: 'a grid, new form', sources: [{ ...grid, stat_rate: 'sensor.g' }], states: { g: ['500'] }, expected: ['load', 500] },
  { home: 'a grid in kW', sources: [{ ...grid, stat_rate: 'sensor.g' }], states: { g: ['1.25', 'kW'] }, expected: ['load', 1250] },
  {
    home: 'a grid, older form',
    sources: [{ ...old, power: [{ stat_rate: 'sensor.g' }] }],
    states: { g: ['500'] },
    expected: ['load', 500],
  },
  {
    home: 'a grid turned around',
    sources: [{ ...grid, stat_rate: 'sensor.made', power_config: { stat_rate_inverted: 'sensor.g' } }],
    states: { g: ['-500'], made: ['500'] },
    expected: ['load', 500],
  },
  {
    home: 'import and export apart, with a sensor that Home Assistant made of them and that is behind',
    sources: [{ ...grid, stat_rate: 'sensor.made', power_config: { stat_rate_from: 'sensor.i', stat_rate_to: 'sensor.e' } }],
    states: { i: ['0'], e: ['700'], made: ['300'] },
    expected: ['load', -700],
  },
  {
    home: 'import and export apart, older form',
    sources: [{ ...old, power: [{ stat_rate: 'sensor.made', power_config: { stat_rate_from: 'sensor.i', stat_rate_to: 'sensor.e' } }] }],
    states: { i: ['800'], e: ['0'], made: ['0'] },
    expected: ['load', 800],
  },
  {
    home: 'three phases as three connections',
    sources: ['a', 'b', 'c'].map((id) => ({ ...grid, stat_energy_from: `sensor.${id}_energy`, stat_rate: `sensor.${id}` })),
    states: { a: ['100'], b: ['200'], c: ['-50'] },
    expected: ['load', 250],
  },
  {
    home: 'three phases, one of them away',
    sources: ['a', 'b', 'c'].map((id) => ({ ...grid, stat_energy_from: `sensor.${id}_energy`, stat_rate: `sensor.${id}` })),
    states: { a: ['100'], b: ['unavailable'], c: ['-50'] },
    expected: ['load', null],
  },
  {
    home: 'three phases on the device of the counter, no total',
    sources: [grid],
    states: {
      in: ['5', 'kWh', 'meter'],
      power_l1: ['100', 'W', 'meter'],
      power_l2: ['200', 'W', 'meter'],
      power_l3: ['300', 'W', 'meter'],
    },
    expected: ['load', 600],
  },
  {
    home: 'solar',
    sources: [
      { ...grid, stat_rate: 'sensor.g' },
      { ...solar, stat_rate: 'sensor.s' },
    ],
    states: { g: ['-1500'], s: ['2', 'kW'] },
    expected: ['load', 500],
  },
  {
    home: 'solar that takes a little at night',
    sources: [
      { ...grid, stat_rate: 'sensor.g' },
      { ...solar, stat_rate: 'sensor.s' },
    ],
    states: { g: ['300'], s: ['-4'] },
    expected: ['load', 300],
  },
  {
    home: 'solar whose power is not named but the only one on its device',
    sources: [{ ...grid, stat_rate: 'sensor.g' }, solar],
    states: { g: ['-100'], sun_energy: ['7', 'kWh', 'inverter'], sun_power: ['600', 'W', 'inverter'] },
    expected: ['load', 500],
  },
  {
    home: 'solar whose power is not known',
    sources: [{ ...grid, stat_rate: 'sensor.g' }, solar],
    states: { g: ['-900'] },
    expected: ['net', -900],
  },
  {
    home: 'two roofs, one without a power',
    sources: [
      { ...grid, stat_rate: 'sensor.g' },
      { ...solar, stat_rate: 'sensor.s' },
      { ...solar, stat_energy_from: 'sensor.other' },
    ],
    states: { g: ['-100'], s: ['900'] },
    expected: ['net', -100],
  },
  {
    home: 'solar and a battery that charges',
    sources: [
      { ...grid, stat_rate: 'sensor.g' },
      { ...solar, stat_rate: 'sensor.s' },
      { ...battery, stat_rate: 'sensor.b' },
    ],
    states: { g: ['-200'], s: ['3000'], b: ['-2000'] },
    expected: ['load', 800],
  },
  {
    home: 'a battery turned around',
    sources: [
      { ...grid, stat_rate: 'sensor.g' },
      { ...battery, power_config: { stat_rate_inverted: 'sensor.b' } },
    ],
    states: { g: ['100'], b: ['-400'] },
    expected: ['load', 500],
  },
  {
    home: 'a battery with discharge and charge apart',
    sources: [
      { ...grid, stat_rate: 'sensor.g' },
      { ...battery, power_config: { stat_rate_from: 'sensor.d', stat_rate_to: 'sensor.c' } },
    ],
    states: { g: ['1000'], d: ['0'], c: ['600'] },
    expected: ['load', 400],
  },
  {
    home: 'a battery whose power is not known',
    sources: [{ ...grid, stat_rate: 'sensor.g' }, { ...solar, stat_rate: 'sensor.s' }, battery],
    states: { g: ['50'], s: ['700'] },
    expected: ['net', 50],
  },
  {
    home: 'a meter of the whole home beside grid and solar',
    sources: [
      { ...grid, stat_rate: 'sensor.g' },
      { ...solar, stat_rate: 'sensor.s' },
      { type: 'home', stat_energy_to: 'sensor.he', stat_rate: 'sensor.h' },
    ],
    states: { g: ['-900'], s: ['1500'], h: ['610'] },
    expected: ['load', 610],
  },
  {
    home: 'gas, water and what is not known beside a grid',
    sources: [
      { type: 'gas', stat_energy_from: 'sensor.gas', stat_rate: 'sensor.gas_rate' },
      { type: 'fusion', stat_rate: 'sensor.f' },
      { ...grid, stat_rate: 'sensor.g' },
    ],
    states: { g: ['500'], gas_rate: ['2', 'm³/h'], f: ['9000'] },
    expected: ['load', 500],
  },
  {
    home: 'a grid whose power is a statistic from outside, with a sensor on the device of its counter',
    sources: [{ ...grid, stat_rate: 'tibber:power' }],
    states: { in: ['5', 'kWh', 'meter'], meter_power: ['450', 'W', 'meter'] },
    expected: ['load', 450],
  },
  {
    home: 'statistics from outside alone',
    sources: [{ ...grid, stat_energy_from: 'tibber:energy' }],
    states: {},
    expected: /nothing in Home Assistant tells/,
  },
  { home: 'a counter alone', sources: [grid], states: { in: ['5.000', 'kWh'] }, expected: ['load', null] },
  {
    home: 'counters alone, with solar',
    sources: [grid, solar],
    states: { in: ['5.000', 'kWh'], sun_energy: ['3', 'kWh'] },
    expected: ['net', null],
  },
  {
    home: 'a power that is in kWh',
    sources: [{ ...grid, stat_rate: 'sensor.g' }],
    states: { g: ['5', 'kWh'] },
    expected: /sensor.g, but it is in kWh/,
  },
  {
    home: 'a power that was removed',
    sources: [{ ...grid, stat_rate: 'sensor.gone' }],
    states: {},
    expected: /sensor.gone, but Home Assistant has no such entity/,
  },
  {
    home: 'a power without a unit',
    sources: [{ ...grid, stat_rate: 'sensor.g' }],
    states: { g: ['5', ''] },
    expected: /has no unit of measurement/,
  },
  { home: 'nothing set up', sources: [], states: { tv_power: ['80'] }, expected: /sensors of power that it has: sensor.tv_power/ },
];

function evidenceOf(states: Home['states']) {
  const known = createEntityStates();
  const attributesOf = (unit: string) => ({
    ...(unit !== '' && { unit_of_measurement: unit }),
    device_class: unit === 'kWh' ? 'energy' : 'power',
    state_class: unit === 'kWh' ? 'total_increasing' : 'measurement',
  });
  known.apply({
    a: Object.fromEntries(
      Object.entries(states).map(([id, [state, unit = 'W']]) => [`sensor.${id}`, { s: state, a: attributesOf(unit), c: 'c', lc: 1 }]),
    ),
  });
  const entities = Object.entries(states).map(([id, [, , device = null]]) => ({
    ...{ entity_id: `sensor.${id}`, platform: 'x', device_id: device, area_id: null, icon: null },
  }));
  return { states: known, registries: createRegistries({ entities, devices: [], areas: [] }), uniqueIds: new Map<string, string>() };
}

/** What the house is told to draw. */
function houseOf({ sources, states }: Home): [kind: string, watts: number | null] {
  const evidence = evidenceOf(states);
  const plan = findPower({}, parseEnergyPreferences({ energy_sources: sources }), evidence);
  const house = createHousePower(plan);
  for (const entity_id of entitiesOf(plan)) {
    const { state, attributes } = evidence.states.get(entity_id)!;
    house.put({ entity_id, state, unit: attributes['unit_of_measurement'], time_ms: 1 });
  }
  for (const { text } of plan.reasons) expect(text).toMatch(/\w\.$/);
  return [plan.kind, house.now().total_power_w];
}

describe('the load of a home, by its Energy preferences', () => {
  it.each(homes)('$home', (home) => {
    if (home.expected instanceof RegExp) expect(() => houseOf(home)).toThrow(home.expected);
    else expect(houseOf(home)).toEqual(home.expected);
  });
});
