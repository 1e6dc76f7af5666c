import { html } from 'lit';
import type { Job } from '../../backend/contract/job.ts';
import '../page/index.ts';
import type { WattributeData } from '../page/wattribute-data.ts';
import type { WattributePage } from '../page/wattribute-page.ts';
import type { WattributeSignIn } from '../page/wattribute-sign-in.ts';
import { contains, isEqual, isTrue } from './expect.ts';
import { fakeClient, hostIn } from './fixtures.ts';
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

describe('the appearance of the page', () => {
  const background = () => getComputedStyle(document.body).backgroundColor;
  const showPage = () => show<WattributePage>(html`<wattribute-page base="http://127.0.0.1:9/"></wattribute-page>`);
  const choose = async (page: Element, word: string) => {
    const buttons = await until(() => findAll(page, '[role=radio]').length === 3 && findAll(page, '[role=radio]'));
    buttons.find((button) => textOf(button) === word)!.click();
    await settle(page);
  };
  afterEach(() => {
    localStorage.clear();
    delete document.documentElement.dataset['theme'];
  });

  it('is light or dark as chosen, and the same at the next visit', async () => {
    const page = await showPage();
    await until(() => textOf(page).includes('Dark'));
    await choose(page, 'Light');
    const light = background();
    await choose(page, 'Dark');
    isTrue(background() !== light, 'it is another one');
    const dark = background();
    page.remove();
    delete document.documentElement.dataset['theme'];
    const again = await showPage();
    isEqual(background(), dark);
    await until(() => findAll(again, '[aria-checked=true]').map(textOf).join('') === 'Dark');
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

describe('the data of the page', () => {
  const job = (changes: Partial<Job> = {}): Job => ({
    id: 'j1',
    kind: 'export',
    to: 'csv',
    status: 'running',
    percent: 0,
    started: '2026-11-24T12:00:00.000Z',
    ended: null,
    messages: [],
    outcome: null,
    files: [],
    ...changes,
  });
  const ended = { ended: '2026-11-24T12:01:00.000Z', percent: 100 };
  const open = async (jobs: Job[], answers: Parameters<typeof fakeClient>[0] = {}, store = 'duckdb') => {
    const backend = fakeClient({ jobs: { jobs, store }, ...answers });
    const element = await show<WattributeData>(
      html`<wattribute-data .client=${backend.client} .host=${hostIn('en')} base="http://home/ingress/x/"></wattribute-data>`,
    );
    isEqual(backend.asked, []);
    (find(element, 'details') as HTMLDetailsElement).open = true;
    await until(() => backend.asked.includes('jobs'));
    await until(() => textOf(element).includes('Export as CSV'));
    await settle(element);
    return { element, backend };
  };
  const press = async (element: Element, words: string) => {
    findAll(element, 'button')
      .find((button) => textOf(button) === words)!
      .click();
    await settle(element);
  };

  it('starts an export, follows it, and gives the files', async () => {
    const { element, backend } = await open([], { startJob: job() });
    await press(element, 'Export as CSV');
    isEqual(backend.calls.at(-1), { name: 'startJob', call: { body: { kind: 'export', to: 'csv' } } });
    backend.send({ type: 'job', data: job({ percent: 40 }) });
    await settle(element);
    contains(textOf(element), '40 %');
    isEqual((find(element, 'progress') as HTMLProgressElement).value, 40);
    isTrue(
      findAll(element, '.actions button').every((button) => button.ariaDisabled === 'true'),
      'one at a time',
    );
    backend.send({ type: 'job', data: job({ ...ended, status: 'done', files: [{ name: 'smart_meter.csv', size_mb: 1 }] }) });
    await settle(element);
    contains(textOf(element), 'Done');
    isEqual((find(element, 'a') as HTMLAnchorElement).href, 'http://home/ingress/x/api/v1/jobs/j1/files/smart_meter.csv');
  });

  it('cancels what runs, and says what went wrong', async () => {
    const { element, backend } = await open([job({ kind: 'migrate', to: 'influxdb', percent: 7 })], {
      cancelJob: job({ ...ended, kind: 'migrate', to: 'influxdb', status: 'cancelled' }),
    });
    await press(element, 'Cancel');
    isEqual(backend.calls.at(-1), { name: 'cancelJob', call: { parameters: { id: 'j1' } } });
    contains(textOf(element), 'Cancelled');
    backend.send({
      type: 'job',
      data: job({ ...ended, id: 'j2', kind: 'migrate', to: 'influxdb', status: 'failed', messages: ['It is away.'] }),
    });
    await settle(element);
    contains(textOf(element), 'Failed');
    contains(textOf(element), 'It is away.');
  });

  it('says why a job cannot be started', async () => {
    const { element } = await open([], { startJob: new Error('Another job runs.') });
    await press(element, 'Export as Parquet');
    contains(find(element, '[role=alert]').textContent, 'Another job runs.');
  });

  it('tells what nothing reads in InfluxDB and how it is removed, when it is asked', async () => {
    const leftover = {
      database: 'home',
      what: 'The table old is none that Wattribute reads.',
      remedy: ['Delete it:', 'curl -X DELETE "…&table=old"'],
    };
    const { element, backend } = await open([], { leftovers: { leftovers: [leftover] } }, 'influxdb');
    isTrue(!backend.asked.includes('leftovers'), 'nobody has asked');
    await press(element, 'Look for what nothing reads');
    for (const words of ['nothing was changed', 'home', leftover.what, ...leftover.remedy]) contains(textOf(element), words);
    const clean = await open([], { leftovers: { leftovers: [] } }, 'influxdb');
    await press(clean.element, 'Look for what nothing reads');
    contains(textOf(clean.element), 'holds nothing but what Wattribute reads');
  });

  it('offers to migrate where InfluxDB is the store, and follows only while it is open', async () => {
    const { element, backend } = await open([], {}, 'influxdb');
    contains(textOf(element), 'Take the past to InfluxDB');
    isEqual(backend.followers(), 1);
    (find(element, 'details') as HTMLDetailsElement).open = false;
    await until(() => backend.followers() === 0);
    const without = await open([]);
    isTrue(!textOf(without.element).includes('InfluxDB'), 'nothing to migrate to');
  });
});
