import { html } from 'lit';
import '../elements/wattribute-notice.ts';
import type { WattributeNotice } from '../elements/wattribute-notice.ts';
import '../elements/wattribute-now.ts';
import type { WattributeNow } from '../elements/wattribute-now.ts';
import { isEqual } from './expect.ts';
import { configWith, correlation, current, currentIs, homeWith, hostIn, MINUTE_MS, NOW } from './fixtures.ts';
import { find, settle, show } from './show.ts';

/** What a screen reader is told: each change within a live region that is not off. */
function listen(root: Node): string[] {
  const told: string[] = [];
  new MutationObserver((changes) => {
    const regions = new Set(
      changes.map(({ target }) =>
        (target instanceof Element ? target : target.parentElement)?.closest('[aria-live], [role=status], [role=alert]'),
      ),
    );
    for (const region of regions) if (region && region.getAttribute('aria-live') !== 'off') told.push(region.textContent.trim());
  }).observe(root, { subtree: true, childList: true, characterData: true });
  return told;
}

describe('what is told without being asked', () => {
  it('of a notice is what is new, not each second that it counts', async () => {
    const notice = await show<WattributeNotice>(
      html`<wattribute-notice heading="Wattribute does not answer" text="Next try in 9 s."></wattribute-notice>`,
    );
    const told = listen(notice.shadowRoot!);
    for (let seconds = 8; seconds > 0; seconds -= 1) {
      notice.text = `Next try in ${seconds} s.`;
      await settle(notice);
    }
    isEqual(told, []);
    notice.text = 'Trying now.';
    await settle(notice);
    isEqual(told.length, 1);
  });

  it('of five minutes with a change each second is at most ten sentences', async () => {
    const clock = Date.now;
    try {
      Date.now = () => NOW;
      const now = await show<WattributeNow>(
        html`<wattribute-now .host=${hostIn('en')} .config=${configWith()} .home=${homeWith()} .now=${NOW}></wattribute-now>`,
      );
      const told = listen(now.shadowRoot!);
      for (let second = 1; second <= 300; second += 1) {
        const ms = NOW + second * 1000;
        Date.now = () => ms;
        const latest = correlation({ id: `${ms}.switch.dryer`, timestamp: new Date(ms).toISOString(), power_delta_w: 100 + second });
        now.home = { ...homeWith(), ...currentIs(current({ latest, timestamp: new Date(ms).toISOString(), total_power_w: 500 + second })) };
        now.now = ms;
        await now.updateComplete;
      }
      isEqual(told.length <= 10 && told.length >= 5, true);
    } finally {
      Date.now = clock;
    }
  });

  it('of a meter that is silent is that it is, once', async () => {
    const silent = (minutes: number) => current({ stale: true, age_s: minutes * 60, timestamp: new Date(NOW).toISOString() });
    const now = await show<WattributeNow>(
      html`<wattribute-now
        .host=${hostIn('en')}
        .config=${configWith()}
        .home=${homeWith(currentIs(silent(3)))}
        .now=${NOW + 3 * MINUTE_MS}
      ></wattribute-now>`,
    );
    await settle(now);
    const told = listen(find(now, 'wattribute-notice').shadowRoot!);
    for (const minutes of [4, 5, 6, 12]) {
      now.home = homeWith(currentIs(silent(minutes)));
      now.now = NOW + minutes * MINUTE_MS;
      await settle(now);
    }
    isEqual(told, []);
  });
});
