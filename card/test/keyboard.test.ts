import { html } from 'lit';
import '../dialogs/wattribute-dialog.ts';
import '../elements/wattribute-menu.ts';
import '../page/index.ts';
import { isEqual } from './expect.ts';
import { fakeClient, hostIn } from './fixtures.ts';
import { command } from './command.ts';
import { find, findAll, show, textOf, until } from './show.ts';

/** Presses keys as a user does: what the browser itself does with them is done, too. */
const press = async (...keys: string[]) => {
  for (const key of keys) await command('send-keys', { press: key });
};
/** What has the focus, through shadow roots. */
const focused = (): Element | null => {
  let element = document.activeElement;
  while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
  return element;
};
const focusedText = () => textOf(focused() ?? document.body);

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
