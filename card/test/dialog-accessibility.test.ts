import { html } from 'lit';
import '../dialogs/wattribute-device-dialog.ts';
import '../dialogs/wattribute-ledger-dialog.ts';
import { isAccessible, paint } from './axe.ts';
import { at, deviceDetail, fakeClient, hostIn, NOW, pattern } from './fixtures.ts';
import { findAll, settle, show, until } from './show.ts';

const step = { start: at(196), end: at(190), power_w: 1180, pattern_id: null };
const unexplained = { steps: [step], patterns: [{ ...pattern, cost_per_day: 0.25 }] };
const levels = [40, 100].map((level) => ({ level, power_w: level, interval_w: 2, count: 5 }));

const dialogs = {
  'a device': () => {
    const { client } = fakeClient({ device: deviceDetail({ levels }) });
    return html`<wattribute-device-dialog
      .client=${client}
      .host=${hostIn('en')}
      .entityId=${'switch.dryer'}
      .price=${0.3}
    ></wattribute-device-dialog>`;
  },
  'the ledger': () =>
    html`<wattribute-ledger-dialog
      .client=${fakeClient().client}
      .host=${hostIn('en')}
      .unexplained=${unexplained}
      .now=${NOW}
    ></wattribute-ledger-dialog>`,
};

describe('everyone can use the dialog of', () => {
  for (const theme of ['light', 'dark'] as const)
    for (const [name, render] of Object.entries(dialogs))
      it(`${name}, ${theme}`, async () => {
        const dialog = await show(render());
        paint(dialog.parentElement!, theme);
        await until(() => findAll(dialog, 'dialog .action, .action').length > 0);
        await settle(dialog);
        await isAccessible(dialog.parentElement!);
      });
});
