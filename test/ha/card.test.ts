/** The card in the real frontend: picker, editor, sections, themes, languages, and what it subscribes to. */
import type { ElementHandle, Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchBrowser } from '../launch-browser.ts';
import { find, openPage, waitForText } from '../open-page.ts';
import { waitUntil } from '../wait-until.ts';
import { countStreams, watchStreams } from './count-streams.ts';
import { addBackend } from './add-backend.ts';
import { BOARD, type Home, startHome } from './start-home.ts';

const MANY = 20;
const type = 'custom:wattribute-card';

let home: Home;
let page: Page;
const complaints: string[] = [];
/** Dialogs and the editor are the frontend's own: a test that they failed is tried once more, and the report says so. */
const notOurs = { retry: 1 };

const inGrid = (...cards: object[]) => ({ type: 'sections', sections: [{ type: 'grid', cards }] });
const saveViews = (first: object) =>
  home.saveViews(
    { title: 'Home', ...first },
    { title: 'Many', cards: Array.from({ length: MANY }, () => ({ type, compact: true })) },
    { title: 'Other', cards: [{ type: 'markdown', content: 'Nothing of ours' }] },
  );
/** A dialog of the frontend that closes goes back in the history, which ends a navigation that has just begun. */
const open = async (path: string) => {
  const url = `${home.homeAssistant.url}/${BOARD}/${path}`;
  const isAborted = (error: unknown) => error instanceof Error && error.message.includes('ERR_ABORTED');
  await page.goto(url).catch((error: unknown) => (isAborted(error) ? page.goto(url) : Promise.reject(error as Error)));
};
const showsPower = () => waitForText(page, 'wattribute-card', 'the power', (text) => /House power \d/.test(text));
const click = (element: ElementHandle) => element.evaluate((target) => (target as HTMLElement).click());
/** As a link of the frontend does: the page stays. */
const goTo = (view: number) =>
  page.evaluate((path) => {
    history.pushState(null, '', path);
    window.dispatchEvent(new CustomEvent('location-changed', { detail: { replace: false } }));
  }, `/${BOARD}/${view}`);
const editCard = async () => {
  const card = await find(page, 'hui-card');
  await card.evaluate((element) =>
    element.dispatchEvent(new CustomEvent('ll-edit-card', { bubbles: true, composed: true, detail: { path: [0, 0, 0] } })),
  );
};

beforeAll(async () => {
  home = await startHome();
  await addBackend(home);
  await saveViews(inGrid({ type }));
  const browser = await launchBrowser();
  home.cleanUps.add(() => browser.close());
  page = await openPage(browser, home.homeAssistant.url, home.homeAssistant.owner);
  page.on('pageerror', (error) => complaints.push(String(error)));
  await watchStreams(page);
});

afterAll(() => (home as Home | undefined)?.cleanUps.run());

describe('an administrator who edits a dashboard', notOurs, () => {
  test('finds the card in the picker, with an example, and for the sensor of the house', async () => {
    await open('0?edit=1');
    await showsPower();
    await click(await find(page, 'hui-grid-section button.add'));
    await click(await find(page, 'ha-tab-group-tab[panel="card"]'));
    await waitForText(page, 'hui-card-picker', 'the example', (text) => text.includes('These numbers are made up.'));
    const offered = await page.evaluate(() => {
      type Offer = (hass: unknown, entityId: string) => unknown;
      const { customCards } = window as unknown as { customCards: { type: string; getEntitySuggestion: Offer }[] };
      const { hass } = document.querySelector('home-assistant') as unknown as { hass: unknown };
      const ours = customCards.filter((card) => card.type === 'wattribute-card');
      return ['sensor.house_power', 'switch.kettle'].map((id) => ours.map((card) => card.getEntitySuggestion(hass, id)));
    });
    expect(offered).toEqual([[{ config: { type, power_entity: 'sensor.house_power' } }], [null]]);
  });

  test('sets it in the visual editor, sees the result at once, and saves it', async () => {
    await open('0?edit=1');
    await showsPower();
    await editCard();
    await waitForText(
      page,
      'hui-dialog-edit-card',
      'the form',
      (text) => text.includes('Sections') && text.includes('Power sensor of the house'),
    );
    await waitForText(page, 'hui-dialog-edit-card', 'the preview', (text) => text.includes('Circuits'));
    await click(await find(page, 'hui-dialog-edit-card ha-form ha-switch'));
    await waitForText(
      page,
      'hui-dialog-edit-card',
      'the compact preview',
      (text) => !text.includes('Circuits') && text.includes('House power'),
    );
    await click(await find(page, 'hui-dialog-edit-card ha-button[slot="primaryAction"]'));
    await waitUntil({ what: 'the configuration is saved', seconds: 120 }, async () => {
      const config = await home.owner.sendMessagePromise({ type: 'lovelace/config', url_path: BOARD });
      return JSON.stringify(config).includes(`{"type":"${type}","compact":true}`);
    });
  });

  test('is told which option is wrong, and the nearest right one', async () => {
    await saveViews(inGrid({ type, power_unti: 'kW' }));
    await open('0?edit=1');
    await waitForText(page, 'hui-error-card', 'what is wrong', (text) => text.includes('Did you mean "power_unit"?'));
    await saveViews(inGrid({ type }, { type, sections: ['circuits'], grid_options: { columns: 6 } }));
  });
});

describe('a card on a dashboard', notOurs, () => {
  test('lies in the grid of its section, as wide as it is told', async () => {
    await open('0');
    await showsPower();
    const [whole, half] = await page.evaluate(() => {
      const cards: Element[] = [];
      const search = (root: Document | ShadowRoot) => {
        for (const element of root.querySelectorAll('*')) {
          if (element.localName === 'wattribute-card') cards.push(element);
          if (element.shadowRoot) search(element.shadowRoot);
        }
      };
      search(document);
      return cards.map(({ clientWidth, scrollWidth }) => ({ clientWidth, scrollWidth }));
    });
    expect(whole?.scrollWidth).toBe(whole?.clientWidth);
    expect(half?.scrollWidth).toBe(half?.clientWidth);
    expect(half?.clientWidth).toBeLessThan((whole?.clientWidth ?? 0) / 2);
  });

  test('goes with the theme', async () => {
    const brightness = async () => {
      const card = await find(page, 'wattribute-card');
      const colour = await card.evaluate(
        (element) => getComputedStyle(element.shadowRoot?.querySelector('wattribute-view') ?? element).color,
      );
      return Number(/\d+/.exec(colour)?.[0]);
    };
    expect(await brightness()).toBeLessThan(80);
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: 'dark' }]);
    await waitUntil({ what: 'light text on dark', seconds: 60, seen: brightness }, async () => (await brightness()) > 180);
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: 'light' }]);
  });

  test('speaks the language of the user, and goes from right to left with it', async () => {
    const speak = async (language: string) => {
      const value = {
        language,
        number_format: 'language',
        time_format: 'language',
        date_format: 'language',
        first_weekday: 'language',
        time_zone: 'server',
      };
      await home.owner.sendMessagePromise({ type: 'frontend/set_user_data', key: 'language', value });
      await open('0');
    };
    await speak('de');
    await waitForText(page, 'wattribute-card', 'German', (text) => text.includes('Was sich geändert hat') && text.includes('Stromkreise'));
    await speak('he');
    await waitForText(page, 'wattribute-card', 'English, where there is no translation', (text) => text.includes('What changed'));
    const card = await find(page, 'wattribute-view');
    expect(await card.evaluate((element) => [getComputedStyle(element).direction, element.scrollWidth - element.clientWidth])).toEqual([
      'rtl',
      0,
    ]);
    await speak('en');
    await showsPower();
  });

  test(`shares one stream with ${MANY - 1} others, which ends when the view is left and begins again with it`, async () => {
    await goTo(1);
    await waitUntil({ what: 'all cards show the power', seconds: 120 }, () =>
      page.evaluate((many) => {
        let shown = 0;
        const search = (root: Document | ShadowRoot) => {
          for (const element of root.querySelectorAll('*')) {
            if (element.localName === 'wattribute-now' && /\d/.test(element.shadowRoot?.querySelector('.power')?.textContent ?? ''))
              shown += 1;
            if (element.shadowRoot) search(element.shadowRoot);
          }
        };
        search(document);
        return shown === many;
      }, MANY),
    );
    expect(await countStreams(page)).toBe(1);
    for (let round = 0; round < 3; round += 1) {
      await goTo(2);
      await waitUntil(
        { what: 'no stream is left', seconds: 60, seen: () => countStreams(page) },
        async () => (await countStreams(page)) === 0,
      );
      await goTo(0);
      await showsPower();
      expect(await countStreams(page)).toBe(1);
    }
  });

  test('goes on after a restart of Home Assistant, with one stream', async () => {
    await home.homeAssistant.restart();
    home.house.setBase(4330);
    await waitForText(page, 'wattribute-card', 'the power after the restart', (text) => /House power 4,3\d\d/.test(text));
    expect(await countStreams(page)).toBe(1);
  });

  test('never threw', () => expect(complaints.filter((text) => /wattribute/i.test(text))).toEqual([]));
});
