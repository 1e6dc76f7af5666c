import { html } from 'lit';
import '../chart/wattribute-feedback.ts';
import type { WattributeFeedback } from '../chart/wattribute-feedback.ts';
import '../elements/wattribute-view.ts';
import type { WattributeView } from '../elements/wattribute-view.ts';
import type { Correlation } from '../../backend/contract/correlation.ts';
import { RequestFailedError } from '../client/request-failed-error.ts';
import { configWith, correction, correlation, deviceDetail, fakeClient, hostIn, NOW, pattern } from './fixtures.ts';
import { contains, isEqual, isTrue, lacks } from './expect.ts';
import { find, findAll, settle, show, textOf, until } from './show.ts';

const press = async (element: Element, word: string) => {
  findAll(element, 'button')
    .find((button) => textOf(button) === word)!
    .click();
  await settle(element);
};

const showFeedback = async (told: Correlation = correlation(), near: Correlation[] = []) => {
  const fake = fakeClient({ correlations: near });
  const element = await show<WattributeFeedback>(
    html`<wattribute-feedback .host=${hostIn('en')} .client=${fake.client} .correlation=${told}></wattribute-feedback>`,
  );
  const said: unknown[] = [];
  element.addEventListener('correction-wanted', (event) => said.push((event as CustomEvent).detail));
  return { element, said, fake };
};

describe('is this right?', () => {
  const { id: correlation_id } = correlation();

  it('takes a yes', async () => {
    const { element, said } = await showFeedback();
    await press(element, 'Yes');
    isEqual(said, [{ kind: 'confirm', correlation_id }]);
  });

  it('asks what it was instead, and offers what changed about then, nearest first', async () => {
    const near = [correlation({ entity_id: 'climate.pump' }, 5), correlation(), correlation({ entity_id: 'light.lamp' }, 4.1)];
    const { element, said, fake } = await showFeedback(correlation({ shared_with: ['light.dining'] }), near);
    await press(element, 'No');
    await settle(element);
    isEqual(findAll(element, '.choices button').map(textOf), [
      'Dining table',
      'Floor lamp',
      'Heat pump',
      'Something else',
      'I do not know',
      'Cancel',
    ]);
    const { query } = fake.calls[0]!.call as { query: Record<string, unknown> };
    isEqual([query['min_delta'], query['min_confidence']], [0, 0]);
    isTrue(Date.parse(String(query['end'])) - Date.parse(String(query['start'])) === 180_000, 'a minute and a half around it');
    await press(element, 'Floor lamp');
    isEqual(said, [{ kind: 'deny', correlation_id, entity_id: 'light.lamp' }]);
  });

  it('takes “I do not know”', async () => {
    const { element, said } = await showFeedback();
    await press(element, 'No');
    await press(element, 'I do not know');
    isEqual(said, [{ kind: 'deny', correlation_id, entity_id: null }]);
  });

  it('takes another entity by name, and says what it does not know', async () => {
    const { element, said } = await showFeedback();
    await press(element, 'No');
    await press(element, 'Something else');
    const field = find(element, '[name=entity]') as HTMLInputElement;
    field.value = 'nothing of ours';
    await press(element, 'Save');
    contains(textOf(element), 'There is no entity “nothing of ours”.');
    field.value = 'Kitchen lights';
    await press(element, 'Save');
    isEqual(said, [{ kind: 'deny', correlation_id, entity_id: 'light.kitchen' }]);
  });

  it('shows what was said before', async () => {
    const { element } = await showFeedback(correlation({ feedback: 'confirmed' }));
    contains(textOf(element), 'You said that it is right.');
    isEqual(
      findAll(element, '[aria-pressed]').map((button) => button.getAttribute('aria-pressed')),
      ['true', 'false'],
    );
  });
});

const showView = async (fake: ReturnType<typeof fakeClient>, options = {}, host = hostIn('en')) => {
  const view = await show<WattributeView>(
    html`<wattribute-view .client=${fake.client} .host=${host} .config=${configWith(options)}></wattribute-view>`,
    1080,
  );
  fake.connect();
  await until(() => findAll(view, 'tbody tr').length > 0);
  await settle(view);
  return view;
};
const moment = {
  timestamp: new Date(NOW).toISOString(),
  end: null,
  kind: 'load',
  power_w: 2483,
  parts: [{ entity_id: 'switch.dryer', name: null, kind: 'learned', power_w: 2483, interval_w: 38 }],
  correlation: null,
  reasons: [],
};

describe('corrections on the card', () => {
  it('from the moment are sent, told with a way back, and everything is read anew', async () => {
    const fake = fakeClient({ moment, correct: correction({ kind: 'confirm' }), takeBack: correction() });
    const view = await showView(fake);
    find(view, 'tbody tr').click();
    await until(() => findAll(view, 'wattribute-feedback').length > 0);
    const before = fake.asked.filter((name) => name === 'correlations').length;
    await press(view, 'Yes');
    await until(() => textOf(view).includes('Noted: this one counts.'));
    await until(() => fake.asked.filter((name) => name === 'correlations').length > before);
    await press(view, 'Undo');
    await until(() => textOf(view).includes('Taken back.'));
    isEqual(fake.calls.find(({ name }) => name === 'takeBack')?.call, { parameters: { id: 'c1' } });
  });

  it('that are refused say why', async () => {
    const fake = fakeClient({ moment, correct: new RequestFailedError('forbidden', 'Only administrators correct.', { status: 403 }) });
    const view = await showView(fake);
    findAll(view, '[role=menuitem]')
      .find((item) => textOf(item) === 'It is wrong')!
      .click();
    await until(() => textOf(view).includes('That could not be saved Only an administrator may do this.'));
  });

  it('of somebody else are read anew once the stream tells', async () => {
    const fake = fakeClient();
    await showView(fake);
    const before = fake.asked.filter((name) => name === 'devices').length;
    fake.send({ type: 'corrected', data: { entity_id: 'switch.dryer', correlation_id: null, pattern_id: null } });
    await until(() => fake.asked.filter((name) => name === 'devices').length === before + 1);
  });

  it('are not asked of those who may not make them', async () => {
    const view = await showView(fakeClient({ moment }), {}, { ...hostIn('en'), isAdmin: false });
    find(view, 'tbody tr').click();
    await until(() => findAll(view, '.moment').length > 0);
    lacks(textOf(view), 'Is this right?');
  });
});

describe('the dialogs of the card', () => {
  it('open from the list of devices, and lead to the changes of one', async () => {
    const view = await showView(fakeClient({ device: deviceDetail() }));
    await until(() => findAll(view, 'button.device').length > 0);
    find(view, 'button.device').click();
    await until(() => findAll(view, 'wattribute-dialog').length > 0);
    await until(() => textOf(view).includes('Each switch'));
    await press(view, 'Show its changes');
    await until(() => findAll(view, 'wattribute-dialog').length === 0);
    isEqual((find(view, 'input[type=search]') as HTMLInputElement).value, 'Tumble dryer');
  });

  it('open the ledger from the row below the chart', async () => {
    const steps = [{ start: new Date(Date.now() - 600_000).toISOString(), end: null, power_w: 500, pattern_id: 'fridge' }];
    const view = await showView(fakeClient({ unexplained: { steps, patterns: [pattern] } }));
    await until(() => findAll(view, 'button.unknown').length > 0);
    find(view, 'button.unknown').click();
    await until(() => textOf(view).includes('Perhaps a fridge'));
  });

  it('name devices without an entity as users named them', async () => {
    const named = { ...pattern, name: 'Old fridge' };
    const known = { devices: [{ ...deviceDetail(), entity_id: 'pattern.fridge' }], currency: 'EUR', price: 0.3 };
    const view = await showView(fakeClient({ unexplained: { steps: [], patterns: [named] }, devices: known }));
    await until(() => textOf(view).includes('Old fridge'));
  });
});
