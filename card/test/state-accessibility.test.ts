import { html, type TemplateResult } from 'lit';
import '../elements/wattribute-view.ts';
import { exampleHome, exampleHost, exampleNotice } from '../example-home.ts';
import '../page/index.ts';
import { isAccessible, paint } from './axe.ts';
import { configWith, current, fakeClient, homeWith, hostIn } from './fixtures.ts';
import { find, findAll, settle, show, textOf, until } from './show.ts';

/** What is shown, the words by which one knows that it is there, and what leads to it. */
type Shown = { render: () => TemplateResult; says: string; lead?: (element: HTMLElement) => void };

const openHost = () => ({ ...hostIn('en'), showMoreInfo: () => undefined, openEnergySettings: () => undefined });
const viewOf = (fake: ReturnType<typeof fakeClient>, ownHome: ReturnType<typeof homeWith> | null = null) =>
  html`<wattribute-view .client=${fake.client} .host=${openHost()} .config=${configWith()} .ownHome=${ownHome}></wattribute-view>`;

const withoutBackend = (): Shown => {
  const fake = fakeClient();
  const known = current({ split: null, latest: null }, Date.now());
  const ownHome = homeWith({ current: { status: 'ready', value: known } }, Date.now());
  return {
    render: () => viewOf(fake, ownHome),
    lead: () => fake.connect({ status: 'absent', code: 'not_configured' }),
    says: 'Which device changed your power?',
  };
};

const ofAnotherVersion = (): Shown => {
  const fake = fakeClient({ health: { status: 'ok', protocol: 3, version: '1.3' } });
  return { render: () => viewOf(fake), lead: () => fake.connect(), says: 'Reload needed' };
};

const inThePicker = (): Shown => ({
  render: () =>
    html`<wattribute-view
      .host=${exampleHost(hostIn('en'))}
      .config=${configWith()}
      .example=${exampleHome(Date.now())}
      .notice=${exampleNotice(hostIn('en'))}
    ></wattribute-view>`,
  says: 'These numbers are made up',
});

const signingIn = (): Shown => ({
  render: () => html`<wattribute-sign-in message="This token is not the right one."></wattribute-sign-in>`,
  says: 'not the right one',
});

const dataWithJobs = (): Shown => {
  const job = {
    id: 'j1',
    kind: 'export',
    to: 'csv',
    started: '2026-11-24T12:00:00.000Z',
    ended: null,
    messages: [],
    outcome: null,
    files: [],
  } as const;
  const ended = { ...job, percent: 100, ended: '2026-11-24T12:01:00.000Z' };
  const jobs = [
    { ...job, status: 'running', percent: 40 },
    { ...ended, id: 'j2', status: 'failed', messages: ['The disk is full.'] },
    { ...ended, id: 'j3', status: 'done', files: [{ name: 'smart_meter.csv', size_mb: 1 }] },
  ];
  const { client } = fakeClient({ jobs: { jobs, store: 'influxdb' } });
  return {
    render: () => html`<wattribute-data .client=${client} .host=${hostIn('en')} base="http://home/"></wattribute-data>`,
    lead: (element) => ((find(element, 'details') as HTMLDetailsElement).open = true),
    says: 'The disk is full.',
  };
};

const states = {
  'the first run without a backend': withoutBackend,
  'a backend of another version': ofAnotherVersion,
  'the example in the picker': inThePicker,
  'the sign-in of the page': signingIn,
  'the data of the page with its jobs': dataWithJobs,
};

describe('everyone can use', () => {
  for (const theme of ['light', 'dark'] as const)
    for (const [name, make] of Object.entries(states))
      for (const width of [360, 1080])
        it(`${name}, ${theme}, ${width} px wide`, async () => {
          const { render, says, lead } = make();
          const element = await show(render(), width);
          paint(element.parentElement!, theme);
          lead?.(element);
          await until(() => textOf(element).includes(says));
          await until(() => findAll(element, '[aria-busy=true]').length === 0);
          await settle(element);
          await isAccessible(element.parentElement!);
        });
});
