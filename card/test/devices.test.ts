import { html } from 'lit';
import '../devices/wattribute-devices.ts';
import type { WattributeDevices } from '../devices/wattribute-devices.ts';
import type { QualityFinding } from '../../backend/contract/data-quality.ts';
import type { Device } from '../../backend/contract/device.ts';
import type { MeterProfile } from '../../backend/contract/meter-profile.ts';
import type { MeterReason } from '../../backend/contract/meter-reason.ts';
import { groupDevices } from '../devices/group-devices.ts';
import type { HomeState } from '../controllers/home-state.ts';
import { at, configWith, device, homeWith, hostIn, meter, NOW } from './fixtures.ts';
import { contains, isEqual, isTrue, lacks } from './expect.ts';
import { find, findAll, settle, show, textOf } from './show.ts';

const known = (devices: Device[], price: number | null = 0.3): Partial<HomeState> => ({
  devices: { status: 'ready', value: { devices, currency: 'EUR', price } },
});
const freezer = device({
  entity_id: 'sensor.freezer',
  verdict: 'measured',
  on_power_w: 82,
  interval_w: null,
  energy_kwh: { today: 0.9, week: 6.1 },
  cost: { today: 0.27, week: 1.83 },
});

const showDevices = (changes: Partial<HomeState> = {}, { width = 360, host = hostIn('en'), openable = true } = {}) =>
  show<WattributeDevices>(
    html`<wattribute-devices
      .host=${host}
      .config=${configWith()}
      .home=${homeWith(changes)}
      .now=${NOW}
      ?openable=${openable}
    ></wattribute-devices>`,
    width,
  );

const rowsOf = (panel: Element) => findAll(panel, '.devices .device');
const press = async (panel: WattributeDevices, word: string) => {
  findAll(panel, 'button')
    .find((button) => textOf(button).startsWith(word))!
    .click();
  await settle(panel);
};

describe('the panel Devices', () => {
  beforeEach(() => localStorage.clear());

  it('tells watts with their interval, the evidence, and what each device cost', async () => {
    const text = textOf(rowsOf(await showDevices())[0]!);
    for (const part of ['Tumble dryer', '1,930 W ± 38', '24 switches', '€2.82', '9.40 kWh']) contains(text, part);
  });

  it('names the columns of a wide card to who does not see their heads', async () => {
    const text = textOf(rowsOf(await showDevices({}, { width: 1080 })).at(-1)!);
    for (const part of ['Standby 2 W', 'Today €0.05 0.16 kWh', '7 days €2.82 9.40 kWh']) contains(text, part);
  });

  it('orders measured and learned ones together, by the cost of the period', async () => {
    const panel = await showDevices(known([freezer, device()]));
    const names = () => rowsOf(panel).map((row) => textOf(row.querySelector('.name')!));
    isEqual(names(), ['Tumble dryer', 'sensor.freezer']);
    await press(panel, 'Today');
    isEqual(names(), ['sensor.freezer', 'Tumble dryer']);
    contains(textOf(rowsOf(panel)[0]!), '82 W · measured');
  });

  it('has columns on a wide card, and both periods', async () => {
    const panel = await showDevices({}, { width: 1080 });
    const text = textOf(rowsOf(panel)[0]!);
    for (const part of ['Utility room', '2 W', '€0.05', '€2.82']) contains(text, part);
    isTrue(find(panel, '.head').getClientRects().length > 0, 'the columns have heads');
    isTrue(find(panel, '.bar').getClientRects().length > 0, 'the cost has a bar');
    isTrue(find(await showDevices(), '.head').getClientRects().length === 0, 'a narrow card has none');
  });

  it('says that a device draws more than it did', async () => {
    const panel = await showDevices(known([device({ drift: { from_w: 690, since: at(30 * 24 * 60) } })]));
    contains(textOf(find(panel, '.drift')), 'was 690 W 30 days ago');
  });

  it('names energy alone where there is no price', async () => {
    const panel = await showDevices(known([device({ cost: null })], null));
    contains(textOf(panel), 'No price in your Energy settings: energy only.');
    contains(textOf(rowsOf(panel)[0]!), '9.40 kWh');
    lacks(textOf(panel), '€');
  });

  it('says that nothing is learned yet', async () => {
    contains(textOf(await showDevices(known([]))), 'Nothing learned yet. Devices appear after a few switches');
  });

  it('shows what is still learned, and how far it is', async () => {
    const fan = device({
      entity_id: 'fan.bath',
      verdict: 'learning',
      on_power_w: 27.5,
      interval_w: 12.5,
      switches: 8,
      switches_needed: 12,
    });
    const panel = await showDevices(known([fan]));
    contains(textOf(panel), 'Still learning 1');
    contains(textOf(panel), 'between 15 and 40 W so far needs 12 more switches with this meter');
    const bar = find(panel, '[role=progressbar]');
    isEqual([bar.getAttribute('aria-valuenow'), bar.getAttribute('aria-valuemax')], ['8', '20']);
  });

  it('says why devices have no measurable effect', async () => {
    const of = (entity_id: string, changes: Partial<Device>) =>
      device({
        entity_id,
        verdict: 'no_effect',
        on_power_w: null,
        interval_w: null,
        switches: 41,
        cost: null,
        energy_kwh: null,
        ...changes,
      });
    const panel = await showDevices(
      known([
        of('switch.guest', {}),
        of('light.all', { group: ['light.lamp'], correction_id: 'c1' }),
        of('light.shelf', { drift: { from_w: 12, since: at(5 * 24 * 60) } }),
      ]),
    );
    for (const part of [
      'switched 41 times, no change seen',
      'a group: its members are counted one by one',
      'usually 12 W, none since Nov 19',
    ])
      contains(textOf(panel), part);
  });

  it('keeps long groups closed until they are opened', async () => {
    const many = Array.from({ length: 9 }, (_, i) => device({ entity_id: `light.l${i}`, verdict: 'no_effect', on_power_w: null }));
    const panel = await showDevices(known(many));
    lacks(textOf(panel), 'no change seen');
    isEqual(find(panel, '.group').getAttribute('aria-expanded'), 'false');
    await press(panel, 'No measurable effect');
    isEqual(findAll(panel, '.member').length, 9);
  });

  it('names what this meter cannot see', async () => {
    const panel = await showDevices(known([device({ entity_id: 'light.led', verdict: 'too_small', on_power_w: null })]));
    contains(textOf(panel), 'Cannot be seen with this meter 1');
    contains(textOf(panel), 'below 15 W');
  });

  it('explains a slow meter until that is dismissed', async () => {
    const slow = meter({ cadence_s: 60, averaging: true, smallest_step_w: 150, switches_needed: [{ power_w: 40, switches: 20 }] });
    const panel = await showDevices({ meter: { status: 'ready', value: slow } });
    for (const part of ['This meter averages 60 s', 'Loads under 40 W need about 20 switches', 'Single changes under 150 W are not shown'])
      contains(textOf(panel), part);
    await press(panel, 'Got it');
    lacks(textOf(panel), 'averages');
    lacks(textOf(await showDevices({ meter: { status: 'ready', value: slow } })), 'averages');
  });

  it('shows all when asked', async () => {
    const many = Array.from({ length: 21 }, (_, i) => device({ entity_id: `switch.s${i}` }));
    const panel = await showDevices(known(many));
    isEqual(rowsOf(panel).length, 8);
    await press(panel, 'Show all 21');
    isEqual(rowsOf(panel).length, 21);
  });

  it('opens a device by its row, which is a button', async () => {
    const panel = await showDevices();
    const opened: unknown[] = [];
    panel.addEventListener('device-opened', (event) => opened.push((event as CustomEvent).detail));
    rowsOf(panel)[0]!.click();
    isEqual([rowsOf(panel)[0]!.localName, opened], ['button', ['switch.dryer']]);
    isEqual(rowsOf(await showDevices({}, { openable: false }))[0]!.localName, 'div');
  });

  it('marks what is on', async () => {
    const countOn = async (state: string, action: string | null) => {
      const host = { ...hostIn('en'), stateOf: () => ({ state, action, sinceMs: null }) };
      return findAll(await showDevices({}, { host }), '.circle.on').length;
    };
    isEqual([await countOn('on', null), await countOn('heat', 'heating')], [1, 1]);
    isEqual(
      [await countOn('off', null), await countOn('heat', 'idle'), await countOn('cool', 'off'), await countOn('open', null)],
      [0, 0, 0, 0],
    );
    isEqual(findAll(await showDevices(), '.circle.on').length, 0);
  });

  const showMeter = async (changes: Partial<MeterProfile>, host = hostIn('en')) =>
    findAll(await showDevices({ meter: { status: 'ready', value: meter(changes) } }, { host }), '.meter')[0];
  const nothingLearned = { cadence_s: null, lag_s: null, smallest_step_w: null } as const;

  it('says which meter was taken and why, and counts what it told that cannot be true', async () => {
    const quality: QualityFinding[] = [
      { kind: 'false_zero', count: 3, last: at(22) },
      { kind: 'stuck', count: 0, last: null },
      { kind: 'late', count: 2, last: null },
    ];
    const reasons: MeterReason[] = [
      { code: 'grid', values: { entity_ids: ['sensor.import', 'sensor.export'] }, text: 'As the backend says it.' },
      { code: 'parts', values: { entity_ids: ['sensor.sun'] }, text: 'As the backend says it.' },
    ];
    const panel = (await showMeter({ ...nothingLearned, reasons, quality }))!;
    isEqual(
      textOf(panel.querySelector('p')!),
      'The Energy dashboard takes the power of the grid from sensor.import and sensor.export. sensor.sun counts with it.',
    );
    isEqual(
      textOf((await showMeter({ ...nothingLearned, reasons }, hostIn('pl')))!.querySelector('p')!),
      'Panel energii bierze moc sieci z sensor.import i sensor.export. Liczy się też sensor.sun.',
    );
    isEqual(findAll(panel, 'li').map(textOf), [
      '3 × 0 W between usual readings, last at 2:14 PM',
      '2 × a reading older than the one before',
    ]);
    isEqual(await showMeter(nothingLearned), undefined);
  });

  it('says what was learned of the meter, in the words of the reader', async () => {
    const sizes = [
      { power_w: 5, switches: 16 },
      { power_w: 10, switches: 4 },
    ];
    const quick = { cadence_s: 10.2, lag_s: 4.27, smallest_step_w: 8.9, switches_needed: sizes };
    isEqual(
      textOf((await showMeter(quick))!.querySelector('p')!),
      'It reports about every 10 s. It shows a change about 4.3 s late. It sees changes from 9 W on in one switch. ' +
        'Smaller loads need repeats: 5 W about 16 switches.',
    );
    isEqual(
      textOf((await showMeter(quick, hostIn('de')))!.querySelector('p')!),
      'Er meldet sich etwa alle 10 s. Eine Änderung zeigt er etwa 4,3 s später. Änderungen ab 9 W sieht er bei einem einzigen Schaltvorgang. ' +
        'Kleinere Verbraucher brauchen Wiederholungen: 5 W etwa 16 Schaltvorgänge.',
    );
    const mean = { ...nothingLearned, cadence_s: 61.7, lag_s: 0.2, averaging: true };
    isEqual(textOf((await showMeter(mean))!.querySelector('p')!), 'It reports the mean of about 62 s. It shows a change at once.');
    // Nothing that it names is smaller than what one switch shows.
    const fine = { ...quick, smallest_step_w: 5 };
    lacks(textOf((await showMeter(fine))!.querySelector('p')!), 'repeats');
  });

  it('fails alone', async () => {
    const failure = { code: 'unavailable', message: 'store is busy', status: 503 };
    contains(textOf(await showDevices({ devices: { status: 'failed', value: null, failure } })), 'Devices could not be loaded');
  });

  it('speaks German', async () => {
    const text = textOf(await showDevices({}, { host: hostIn('de') }));
    for (const part of ['Geräte', '7 Tage', '24 Schaltvorgänge', '0,30 € je kWh'])
      contains(text, part.replace(' €', '\u00a0€').replaceAll('\u00a0', ' '));
  });
});

describe('the order of devices', () => {
  it('goes by energy where a cost is not known', () => {
    const less = device({ entity_id: 'a.a', cost: null, energy_kwh: { today: 1, week: 2 } });
    const more = device({ entity_id: 'b.b', cost: null, energy_kwh: { today: 0, week: 3 } });
    isEqual(
      groupDevices([less, more], 'week').known.map(({ entity_id }) => entity_id),
      ['b.b', 'a.a'],
    );
  });
});
