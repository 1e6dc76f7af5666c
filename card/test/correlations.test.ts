import { html } from 'lit';
import '../elements/wattribute-correlations.ts';
import type { WattributeCorrelations } from '../elements/wattribute-correlations.ts';
import type { HomeState } from '../controllers/home-state.ts';
import type { Correlation } from '../../backend/contract/correlation.ts';
import { configWith, correlation, currentIs, homeWith, hostIn, NOW } from './fixtures.ts';
import { contains, isEqual, isTrue, lacks } from './expect.ts';
import { find, findAll, settle, show, textOf } from './show.ts';

const ready = (value: Correlation[]): Partial<HomeState> => ({ correlations: { status: 'ready', value } });

const showList = (changes: Partial<HomeState> = {}, { width = 360, language = 'en', host = hostIn(language), options = {} } = {}) =>
  show<WattributeCorrelations>(
    html`<wattribute-correlations
      .host=${host}
      .config=${configWith(options)}
      .home=${homeWith(changes)}
      .now=${NOW}
    ></wattribute-correlations>`,
    width,
  );

const rowsOf = (panel: Element) => findAll(panel, 'tbody tr');
const visible = (elements: HTMLElement[]) => elements.filter((element) => element.getClientRects().length > 0);
const many = (count: number) => Array.from({ length: count }, (_, i) => correlation({ power_delta_w: 100 + i }, i + 1));

describe('the panel What changed', () => {
  it('tells who changed, how, by how many watts, how sure and why', async () => {
    const text = textOf(rowsOf(await showList({}, { width: 1080 }))[0]!);
    for (const part of ['Tumble dryer', 'Utility room', 'off → on', '+1,930 W', '553 → 2,483 W', 'sure', 'at the device'])
      contains(text, part);
  });

  it('says a level in percent', async () => contains(textOf(rowsOf(await showList())[1]!), '40 % → 100 %'));

  it('is a table with sortable heads on a wide card, and two lines a row on a narrow one', async () => {
    const wide = await showList({}, { width: 1080 });
    isEqual(getComputedStyle(find(wide, 'tbody tr')).display, 'table-row');
    isEqual(find(wide, 'th[aria-sort]').getAttribute('aria-sort'), 'descending');
    const narrow = await showList();
    isEqual(getComputedStyle(find(narrow, 'tbody tr')).display, 'grid');
    isEqual(find(narrow, 'table').getAttribute('role'), 'table');
    isTrue(visible(findAll(narrow, 'thead')).length === 0, 'no heads');
  });

  it('sorts by its heads', async () => {
    const panel = await showList(
      ready([correlation({ power_delta_w: 20 }, 1), correlation({ entity_id: 'light.lamp', power_delta_w: -500 }, 2)]),
      { width: 1080 },
    );
    findAll(panel, 'th button')[2]!.click();
    await settle(panel);
    contains(textOf(rowsOf(panel)[0]!), 'Floor lamp');
    isEqual(find(panel, 'th[aria-sort]').textContent.trim(), 'Change');
  });

  it('says nothing below a confidence of one half', async () => {
    const panel = await showList(ready([correlation({ confidence: 0.45 }), correlation({ entity_id: 'light.lamp' }, 9)]));
    isEqual(rowsOf(panel).length, 1);
    lacks(textOf(panel), 'Tumble dryer');
  });

  it('shows "shared" and names with whom', async () => {
    const panel = await showList(ready([correlation({ shared_with: ['light.lamp'], confidence: 0.6 })]));
    contains(textOf(panel), 'shared');
    contains(find(panel, 'td.confidence').title, 'Floor lamp');
  });

  it('strikes through what was said to be wrong', async () => {
    const panel = await showList(ready([correlation({ feedback: 'denied' })]));
    contains(getComputedStyle(find(panel, '.denied .name')).textDecorationLine, 'line-through');
    contains(textOf(panel), 'said to be wrong');
  });

  it('filters by kind, by watts and by name, and tells so when nothing is left', async () => {
    const panel = await showList();
    findAll(panel, '.chip')[1]!.click();
    await settle(panel);
    isEqual(rowsOf(panel).length, 1);
    contains(textOf(rowsOf(panel)[0]!), 'Floor lamp');
    const least = find(panel, '.least select') as HTMLSelectElement;
    least.value = '200';
    least.dispatchEvent(new Event('change'));
    await settle(panel);
    contains(textOf(panel), 'None of 2 changes matches: Lights, at least 200 W.');
    find(panel, '.action').click();
    await settle(panel);
    isEqual(rowsOf(panel).length, 2);
    const search = find(panel, 'input') as HTMLInputElement;
    search.value = 'dryer';
    search.dispatchEvent(new Event('input'));
    await settle(panel);
    isEqual(rowsOf(panel).length, 1);
  });

  it('shows 8 rows on a narrow card, 11 on a wide one, and 50 more when asked', async () => {
    const narrow = await showList(ready(many(80)));
    isEqual(visible(rowsOf(narrow)).length, 8);
    const wide = await showList(ready(many(80)), { width: 1080 });
    isEqual(visible(rowsOf(wide)).length, 11);
    contains(textOf(find(narrow, '.more button')), 'Show all 80');
    find(narrow, '.more button').click();
    await settle(narrow);
    isEqual(visible(rowsOf(narrow)).length, 61);
    contains(textOf(find(narrow, '.more button')), 'Show 19 more');
  });

  it('offers all of ten rows to a narrow card only', async () => {
    isEqual(visible(findAll(await showList(ready(many(10))), '.more button')).length, 1);
    isEqual(visible(findAll(await showList(ready(many(10)), { width: 1080 }), '.more button')).length, 0);
  });

  it('marks a row that arrives', async () => {
    const panel = await showList();
    isEqual(findAll(panel, 'tr.new').length, 0);
    panel.home = homeWith(ready([correlation({ entity_id: 'climate.pump' }, 1), ...homeWith().correlations.value!]));
    await settle(panel);
    contains(textOf(find(panel, 'tr.new')), 'Heat pump');
  });

  it('lets rows wait while someone reads', async () => {
    const panel = await showList();
    find(panel, 'table').parentElement!.dispatchEvent(new PointerEvent('pointerenter'));
    panel.home = homeWith(ready([correlation({ entity_id: 'climate.pump' }, 1), ...homeWith().correlations.value!]));
    await settle(panel);
    isEqual(rowsOf(panel).length, 2);
    contains(textOf(find(panel, '.waiting')), '1 new');
    find(panel, '.waiting button').click();
    await settle(panel);
    isEqual(rowsOf(panel).length, 3);
  });

  it('opens the entity of a row by click and by Enter', async () => {
    const opened: string[] = [];
    const panel = await showList({}, { host: { ...hostIn('en'), showMoreInfo: (_source, id) => opened.push(id) } });
    rowsOf(panel)[0]!.click();
    rowsOf(panel)[1]!.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter' }));
    isEqual(opened, ['switch.dryer', 'light.lamp']);
  });

  it('says that nothing changed, and what was the last', async () => {
    const text = textOf(
      await showList({
        ...ready([]),
        ...currentIs({ latest: correlation({ state: 'off', previous_state: 'on', power_delta_w: -2050 }, 447) }),
      }),
    );
    contains(text, 'No change of 10 W or more in the last 6 h.');
    contains(text, 'The last one: Tumble dryer off at 7:09 AM, −2,050 W.');
    contains(text, 'Show 24 h');
  });

  it('shows how far it has learned in the first minutes', async () => {
    const progress = { phase: 'learning', days: 10, percent: 63, eta_s: 240, devices_found: 21 } as const;
    const panel = await showList({ ...ready([]), progress });
    contains(
      textOf(panel),
      'Learning from 10 days of history: 63 % About 4 minutes left. 21 devices found so far. You can leave this page.',
    );
    isEqual(find(panel, '[role=progressbar]').getAttribute('aria-valuenow'), '63');
  });

  it('speaks German', async () => {
    const text = textOf(await showList({}, { language: 'de', width: 1080 }));
    for (const part of ['Was sich änderte', 'letzte 6 h', '14:32 :00', 'aus → an', '+1.930 W', 'sicher', 'am Gerät']) contains(text, part);
  });
});
