import { createHassHost } from '../host/hass-host.ts';
import type { Host } from '../host/host.ts';
import { createOwnPower } from '../host/own-power.ts';
import { powerSensorsOf } from '../host/energy-preferences.ts';
import { sumHistories } from '../host/sum-histories.ts';
import { createLocalize, localizeInEnglish } from '../localize.ts';
import { hostIn, NOW } from './fixtures.ts';
import { fakeHass, fakeSocket, refusal } from './fake-hass.ts';
import { isEqual, isTrue } from './expect.ts';
import { translations } from './translations.ts';

const hassHost = (changes: Record<string, unknown> = {}, localize = localizeInEnglish): Host =>
  createHassHost(() => fakeHass(fakeSocket().socket, changes), localize, 'auto');

/** What every host can do. */
const hostContract = (name: string, create: () => Host) =>
  describe(name, () => {
    it('knows the name, the area and the icon of an entity', () => {
      isEqual(create().entity('switch.dryer'), { name: 'Tumble dryer', area: 'Utility room', icon: 'mdi:tumble-dryer' });
    });
    it('names an entity that it does not know by its id', () => {
      isEqual(create().entity('light.gone'), { name: 'light.gone', area: null, icon: 'mdi:lightbulb' });
      isEqual(create().entity('unheard.of').icon, 'mdi:bookmark');
    });
    it('tells times in the time zone of the home', () => isTrue(/^(14|2):36/.test(create().formats.time(NOW, NOW)), 'it is 14:36'));
    it('knows the currency', () => isEqual(create().currency, 'EUR'));
    it('has words for a state', () => isEqual(create().formatState('switch.dryer', 'idle'), 'idle'));
  });

hostContract('the host inside Home Assistant', () => hassHost());
hostContract('the host of the page', () => hostIn('en'));

describe('the profile of the user', () => {
  const locale = { language: 'en', number_format: 'language', time_format: 'language', time_zone: 'server' };
  const watts = (number_format: string) => hassHost({ locale: { ...locale, number_format } }).formats.watts(1930);

  it('decides how numbers look', () => {
    isEqual(
      ['comma_decimal', 'decimal_comma', 'none', 'quote_decimal'].map(watts).map((text) => text.replace(/['’]/, '_')),
      ['1,930\u00a0W', '1.930\u00a0W', '1930\u00a0W', '1_930\u00a0W'],
    );
  });
  it('decides how numbers within words look, and those with decimals', () => {
    const of = (number_format: string, language = 'en') => {
      const { localize, formats } = hassHost({ locale: { ...locale, language, number_format } });
      return [localize('chart.unknown', { count: 1930 }), formats.energy(0.16), formats.money(1234.5, 'EUR').replace(/\s/, ' ')];
    };
    isEqual(of('decimal_comma'), ['1.930 changes without an entity', '0,16\u00a0kWh', '1.234,50 €']);
    // Home Assistant writes them as in English, without groups.
    isEqual(of('none', 'de'), ['1930 changes without an entity', '0.16\u00a0kWh', '€1234.50']);
    isEqual(of('space_comma')[0]?.replace(/\s/, '_'), '1_930 changes without an entity');
  });
  it('has no other language among words that are English, as where a language is not translated', () => {
    const { formats } = hassHost({ locale: { ...locale, language: 'cs', time_format: '24' } });
    isEqual(formats.ago(NOW - 4 * 60_000, NOW), '4 minutes ago');
    isEqual(
      formats.list(['A', 'B']).map(({ text }) => text),
      ['A', ' and ', 'B'],
    );
    isEqual(formats.day(NOW), 'Nov 24');
    isEqual(formats.watts(1930).replace(/\s/g, ' '), '1 930 W');
    isEqual(hassHost({ locale: { ...locale, language: 'en-GB' } }).formats.day(NOW), '24 Nov');
  });
  it('decides the currency and its decimals', () => {
    const { formats } = hassHost();
    const told = ['EUR', 'USD', 'SEK', 'JPY', 'CHF'].map((currency) => formats.money(2.82, currency).replace(/\s/, ' '));
    isEqual(told, ['€2.82', '$2.82', 'SEK 2.82', '¥3', 'CHF 2.82']);
  });
  it('has dates in its language where the clock is that of the browser', () => {
    const words = createLocalize('de', translations['de']!);
    const { formats } = hassHost({ locale: { ...locale, language: 'de', time_format: 'system' } }, words);
    isEqual(formats.day(NOW), '24. Nov.');
  });
  it('decides on which clock times are told', () => {
    isEqual(hassHost({ locale: { ...locale, time_format: '24' } }).formats.time(NOW, NOW), '14:36');
    isEqual(
      hassHost({ locale: { ...locale, time_format: '12' } })
        .formats.time(NOW, NOW)
        .replace(/\s/, ' '),
      '2:36 PM',
    );
  });
  it('has words of Home Assistant for states', () => isEqual(hassHost().formatState('switch.dryer', 'heat'), 'Heating'));
});

describe('a page that goes from right to left', () => {
  before(() => (document.dir = 'rtl'));
  after(() => (document.dir = ''));

  /** Where the first and the last sign of a text stand in a line of the page. */
  const edgesOf = (text: string): [number, number] => {
    const line = document.createElement('p');
    line.textContent = text;
    document.body.append(line);
    const at = text.search(/[^\u2066\u2068]/);
    const end = text.replace(/\u2069+$/, '').length - 1;
    const leftOf = (index: number): number => {
      const range = document.createRange();
      range.setStart(line.firstChild!, index);
      range.setEnd(line.firstChild!, index + 1);
      return range.getBoundingClientRect().left;
    };
    const edges: [number, number] = [leftOf(at), leftOf(end)];
    line.remove();
    return edges;
  };
  const goesToTheRight = (text: string): boolean => {
    const [first, last] = edgesOf(text);
    return first < last;
  };

  it('leaves words and numbers in their own order', () => {
    const { localize, formats } = hassHost();
    isTrue(!goesToTheRight('584 switches'), 'without a hand the number comes last');
    for (const text of [
      localize('chart.unknown', { count: 8 }),
      localize('absent.what'),
      formats.watts(10),
      formats.energy(2),
      formats.time(NOW, 0),
    ])
      isTrue(goesToTheRight(text), `${text} goes to the right`);
    isTrue(goesToTheRight(formats.arrow('כבוי', 'דלוק')), 'the arrow points from what was to what is');
    isEqual(localize('no.such' as never), 'no.such');
  });
});

const preferences = {
  energy_sources: [{ type: 'grid', stat_rate: 'sensor.grid' }, { type: 'solar', stat_rate: 'sensor.sun' }, { type: 'gas' }],
  device_consumption: [
    { stat_consumption: 'sensor.kitchen_energy', stat_rate: 'sensor.kitchen', name: 'Kitchen' },
    { stat_consumption: 'sensor.sub_energy', included_in_stat: 'sensor.kitchen_energy' },
    { stat_consumption: 'sensor.oven_energy', stat_rate: 'sensor.oven', included_in_stat: 'sensor.sub_energy' },
  ],
};
const sensor = (state: string, unit = 'W') => ({ state, attributes: { unit_of_measurement: unit } });
const states = {
  'sensor.grid': sensor('-0.5', 'kW'),
  'sensor.sun': sensor('3000'),
  'sensor.kitchen': sensor('700'),
  'sensor.oven': sensor('unavailable'),
};

describe('the Energy settings', () => {
  it('name the sensors, in the old form too, and circuits below the nearest that is measured', () => {
    const sensors = powerSensorsOf(preferences);
    isEqual(sensors.circuits, [
      { entityId: 'sensor.kitchen', name: 'Kitchen', parent: null },
      { entityId: 'sensor.oven', name: null, parent: 'sensor.kitchen' },
    ]);
    isEqual(powerSensorsOf({ energy_sources: [{ type: 'grid', power: [{ stat_rate: 'sensor.old' }] }], device_consumption: [] }).grid, [
      'sensor.old',
    ]);
  });

  it('leave the load unknown where solar has no sensor', () => {
    isTrue(!powerSensorsOf({ energy_sources: [{ type: 'solar' }], device_consumption: [] }).isComplete, 'it is not complete');
  });
});

describe('the power that Home Assistant itself knows', () => {
  const read = async (changes: Record<string, unknown>, answer: (message: { type: string }) => unknown) => {
    const hass = fakeHass(fakeSocket(answer).socket, changes);
    const power = createOwnPower(null);
    await power.load(() => hass);
    return { home: power.read(hass, NOW), power, hass };
  };
  const answered = ({ type }: { type: string }) =>
    type === 'energy/get_prefs' ? preferences : { 'sensor.grid': [{ s: '-0.5', lu: 100 }], 'sensor.sun': [{ s: '2500', lu: 90 }] };

  it('adds up to the load, in W, with circuits', async () => {
    const { home } = await read({ states }, answered);
    const current = home?.current.value;
    isEqual([current?.total_power_w, current?.grid_w, current?.solar_w, current?.kind], [2500, -500, 3000, 'load']);
    isEqual(
      current?.circuits.map(({ circuit_name, power_w }) => [circuit_name, power_w]),
      [
        ['Kitchen', 700],
        ['sensor.oven', null],
      ],
    );
    isEqual(home?.lastHour.value?.at(-1)?.power_w, 2500);
  });

  it('is unknown, not 0, while a sensor does not know', async () => {
    const { home } = await read({ states: { ...states, 'sensor.sun': sensor('unavailable') } }, answered);
    isEqual([home?.current.value?.total_power_w, home?.current.value?.stale], [null, true]);
  });

  it('is unknown where the unit is not one of power', async () => {
    const { home } = await read({ states: { ...states, 'sensor.grid': sensor('5', 'kWh') } }, answered);
    isEqual(home?.current.value?.total_power_w, null);
  });

  it('says that there is no meter where nothing is set up', async () => {
    const { home } = await read({}, () => refusal('not_found'));
    isEqual(home?.current.value?.timestamp, null);
  });

  it('has news only when one of its sensors has', async () => {
    const { power, hass } = await read({ states }, answered);
    const other = fakeHass(hass.connection, { states: { ...states, 'light.lamp': sensor('on') } });
    const newer = fakeHass(hass.connection, { states: { ...states, 'sensor.grid': sensor('1', 'kW') } });
    isEqual([power.isNews(other), power.isNews(newer)], [false, true]);
  });

  it('sums the histories of its sensors, unknown until all have spoken', () => {
    isEqual(
      sumHistories([
        {
          history: [
            { s: '1', lu: 1 },
            { s: 'unavailable', lu: 3 },
          ],
          factor: 1000,
        },
        { history: [{ s: '500', lc: 2 }], factor: 1 },
      ]),
      [
        { time_ms: 1000, power_w: null },
        { time_ms: 2000, power_w: 1500 },
        { time_ms: 3000, power_w: null },
      ],
    );
  });
});
