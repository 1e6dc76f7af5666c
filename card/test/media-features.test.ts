import { html } from 'lit';
import '../elements/wattribute-view.ts';
import type { WattributeView } from '../elements/wattribute-view.ts';
import { paint } from './axe.ts';
import { command } from './command.ts';
import { contrast } from './contrast.ts';
import { isEqual, isTrue } from './expect.ts';
import { configWith, correlation, fakeClient, homeWith, hostIn } from './fixtures.ts';
import { find, findAll, settle, show, until } from './show.ts';

const emulate = (features: Record<string, string>) =>
  command(
    'emulate-features',
    Object.entries(features).map(([name, value]) => ({ name, value })),
  );
afterEach(() => emulate({}));

const now = () => Date.now();
const home = () =>
  homeWith(
    { correlations: { status: 'ready', value: [correlation({}, 4, now()), correlation({ power_delta_w: -780 }, 90, now())] } },
    now(),
  );

describe('with the colours of the reader', () => {
  for (const scheme of ['light', 'dark'] as const)
    it(`${scheme}: what is drawn is seen, whatever the theme; what is chosen differs from the rest`, async () => {
      await emulate({ 'forced-colors': 'active', 'prefers-color-scheme': scheme });
      const view = await show<WattributeView>(
        html`<wattribute-view .host=${hostIn('en')} .config=${configWith()} .example=${home()}></wattribute-view>`,
        720,
      );
      // The theme is the opposite.
      paint(view.parentElement!, scheme === 'light' ? 'dark' : 'light');
      view.parentElement!.style.colorScheme = '';
      await until(() => findAll(view, '.marker').length > 0 && findAll(view, 'wattribute-confidence').length > 0);
      await until(() => getComputedStyle(view).getPropertyValue('--on-fill') !== '');
      await settle(view);
      const canvas = getComputedStyle(view.parentElement!).backgroundColor;
      const drawn = {
        '.axis': 'fill',
        'text.label': 'fill',
        '.line': 'stroke',
        '.filled': 'fill',
        '.hollow': 'stroke',
        '.lane-icon': 'fill',
      };
      for (const [selector, property] of Object.entries(drawn)) {
        const colour = getComputedStyle(find(view, selector)).getPropertyValue(property);
        isTrue(contrast(colour, canvas) >= 3, `${selector} ${colour} on ${canvas}`);
      }
      isTrue(
        contrast(getComputedStyle(find(find(view, 'wattribute-confidence'), 'svg')).color, canvas) >= 4.5,
        'the glyph of a confidence',
      );
      const chosen = getComputedStyle(find(view, '[role=radio][aria-checked=true]'));
      isTrue(contrast(chosen.backgroundColor, canvas) >= 3, 'the chosen segment');
      isTrue(contrast(chosen.backgroundColor, chosen.color) >= 4.5, 'its words');
    });
});

describe('with reduced motion', () => {
  it('nothing moves, and nothing scrolls smoothly', async () => {
    await emulate({ 'prefers-reduced-motion': 'reduce' });
    const own = Object.getOwnPropertyDescriptor(Element.prototype, 'scrollIntoView')!;
    const scrolls: unknown[] = [];
    Object.defineProperty(Element.prototype, 'scrollIntoView', { ...own, value: (how: unknown) => scrolls.push(how) });
    try {
      const fake = fakeClient({ moment: new Error('Not known.'), correlations: [correlation({}, 4, now())] });
      const view = await show<WattributeView>(
        html`<wattribute-view .client=${fake.client} .host=${hostIn('en')} .config=${configWith()}></wattribute-view>`,
      );
      fake.connect();
      await until(() => findAll(view, 'button.name').length > 0 && findAll(view, '.marker').length > 0);
      find(view, 'button.name').click();
      await until(() => scrolls.length > 0);
      isTrue(!JSON.stringify(scrolls).includes('smooth'), 'it is there at once');
      isEqual(document.getAnimations().length, 0);
    } finally {
      Object.defineProperty(Element.prototype, 'scrollIntoView', own);
    }
  });
});
