import { html } from 'lit';
import '../elements/wattribute-view.ts';
import type { WattributeView } from '../elements/wattribute-view.ts';
import { isEqual, isTrue } from './expect.ts';
import { at, configWith, correction, correlation, deviceDetail, fakeClient, hostIn, pattern } from './fixtures.ts';
import { focused, focusedText, press, type } from './keys.ts';
import { find, findAll, settle, show, textOf, until } from './show.ts';

const now = () => Date.now();
const notKnown = new Error('Nothing is known of that moment.');
const many = (count: number) => Array.from({ length: count }, (_, i) => correlation({}, 4 + 5 * i, now()));

async function showView(fake: ReturnType<typeof fakeClient>, width = 1080) {
  const view = await show<WattributeView>(
    html`<wattribute-view .client=${fake.client} .host=${hostIn('en')} .config=${configWith()}></wattribute-view>`,
    width,
  );
  fake.connect();
  await until(() => findAll(view, 'button.name').length > 0 && findAll(view, '.marker').length > 0);
  await settle(view);
  return view;
}

const buttonOf = (view: Element, words: string) =>
  until(() => findAll(view, 'button').find((button) => button.checkVisibility() && textOf(button).includes(words)));
const pressOn = async (button: HTMLElement, key = 'Enter') => {
  button.focus();
  await press(key);
};
const isOn = (selector: string) => until(() => focused()?.matches(selector));

describe('the focus is never lost', () => {
  it('goes from a row into its moment, and by Escape back', async () => {
    const view = await showView(fakeClient({ moment: notKnown, correlations: many(3) }));
    const row = findAll(view, 'button.name')[1]!;
    for (const key of ['Enter', 'Space']) {
      await pressOn(row, key);
      await isOn('section.moment');
      await press('Escape');
      await until(() => focused() === row);
      isEqual(findAll(view, '.moment').length, 0);
    }
  });

  it('stays on the step to the next change at the last one, and Escape leads to the marker', async () => {
    const view = await showView(fakeClient({ moment: notKnown, correlations: many(2) }));
    await pressOn(findAll(view, '.marker').at(-1)!);
    const later = await until(() => findAll(view, '.moment .icon')[1]);
    await pressOn(findAll(view, '.moment .icon')[0]!);
    await pressOn(later);
    await until(() => later.ariaDisabled === 'true');
    isTrue(focused() === later, 'the button keeps the focus');
    await press('Enter', 'Escape');
    await isOn('.marker');
    isEqual(focused(), findAll(view, '.marker').at(-1));
  });

  for (const [width, shown] of [
    [1080, 11],
    [360, 8],
  ] as const)
    it(`goes on with the first row that is new where more are shown, ${width} px wide`, async () => {
      const view = await showView(fakeClient({ moment: notKnown, correlations: many(20) }), width);
      await pressOn(await buttonOf(view, 'Show all 20'));
      await until(() => focused() === findAll(view, 'button.name')[shown]);
    });

  it('stays on the button that reads what was earlier', async () => {
    const fake = fakeClient({ moment: notKnown, correlations: many(3) });
    const view = await showView(fake);
    const earlier = await buttonOf(view, 'Show earlier');
    fake.answers.correlations = many(80).slice(-50);
    await pressOn(earlier);
    await until(() => findAll(view, 'button.name').length === 53);
    isTrue(focused() === earlier, 'the same button goes on');
  });

  it('goes on in the list where its filters were cleared', async () => {
    const view = await showView(fakeClient({ moment: notKnown }));
    find(view, 'input[type=search]').focus();
    await type('nothing of ours');
    await pressOn(await buttonOf(view, 'Clear filters'));
    await isOn('section[aria-label="What changed"]');
    await press('Tab');
    isTrue(focused()!.closest('.filters') !== null, 'the filters are next');
  });

  it('goes to the list that a device leads to', async () => {
    const view = await showView(fakeClient({ moment: notKnown, device: deviceDetail() }));
    await pressOn(findAll(view, 'button.device')[0]!);
    await pressOn(await buttonOf(view, 'Show its changes'));
    await isOn('input[type=search]');
    await until(() => findAll(view, 'wattribute-device-dialog').length === 0);
    isTrue(focused()!.matches('input[type=search]'), 'it stays there');
  });

  it('stays in the ledger whose row was hidden, and where that is taken back', async () => {
    const steps = [{ start: at(20, now()), end: at(2, now()), power_w: 95, pattern_id: 'fridge' }];
    const fake = fakeClient({
      moment: notKnown,
      unexplained: { steps, patterns: [pattern] },
      correct: correction({ kind: 'hide', pattern_id: 'fridge' }),
      takeBack: correction({ kind: 'hide' }),
    });
    const view = await showView(fake);
    await pressOn(await buttonOf(view, 'without an entity'));
    await until(() => focused()?.getAttribute('aria-label') === 'Close');
    fake.answers.unexplained = { steps, patterns: [{ ...pattern, hidden: true, correction_id: 'c1' }] };
    await press('Tab', 'Enter');
    await until(() => focusedText() === 'Hide');
    await press('Enter');
    await isOn('.sheet');
    await pressOn(await buttonOf(view, 'Undo'));
    await isOn('.sheet');
    await press('Escape');
    await until(() => focusedText().includes('without an entity'));
  });

  it('comes back from the note of a correction to what was pressed', async () => {
    const fake = fakeClient({ moment: notKnown, correct: correction({ kind: 'confirm' }), takeBack: correction(), correlations: many(2) });
    const view = await showView(fake);
    await pressOn(findAll(view, '.marker').at(-1)!);
    await pressOn(await buttonOf(view, 'Yes'));
    await pressOn(await buttonOf(view, 'Undo'));
    await until(() => focusedText() === 'Yes');
  });
});
