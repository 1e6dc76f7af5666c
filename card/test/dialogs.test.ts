import { html } from 'lit';
import type { Unexplained } from '../../backend/contract/unexplained.ts';
import { RequestFailedError } from '../client/request-failed-error.ts';
import '../dialogs/wattribute-device-dialog.ts';
import type { WattributeDeviceDialog } from '../dialogs/wattribute-device-dialog.ts';
import '../dialogs/wattribute-ledger-dialog.ts';
import type { WattributeLedgerDialog } from '../dialogs/wattribute-ledger-dialog.ts';
import { fitLevels, withFull } from '../dialogs/fit-levels.ts';
import { roundNumbers, stackSteps } from '../dialogs/stack-steps.ts';
import { at, correction, deviceDetail, fakeClient, hostIn, NOW, pattern } from './fixtures.ts';
import { contains, isEqual, isTrue, lacks } from './expect.ts';
import { find, findAll, settle, show, textOf, until } from './show.ts';

const admin = hostIn('en');
const reader = { ...admin, isAdmin: false };

const showDevice = async (fake: ReturnType<typeof fakeClient>, host = admin) => {
  const dialog = await show<WattributeDeviceDialog>(
    html`<wattribute-device-dialog
      .client=${fake.client}
      .host=${host}
      .entityId=${'switch.dryer'}
      .currency=${'EUR'}
      .price=${0.3}
    ></wattribute-device-dialog>`,
  );
  await until(() => fake.asked.includes('device'));
  await settle(dialog);
  return dialog;
};
const button = (element: Element, word: string) => findAll(element, 'button').find((one) => textOf(one) === word)!;
const press = async (element: Element, word: string) => {
  button(element, word).click();
  await settle(element);
  await settle(element);
};
const bodiesOf = ({ calls }: ReturnType<typeof fakeClient>) =>
  calls.filter(({ name }) => name === 'correct').map(({ call }) => (call as { body: unknown }).body);

describe('the dialog of a device', () => {
  it('tells its figures', async () => {
    const text = textOf(await showDevice(fakeClient({ device: deviceDetail() })));
    for (const part of [
      'Tumble dryer',
      'Utility room',
      '1,930 W ± 38',
      '24 switches',
      'Today €0.05 0.16 kWh',
      '7 days €2.82',
      '2 W €5.26 a year',
    ])
      contains(text, part);
  });

  it('draws each switch, the days, the hours and the weeks, with words for those who do not see them', async () => {
    const dialog = await showDevice(fakeClient({ device: deviceDetail() }));
    const labels = findAll(dialog, '[role=img]').map((chart) => chart.getAttribute('aria-label')!.replaceAll('\u00a0', ' '));
    isEqual(labels, [
      'Size of 4 steps on and 2 steps off. Most lie between 1,892 and 1,968 W.',
      'Energy per day in the last 4 days, at most 2.10 kWh',
      'Mean time on by hour of day, at most 21 min',
      'On-power by week: steady, now 1,930 W',
    ]);
    isEqual([findAll(dialog, '.on').length, findAll(dialog, '.off').length], [4, 2]);
    contains(textOf(dialog), 'One step was shared or doubtful and counts less.');
    contains(textOf(dialog), 'at most 2.10 kWh, €0.63');
  });

  it('draws watts by level, names modes and what changed with it', async () => {
    const estimate = { interval_w: 2, count: 5 };
    const levels = [40, 100].map((level) => ({ level, power_w: level * 0.6, ...estimate }));
    const dialog = await showDevice(fakeClient({ device: deviceDetail({ levels, modes: [{ mode: 'heat', power_w: 780, ...estimate }] }) }));
    contains(textOf(dialog), 'at most 60 W');
    contains(find(dialog, 'wattribute-levels').shadowRoot!.querySelector('path')!.getAttribute('d')!, 'M0 100');
    for (const part of ['Watts by level', 'heat 5 switches 780 W ± 2', 'Changed together with', 'Floor lamp 3 times'])
      contains(textOf(dialog), part);
  });

  it('leaves out what is not known', async () => {
    const nothing = { steps: null, energy_by_day: null, minutes_by_hour: null, on_power_by_week: null, seen_with: null };
    isEqual(findAll(await showDevice(fakeClient({ device: deviceDetail(nothing) })), '[role=img]').length, 0);
  });

  it('says in words why it could not be loaded', async () => {
    const error = new RequestFailedError('unavailable', 'The store is busy.', { status: 503 });
    contains(textOf(await showDevice(fakeClient({ device: error }))), 'This device could not be loaded The store is busy.');
  });

  it('is closed by Escape, by its button and beside it', async () => {
    const dialog = await showDevice(fakeClient({ device: deviceDetail() }));
    let closed = 0;
    find(dialog, 'wattribute-dialog').addEventListener('dialog-closed', () => (closed += 1));
    isTrue(find(dialog, 'dialog').matches(':modal'), 'all else is out of reach');
    find(dialog, '[aria-label=Close]').click();
    await until(() => closed === 1);
  });

  it('tells administrators alone how to correct it', async () => {
    const items = async (host: typeof admin) =>
      findAll(await showDevice(fakeClient({ device: deviceDetail() }), host), '[role=menuitem]').map(textOf);
    isEqual(await items(admin), ['It draws nothing', 'Enter its power', 'It is a group', 'Forget what was learned']);
    isEqual(await items({ ...reader, showMoreInfo: () => undefined }), ['Show in Home Assistant']);
  });

  it('says on which circuit and phase it probably sits, and is told so', async () => {
    const seen = { circuit_id: 'utility', circuit_name: 'Utility room', count: 12, confidence: 0.974, correction_id: null };
    const placed = deviceDetail({ circuit: seen, phase: { ...seen, circuit_id: 'phase_2', confidence: 1, correction_id: 'c7' } });
    const fake = fakeClient({ device: placed, correct: correction({ kind: 'place' }), takeBack: correction({ kind: 'place' }) });
    const dialog = await showDevice(fake);
    contains(textOf(dialog), 'Utility room shows 12 of its switches as well: it probably sits there (97 %).');
    contains(textOf(dialog), 'It sits on Phase 2, as a user said.');
    await press(dialog, 'It sits there');
    isEqual(bodiesOf(fake), [{ kind: 'place', entity_id: 'switch.dryer', circuit_id: 'utility' }]);
    contains(textOf(dialog), 'Noted. It sits there.');
    await press(dialog, 'Take back');
    isEqual(fake.calls.at(-1), { name: 'takeBack', call: { parameters: { id: 'c7' } } });
    const forReaders = await showDevice(fakeClient({ device: placed }), reader);
    isEqual(
      findAll(forReaders, '.place').map((notice) => notice.shadowRoot?.querySelector('button') ?? null),
      [null, null],
    );
  });

  it('is told that it draws nothing, and that is undone', async () => {
    const fake = fakeClient({
      device: deviceDetail(),
      correct: correction({ kind: 'no_load' }),
      takeBack: correction({ kind: 'no_load' }),
    });
    const dialog = await showDevice(fake);
    let told = 0;
    dialog.addEventListener('corrected', () => (told += 1));
    await press(dialog, 'It draws nothing');
    isEqual(bodiesOf(fake), [{ kind: 'no_load', entity_id: 'switch.dryer' }]);
    contains(textOf(dialog), 'Noted. It counts as drawing nothing.');
    await press(dialog, 'Undo');
    isEqual(fake.calls.at(-1), { name: 'takeBack', call: { parameters: { id: 'c1' } } });
    contains(textOf(dialog), 'Taken back.');
    isEqual(told, 2);
  });

  it('takes an entered power', async () => {
    const fake = fakeClient({ device: deviceDetail(), correct: correction({ kind: 'power', power_w: 2000 }) });
    const dialog = await showDevice(fake);
    await press(dialog, 'Enter its power');
    const field = find(dialog, '[name=power]') as HTMLInputElement;
    isEqual(field.value, '1930');
    field.value = '2000';
    await press(dialog, 'Save');
    isEqual(bodiesOf(fake), [{ kind: 'power', entity_id: 'switch.dryer', power_w: 2000 }]);
    contains(textOf(dialog), 'Noted. It counts with 2,000 W.');
  });

  it('takes a group by names or ids, and says what it does not know', async () => {
    const fake = fakeClient({ device: deviceDetail(), correct: correction({ kind: 'group' }) });
    const dialog = await showDevice(fake);
    await press(dialog, 'It is a group');
    await press(dialog, 'Save');
    contains(textOf(dialog), 'A group needs at least one member.');
    const add = async (text: string) => {
      (find(dialog, '[name=member]') as HTMLInputElement).value = text;
      await press(dialog, 'Add member');
    };
    await add('no such thing');
    contains(textOf(dialog), 'There is no entity “no such thing”.');
    await add('floor lamp');
    await add('light.kitchen');
    await press(dialog, 'Save');
    isEqual(bodiesOf(fake), [{ kind: 'group', entity_id: 'switch.dryer', members: ['light.lamp', 'light.kitchen'] }]);
  });

  it('says why a correction was refused, and keeps what was entered', async () => {
    const fake = fakeClient({
      device: deviceDetail(),
      correct: new RequestFailedError('forbidden', 'Only administrators correct.', { status: 403 }),
    });
    const dialog = await showDevice(fake);
    await press(dialog, 'Enter its power');
    await press(dialog, 'Save');
    contains(textOf(find(dialog, '.outcome')), 'That could not be saved Only an administrator may do this.');
    isEqual(findAll(dialog, '[name=power]').length, 1);
  });

  it('shows what was entered before, with the way back', async () => {
    const fake = fakeClient({ device: deviceDetail({ entered_w: 2000, correction_id: 'c7' }), takeBack: correction() });
    const dialog = await showDevice(fake);
    contains(textOf(dialog), 'Its power was entered by a user.');
    await press(dialog, 'Take back');
    isEqual(fake.calls.at(-1), { name: 'takeBack', call: { parameters: { id: 'c7' } } });
  });

  it('is read anew after a correction, and keeps what was known meanwhile', async () => {
    const fake = fakeClient({ device: deviceDetail() });
    const dialog = await showDevice(fake);
    dialog.corrected = 1;
    await dialog.updateComplete;
    contains(textOf(dialog), '1,930 W');
    isEqual(fake.asked.filter((name) => name === 'device').length, 2);
  });
});

const step = (from: number, to: number) => ({ start: at(from), end: at(to), power_w: 1180, pattern_id: null });

const showLedger = (fake: ReturnType<typeof fakeClient>, unexplained: Unexplained, host = admin) =>
  show<WattributeLedgerDialog>(
    html`<wattribute-ledger-dialog
      .client=${fake.client}
      .host=${host}
      .unexplained=${unexplained}
      .currency=${'EUR'}
      .price=${0.3}
      .minDelta=${10}
      .now=${NOW}
    ></wattribute-ledger-dialog>`,
  );

describe('the ledger', () => {
  const unexplained = { steps: [step(196, 190)], patterns: [{ ...pattern, cost_per_day: 0.25 }] };

  it('tells what comes again with its rhythm and cost, and what came once', async () => {
    const text = textOf(await showLedger(fakeClient(), unexplained));
    for (const part of [
      'Power changed, but nothing in Home Assistant did.',
      'Perhaps a fridge about 95 W for 18 min, every 50 min €0.25 0.82 kWh a day',
      'Once, at 11:20 AM 1,180 W for 6 min €0.04 0.12 kWh',
    ])
      contains(text.replaceAll('\u202f', ' '), part);
  });

  it('names a pattern, with its entity', async () => {
    const fake = fakeClient({ correct: correction({ kind: 'name', name: 'Old fridge' }) });
    const dialog = await showLedger(fake, unexplained);
    await press(dialog, 'Name it');
    (find(dialog, '[name=name]') as HTMLInputElement).value = ' Old fridge ';
    (find(dialog, '[name=entity]') as HTMLInputElement).value = 'Floor lamp';
    await press(dialog, 'Save');
    isEqual(bodiesOf(fake), [{ kind: 'name', pattern_id: 'fridge', name: 'Old fridge', area_id: null, entity_id: 'light.lamp' }]);
    contains(textOf(dialog), 'Noted. Old fridge is a device now.');
  });

  it('asks for an area where areas are known', async () => {
    const host = { ...admin, areas: () => [{ id: 'kitchen', name: 'Kitchen' }] };
    const fake = fakeClient({ correct: correction({ kind: 'name' }) });
    const dialog = await showLedger(fake, unexplained, host);
    await press(dialog, 'Name it');
    (find(dialog, '[name=name]') as HTMLInputElement).value = 'Fridge';
    (find(dialog, '[name=area]') as HTMLSelectElement).value = 'kitchen';
    await press(dialog, 'Save');
    isEqual((bodiesOf(fake)[0] as { area_id: string }).area_id, 'kitchen');
  });

  it('hides a pattern, and shows it again', async () => {
    const fake = fakeClient({ correct: correction({ kind: 'hide' }), takeBack: correction({ kind: 'hide' }) });
    const dialog = await showLedger(fake, unexplained);
    await press(dialog, 'Hide');
    isEqual(bodiesOf(fake), [{ kind: 'hide', pattern_id: 'fridge' }]);
    dialog.unexplained = { steps: [], patterns: [{ ...pattern, hidden: true, correction_id: 'c3' }] };
    await settle(dialog);
    contains(textOf(dialog), '1 hidden');
    await press(dialog, 'Show again');
    isEqual(fake.calls.at(-1), { name: 'takeBack', call: { parameters: { id: 'c3' } } });
  });

  it('lets those who are not administrators look only', async () => {
    const dialog = await showLedger(fakeClient(), unexplained, reader);
    lacks(textOf(dialog), 'Name it');
    isEqual(findAll(dialog, 'wattribute-menu').length, 0);
  });

  it('goes to the moment of what came once', async () => {
    const dialog = await showLedger(fakeClient(), unexplained);
    const wanted: unknown[] = [];
    dialog.addEventListener('moment-wanted', (event) => wanted.push((event as CustomEvent).detail));
    await press(dialog, 'Show the moment');
    isEqual(wanted, [{ id: null, time: Date.parse(at(196)) }]);
  });

  it('says that everything is explained', async () => {
    contains(textOf(await showLedger(fakeClient(), { steps: [], patterns: [] })), 'Every change of power has an entity.');
  });
});

describe('the small charts', () => {
  it('have words that nothing lies upon, wherever the dots and the band are', async () => {
    const sizes = [20, 26, 43, 43, 43, 43, 43, 43, 43, 51].flatMap((watts) => [watts, -watts]);
    const steps = sizes.map((power_delta_w) => ({ timestamp: at(1), power_delta_w, weight: 1 }));
    const levels = [30, 40].map((level) => ({ level, power_w: 0.65 * level, interval_w: 1, count: 5 }));
    const dialog = await showDevice(fakeClient({ device: deviceDetail({ on_power_w: 70, interval_w: 3, steps, levels }) }));
    const words = findAll(dialog, '.word').map((word) => word.getBoundingClientRect());
    isEqual(words.length, 2);
    for (const drawn of findAll(dialog, '.band, .middle, i.on, i.off').map((part) => part.getBoundingClientRect()))
      isTrue(
        words.every(({ top, bottom }) => drawn.bottom <= top || drawn.top >= bottom),
        `${drawn.top} to ${drawn.bottom} is beside the words`,
      );
  });
  it('stack steps by their size, and keep far ones at the edge', () => {
    const steps = [990, 1000, -1000, 5000].map((power_delta_w) => ({ timestamp: at(1), power_delta_w, weight: 1 }));
    const stacked = stackSteps(steps, { on_power_w: 1000, interval_w: 10 })!;
    isEqual([stacked.on, stacked.off, stacked.stacks.at(-1)?.on], [3, 1, 1]);
    isTrue(stacked.low < 990 && stacked.high <= 1250, `${stacked.low} to ${stacked.high}`);
    isEqual(stackSteps([], { on_power_w: 1000, interval_w: 10 }), null);
  });
  it('leave the steps of a dimmed light where they are, below what it draws when fully on', () => {
    const steps = [20, -26, 43, -43, 51].map((power_delta_w) => ({ timestamp: at(1), power_delta_w, weight: 1 }));
    const { low, stacks } = stackSteps(steps, { on_power_w: 70, interval_w: 3, hasLevels: true })!;
    isTrue(low < 20 && low >= 0, `it begins at ${low}`);
    isEqual(stacks.filter(({ on, off }) => on + off > 0).length, 4);
  });
  it('have round numbers', () => {
    isEqual(roundNumbers(1710, 2230, 4), [1800, 2000, 2200]);
    isEqual(roundNumbers(0, 9, 4), [0, 5]);
  });
  it('fit a curve through levels that is 0 W at 0', () => {
    const fit = fitLevels([20, 50, 100].map((level) => ({ level, power_w: 0.3 * level + 0.002 * level * level, count: 3 })))!;
    isEqual(
      [0, 50, 100].map((level) => Math.round(fit(level))),
      [0, 20, 50],
    );
    isEqual(fitLevels([{ level: 100, power_w: 60, count: 9 }]), null);
  });
  it('lead the curve to what the device draws when it is fully on', () => {
    const dimmed = [30, 40].map((level) => ({ level, power_w: 0.65 * level, count: 5 }));
    const fit = fitLevels(withFull(dimmed, 70))!;
    isTrue(Math.abs(fit(100) - 70) < 1, `${fit(100)} W`);
    isEqual(withFull(dimmed, null), dimmed);
  });
});
