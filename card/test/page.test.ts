import { html } from 'lit';
import '../page/index.ts';
import type { WattributePage } from '../page/wattribute-page.ts';
import type { WattributeSignIn } from '../page/wattribute-sign-in.ts';
import { contains, isEqual, isTrue } from './expect.ts';
import { find, findAll, settle, show, textOf, until } from './show.ts';

describe('the page', () => {
  it('says that the backend does not answer, and can be tried again', async () => {
    const page = await show<WattributePage>(html`<wattribute-page base="http://127.0.0.1:9/"></wattribute-page>`);
    await until(() => textOf(page).includes('Wattribute does not answer'));
    contains(textOf(page), 'Try now');
  });

  it('asks for the token and says when it was not the right one', async () => {
    const form = await show<WattributeSignIn>(html`<wattribute-sign-in message="This token is not the right one."></wattribute-sign-in>`);
    const given: unknown[] = [];
    form.addEventListener('sign-in', (event) => given.push((event as CustomEvent).detail));
    (find(form, 'input') as HTMLInputElement).value = ' abc ';
    find(form, 'button').click();
    await settle(form);
    isEqual(given, ['abc']);
    contains(find(form, '[role=alert]').textContent, 'not the right one');
  });
});

describe('an icon', () => {
  const showIcon = (icon: string) => show(html`<ha-icon .icon=${icon}></ha-icon>`);
  const pathOf = (element: Element) => until(() => findAll(element, 'path')[0]?.getAttribute('d'));

  it('is drawn for every name of Material Design Icons', async () => {
    const [common, rare, unknown] = [
      await pathOf(await showIcon('mdi:kettle')),
      await pathOf(await showIcon('mdi:zodiac-virgo')),
      await pathOf(await showIcon('mdi:no-such-icon')),
    ];
    isEqual(new Set([common, rare, unknown]).size, 3);
    isTrue((await pathOf(await showIcon('custom:thing'))) === unknown, 'what is unknown looks alike');
  });
});
