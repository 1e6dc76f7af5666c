import { html } from 'lit';
import '../dialogs/wattribute-dialog.ts';
import '../chart/wattribute-feedback.ts';
import '../dialogs/wattribute-device-dialog.ts';
import '../elements/wattribute-menu.ts';
import '../elements/wattribute-view.ts';
import '../page/index.ts';
import { isEqual } from './expect.ts';
import { at, configWith, correction, correlation, deviceDetail, fakeClient, hostIn, pattern } from './fixtures.ts';
import { command } from './command.ts';
import { focused, focusedText, press, type } from './keys.ts';
import { find, findAll, show, textOf, until } from './show.ts';

describe('by keyboard alone', () => {
  it('a menu is opened, walked through, used and left', async () => {
    const done: string[] = [];
    const items = ['Right', 'Wrong'].map((text) => ({ text, act: () => void done.push(text) }));
    const menu = await show(html`<wattribute-menu label="More" .items=${items}></wattribute-menu>`);
    const opener = find(menu, '.opener');
    opener.focus();
    await press('Enter');
    await until(() => focusedText() === 'Right');
    await press('ArrowUp');
    isEqual(focusedText(), 'Wrong');
    await press('ArrowDown');
    isEqual(focusedText(), 'Right');
    await press('Escape');
    await until(() => focused() === opener);
    isEqual(done, []);
    await press('Enter');
    await until(() => focusedText() === 'Right');
    await press('ArrowDown', 'Enter');
    await until(() => done.length === 1);
    isEqual(done, ['Wrong']);
    await until(() => focused() === opener);
  });

  it('a dialog keeps the focus and is closed by Escape', async () => {
    let closed = 0;
    const dialog = await show(
      html`<wattribute-dialog heading="Kettle" closeText="Close" @dialog-closed=${() => (closed += 1)}
        ><button>Within</button></wattribute-dialog
      >`,
    );
    isEqual(focused()?.getAttribute('aria-label'), 'Close');
    await press('Tab');
    isEqual(focusedText(), 'Within');
    await press('Escape');
    await until(() => closed === 1);
    isEqual(findAll(dialog, 'dialog[open]').length, 0);
  });

  it('the data of the page is unfolded, and an export begins', async () => {
    const backend = fakeClient({ jobs: { jobs: [], store: 'duckdb' }, startJob: new Error('Another job runs.') });
    const data = await show(html`<wattribute-data .client=${backend.client} .host=${hostIn('en')} base="http://home/"></wattribute-data>`);
    find(data, 'summary').focus();
    await press('Enter');
    await until(() => textOf(data).includes('Export as CSV'));
    await press('Tab');
    await until(() => focused()?.localName === 'button');
    const chosen = focusedText();
    await press('Enter');
    await until(() => backend.calls.some(({ name }) => name === 'startJob'));
    isEqual(chosen.startsWith('Export as'), true);
  });
});

describe('the ledger, by keyboard alone', () => {
  const steps = [{ start: at(20, Date.now()), end: at(2, Date.now()), power_w: 95, pattern_id: 'fridge' }];
  const openView = async () => {
    const fake = fakeClient({
      unexplained: { steps, patterns: [pattern] },
      correct: correction({ kind: 'name', name: 'Old fridge', pattern_id: 'fridge' }),
    });
    const host = { ...hostIn('en'), areas: () => [{ id: 'kitchen', name: 'Kitchen' }] };
    const view = await show(html`<wattribute-view .client=${fake.client} .host=${host} .config=${configWith()}></wattribute-view>`);
    fake.connect();
    const opener = await until(() => findAll(view, 'button').find((button) => textOf(button).includes('without an entity')));
    opener.focus();
    await press('Enter');
    await until(() => focused()?.getAttribute('aria-label') === 'Close');
    return { fake, view, opener };
  };
  const isOpen = (view: Element) => findAll(view, 'wattribute-ledger-dialog').length > 0;

  it('is opened, walked through, and a load is named; the focus comes back', async () => {
    const { fake, view, opener } = await openView();
    await press('Tab');
    isEqual(focused()?.getAttribute('aria-label'), 'More');
    await press('Tab');
    isEqual(focusedText(), 'Name it');
    await press('Enter');
    await until(() => focused()?.getAttribute('name') === 'name');
    await type('Old fridge');
    await press('Tab');
    isEqual(focused()?.getAttribute('name'), 'area');
    await type('K');
    await press('Tab');
    isEqual(focused()?.getAttribute('name'), 'entity');
    await press('Tab');
    isEqual(focusedText(), 'Cancel');
    await press('Tab');
    isEqual(focusedText(), 'Save');
    await press('Enter');
    await until(() => focusedText() === 'Name it');
    isEqual(fake.calls.find(({ name }) => name === 'correct')?.call, {
      body: { kind: 'name', pattern_id: 'fridge', name: 'Old fridge', area_id: 'kitchen', entity_id: null },
    });
    isEqual(textOf(find(find(view, 'wattribute-ledger-dialog'), '[role=status]')).includes('Old fridge is a device now.'), true);
    await press('Escape');
    await until(() => !isOpen(view));
    await until(() => focused() === opener);
  });

  it('is named by Enter within the field, says what it does not know, and is left without a name', async () => {
    const { fake, view, opener } = await openView();
    await press('Tab', 'Tab', 'Enter');
    await until(() => focused()?.getAttribute('name') === 'name');
    await type('Fridge');
    await press('Tab', 'Tab');
    await type('no such thing');
    await press('Enter');
    await until(() => textOf(find(view, '.refused')) === 'There is no entity “no such thing”.');
    isEqual(focused()?.getAttribute('name'), 'entity');
    await press('Tab');
    isEqual(focusedText(), 'Cancel');
    await press('Enter');
    await until(() => focusedText() === 'Name it');
    isEqual(fake.asked.includes('correct'), false);
    // Back over the menu to the button that closes the dialog.
    await command('send-keys', { down: 'Shift' });
    await press('Tab', 'Tab');
    await command('send-keys', { up: 'Shift' });
    isEqual(focused()?.getAttribute('aria-label'), 'Close');
    await press('Enter');
    await until(() => !isOpen(view));
    await until(() => focused() === opener);
  });
});

describe('the question of a moment, by keyboard alone', () => {
  it('is answered with what it was, and can be left; the focus never falls out', async () => {
    const fake = fakeClient({ correlations: [] });
    const told: unknown[] = [];
    const question = await show(
      html`<wattribute-feedback
        .client=${fake.client}
        .host=${hostIn('en')}
        .correlation=${correlation()}
        @correction-wanted=${(event: CustomEvent) => told.push(event.detail)}
      ></wattribute-feedback>`,
    );
    find(question, 'button').focus();
    await press('Tab');
    isEqual(focusedText(), 'No');
    await press('Enter');
    await until(() => focusedText() === 'What was it?');
    await press('Tab', 'Tab', 'Tab');
    isEqual(focusedText(), 'Cancel');
    await press('Enter');
    await until(() => focusedText() === 'No');
    await press('Enter');
    await until(() => focusedText() === 'What was it?');
    await press('Tab');
    isEqual(focusedText(), 'Something else');
    await press('Enter');
    await until(() => focused()?.getAttribute('name') === 'entity');
    await type('Floor lamp');
    await press('Enter');
    await until(() => told.length === 1);
    isEqual((told[0] as { entity_id: string }).entity_id, 'light.lamp');
    await until(() => focusedText() === 'No');
  });
});

describe('the form of a device, by keyboard alone', () => {
  it('is reached from the menu, filled in, and gives the focus back', async () => {
    const fake = fakeClient({ device: deviceDetail(), correct: correction({ kind: 'power', power_w: 2000 }) });
    const dialog = await show(
      html`<wattribute-device-dialog
        .client=${fake.client}
        .host=${hostIn('en')}
        .entityId=${'switch.dryer'}
        .currency=${'EUR'}
        .price=${0.3}
      ></wattribute-device-dialog>`,
    );
    await until(() => focused()?.getAttribute('aria-label') === 'Close');
    await press('Tab');
    const opener = focused();
    isEqual(opener?.getAttribute('aria-label'), 'More');
    await press('Enter');
    await until(() => focusedText() === 'It draws nothing');
    await press('ArrowDown', 'Enter');
    await until(() => focused()?.getAttribute('name') === 'power');
    await command('send-keys', { down: 'Control' });
    await press('a');
    await command('send-keys', { up: 'Control' });
    await type('2000');
    await press('Enter');
    await until(() => findAll(dialog, 'form').length === 0);
    isEqual((fake.calls.find(({ name }) => name === 'correct')?.call as { body: { power_w: number } }).body.power_w, 2000);
    await until(() => focused() === opener);
  });
});
