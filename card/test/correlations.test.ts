import { html } from 'lit';
import '../elements/wattribute-correlations.ts';
import type { WattributeCorrelations } from '../elements/wattribute-correlations.ts';
import type { Client } from '../client/client.ts';
import { RequestFailedError } from '../client/request-failed-error.ts';
import type { HomeState } from '../controllers/home-state.ts';
import type { Correlation } from '../../backend/contract/correlation.ts';
import { at, configWith, correlation, currentIs, fakeClient, homeWith, hostIn, NOW } from './fixtures.ts';
import { contains, isEqual, isTrue, lacks } from './expect.ts';
import { find, findAll, settle, show, textOf, until } from './show.ts';

const ready = (value: Correlation[]): Partial<HomeState> => ({ correlations: { status: 'ready', value } });

const showList = (
  changes: Partial<HomeState> = {},
  { width = 360, language = 'en', host = hostIn(language), options = {}, client = null as Client | null, hasChart = true } = {},
) =>
  show<WattributeCorrelations>(
    html`<wattribute-correlations
      .host=${host}
      .config=${configWith(options)}
      .home=${homeWith(changes)}
      .now=${NOW}
      .client=${client}
      ?hasChart=${hasChart}
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
    for (const part of ['Was sich geändert hat', 'letzte 6 h', '14:32 :00', 'aus → an', '+1.930 W', 'sicher', 'am Gerät'])
      contains(text, part);
  });
});

/** What the list tells the rest of the card. */
const told = (panel: Element) => {
  const events: unknown[] = [];
  for (const name of ['moment-wanted', 'device-opened', 'correction-wanted'])
    panel.addEventListener(name, (event) => events.push([name, (event as CustomEvent).detail]));
  return events;
};
const item = (row: Element, word: string) => findAll(row, '[role=menuitem]').find((one) => textOf(one) === word)!;
const press = async (panel: Element, word: string) => {
  findAll(panel, 'button')
    .find((button) => textOf(button) === word)!
    .click();
  await settle(panel);
};

describe('a row of the list', () => {
  it('opens its moment by click and by the button that its name is', async () => {
    const panel = await showList({}, { client: fakeClient().client });
    const events = told(panel);
    rowsOf(panel)[0]!.click();
    find(rowsOf(panel)[1]!, 'button.name').click();
    const [dryer, lamp] = homeWith().correlations.value!;
    isEqual(events, [
      ['moment-wanted', { id: dryer!.id, time: Date.parse(dryer!.timestamp) }],
      ['moment-wanted', { id: lamp!.id, time: Date.parse(lamp!.timestamp) }],
    ]);
  });

  it('opens its device where there is no chart, and nothing where nobody can be asked', async () => {
    const panel = await showList({}, { client: fakeClient().client, hasChart: false });
    const events = told(panel);
    rowsOf(panel)[0]!.click();
    isEqual(events, [['device-opened', 'switch.dryer']]);
    isEqual(findAll(rowsOf(await showList())[0]!, 'button.name').length, 0);
  });

  it('lets administrators say whether it is right', async () => {
    const panel = await showList({}, { client: fakeClient().client });
    const events = told(panel);
    const [row] = rowsOf(panel);
    item(row!, 'It is right').click();
    item(row!, 'It is wrong').click();
    const { id } = homeWith().correlations.value![0]!;
    isEqual(events, [
      ['correction-wanted', { kind: 'confirm', correlation_id: id }],
      ['correction-wanted', { kind: 'deny', correlation_id: id }],
    ]);
    const reader = await showList({}, { client: fakeClient().client, host: { ...hostIn('en'), isAdmin: false } });
    isEqual(findAll(rowsOf(reader)[0]!, '[role=menuitem]').map(textOf), ['Show the moment', 'Show the device']);
  });

  it('has a menu that the keyboard walks, and that does not open the row', async () => {
    const panel = await showList({}, { client: fakeClient().client });
    const events = told(panel);
    find(panel, '.opener').click();
    await until(() => find(panel, '[popover]').matches(':popover-open'));
    const menu = find(panel, 'wattribute-menu').shadowRoot!;
    await until(() => menu.activeElement !== null && textOf(menu.activeElement) === 'Show the moment');
    menu.activeElement!.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowDown', bubbles: true, composed: true }));
    isEqual(textOf(menu.activeElement!), 'Show the device');
    isEqual(events, []);
  });

  it('says that a user said it is right', async () => {
    contains(textOf(rowsOf(await showList(ready([correlation({ feedback: 'confirmed' })])))[0]!), 'said to be right');
  });

  it('tells a change without an entity, and how long it lasted', async () => {
    const steps = [{ start: at(20), end: at(14), power_w: 1180, pattern_id: null }];
    const panel = await showList({ unexplained: { status: 'ready', value: { steps, patterns: [] } } });
    contains(textOf(rowsOf(panel)[1]!), 'No entity changed for 6 min −1,180 W');
    const chips = findAll(panel, '.chip').map(textOf);
    isEqual(chips.at(-1), 'Unexplained 2');
    isEqual(chips[0], 'All 4');
    await press(panel, 'Unexplained 2');
    isEqual(rowsOf(panel).length, 2);
  });
});

describe('what was before the range', () => {
  const older = correlation({ entity_id: 'climate.pump', power_delta_w: -780 }, 500);

  it('is read page by page, newest first, beginning before the oldest row', async () => {
    const fake = fakeClient({ correlations: [older] });
    const panel = await showList({}, { client: fake.client });
    await press(panel, 'Show earlier');
    await until(() => rowsOf(panel).length === 3);
    const { query } = fake.calls.at(-1)!.call as { query: Record<string, unknown> };
    const lamp = homeWith().correlations.value!.at(-1)!;
    isEqual([query['before'], query['limit'], query['min_delta']], [lamp.id, 50, 10]);
    isTrue(String(query['start']) < '2025-11-01', 'as far back as there may be any');
    contains(textOf(rowsOf(panel)[2]!), 'Heat pump');
    contains(textOf(panel), 'Nothing earlier.');
  });

  it('is filtered as the list is', async () => {
    const fake = fakeClient({ correlations: [] });
    const panel = await showList({}, { client: fake.client });
    await press(panel, 'Lights 1');
    await press(panel, 'Show earlier');
    isEqual((fake.calls.at(-1)!.call as { query: { domain: string } }).query.domain, 'light');
  });

  it('says why it cannot be read, and is asked for again', async () => {
    const fake = fakeClient({ correlations: new RequestFailedError('unavailable', 'The store is busy.', { status: 503 }) });
    const panel = await showList({}, { client: fake.client });
    await press(panel, 'Show earlier');
    await until(() => textOf(panel).includes('The store is busy.'));
    fake.answers.correlations = [older];
    await press(panel, 'Try again');
    await until(() => rowsOf(panel).length === 3);
  });

  it('leaves no hole, and nothing twice, when the range moves on', async () => {
    const panel = await showList({}, { client: fakeClient({ correlations: [older] }).client });
    await press(panel, 'Show earlier');
    await until(() => rowsOf(panel).length === 3);
    const [dryer] = homeWith().correlations.value!;
    const fresh = correlation({ entity_id: 'switch.heater', power_delta_w: 900 }, -1);
    panel.home = homeWith(ready([fresh, dryer!]));
    await settle(panel);
    isEqual(rowsOf(panel).length, 4);
    // The lamp has left the range, and is still between.
    contains(textOf(rowsOf(panel)[2]!), 'Floor lamp');
    contains(textOf(rowsOf(panel)[3]!), 'Heat pump');
  });

  it('keeps its place when a change far back is corrected', async () => {
    const fake = fakeClient({ correlations: [older] });
    const panel = await showList({}, { client: fake.client });
    await press(panel, 'Show earlier');
    await until(() => rowsOf(panel).length === 3);
    fake.answers.correlations = [...homeWith().correlations.value!, { ...older, feedback: 'denied' }];
    panel.home = homeWith({ corrected: 1 });
    await until(() => rowsOf(panel)[2]?.className.includes('denied') === true);
    isEqual(rowsOf(panel).length, 3);
    const { query } = fake.calls.at(-1)!.call as { query: Record<string, unknown> };
    isEqual([query['start'], query['before']], [older.timestamp, undefined]);
  });

  it('is looked through far at once for one entity', async () => {
    const fake = fakeClient({ correlations: [] });
    const panel = await showList({}, { client: fake.client });
    const search = find(panel, 'input') as HTMLInputElement;
    search.value = 'pump';
    search.dispatchEvent(new Event('input'));
    await settle(panel);
    await press(panel, 'Show earlier');
    isEqual((fake.calls.at(-1)!.call as { query: { limit: number } }).query.limit, 1000);
  });

  it('begins anew when no longer one entity alone is looked for: of the others nothing was read', async () => {
    const fake = fakeClient({ correlations: [older] });
    const panel = await showList({}, { client: fake.client });
    const search = find(panel, 'input') as HTMLInputElement;
    const look = async (text: string) => {
      search.value = text;
      search.dispatchEvent(new Event('input'));
      await settle(panel);
    };
    await look('heat pump');
    await press(panel, 'Show earlier');
    await until(() => rowsOf(panel).length === 1);
    await look('');
    isEqual(rowsOf(panel).length, 2);
    await press(panel, 'Show earlier');
    const { query } = fake.calls.at(-1)!.call as { query: Record<string, unknown> };
    isEqual([query['before'], query['entity_id']], [homeWith().correlations.value!.at(-1)!.id, undefined]);
  });

  it('is not offered in another order than newest first', async () => {
    const panel = await showList({}, { client: fakeClient().client, width: 1080 });
    findAll(panel, 'th button')[2]!.click();
    await settle(panel);
    lacks(textOf(panel), 'Show earlier');
  });
});

describe('a range with more changes than are read at once', () => {
  it('is sorted by the backend', async () => {
    const largest = correlation({ entity_id: 'climate.pump', power_delta_w: 9000 }, 300);
    const fake = fakeClient({ correlations: [largest] });
    const panel = await showList(ready(many(1000)), { client: fake.client, width: 1080 });
    findAll(panel, 'th button')[2]!.click();
    await until(() => textOf(rowsOf(panel)[0]!).includes('Heat pump'));
    const { query } = fake.calls.at(-1)!.call as { query: Record<string, unknown> };
    isEqual([query['order'], query['hours'], query['limit']], ['delta', 6, 1000]);
  });

  it('tells neither a count that is not whole, nor what no entity explains further back than the rest', async () => {
    const steps = [{ start: at(300), end: null, power_w: 1180, pattern_id: null }];
    const unexplained = { status: 'ready' as const, value: { steps, patterns: [] } };
    const near = many(1000).map((one, i) => ({ ...one, id: `near${i}`, timestamp: at(1 + i / 10) }));
    const panel = await showList({ ...ready(near), unexplained }, { client: fakeClient().client, options: { hours: 168 } });
    isEqual(findAll(panel, '.chip').map(textOf)[0], 'All 1,000+');
    lacks(textOf(panel), 'Unexplained');
    contains(textOf(panel), 'Show 50 more');
  });

  it('finds one entity in all of it', async () => {
    const pump = correlation({ entity_id: 'climate.pump', power_delta_w: -780 }, 300);
    const fake = fakeClient({ correlations: [pump] });
    const panel = await showList(ready(many(1000)), { client: fake.client });
    const search = find(panel, 'input') as HTMLInputElement;
    search.value = 'heat pump';
    search.dispatchEvent(new Event('input'));
    await until(() => textOf(rowsOf(panel)[0] ?? panel).includes('Heat pump'));
    const { query } = fake.calls.at(-1)!.call as { query: Record<string, unknown> };
    isEqual([query['entity_id'], query['hours']], ['climate.pump', 6]);
  });

  it('is sorted while the pointer is on the heads', async () => {
    const largest = correlation({ entity_id: 'climate.pump', power_delta_w: 9000 }, 300);
    const panel = await showList(ready(many(1000)), { client: fakeClient({ correlations: [largest] }).client, width: 1080 });
    find(panel, 'table').parentElement!.dispatchEvent(new PointerEvent('pointerenter'));
    findAll(panel, 'th button')[2]!.click();
    await until(() => textOf(rowsOf(panel)[0]!).includes('Heat pump'));
    lacks(textOf(panel), '1 new');
  });
});
