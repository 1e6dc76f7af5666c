import { html } from 'lit';
import { RequestFailedError } from '../client/request-failed-error.ts';
import '../elements/wattribute-view.ts';
import type { WattributePanel } from '../elements/wattribute-panel.ts';
import type { WattributeView } from '../elements/wattribute-view.ts';
import { exampleHome, exampleHost, exampleNotice } from '../example-home.ts';
import { at, configWith, correlation, current, device, fakeClient, homeWith, hostIn, live, NOW } from './fixtures.ts';
import { contains, isEqual, isTrue, lacks } from './expect.ts';
import { find, findAll, settle, show, textOf, until } from './show.ts';

type Parts = { options?: object; width?: number } & Partial<Pick<WattributeView, 'live' | 'example' | 'ownHome'>>;

const showView = (
  client: ReturnType<typeof fakeClient>['client'] | null,
  { options = {}, width = 360, live = true, example = null, ownHome = null }: Parts = {},
) =>
  show<WattributeView>(
    html`<wattribute-view
      .client=${client}
      .host=${hostIn('en')}
      .config=${configWith(options)}
      .live=${live}
      .example=${example}
      .ownHome=${ownHome}
    ></wattribute-view>`,
    width,
  );

const shown = async (fake: ReturnType<typeof fakeClient>, parts?: Parts) => {
  const view = await showView(fake.client, parts);
  fake.connect();
  await until(() => findAll(view, 'section').length > 0);
  await settle(view);
  return view;
};
const headings = (view: Element) => findAll(view, 'h2').map(({ textContent }) => textContent);
const press = (view: Element, word: string) =>
  findAll(view, 'button')
    .find((button) => textOf(button) === word)!
    .click();

describe('the card’s content', () => {
  it('shows the sections of its configuration in their order', async () => {
    const view = await shown(fakeClient(), { options: { sections: ['correlations', 'now', 'circuits'] } });
    isEqual(
      findAll(view, '.panels > *').map(({ localName }) => localName),
      ['wattribute-correlations', 'wattribute-now', 'wattribute-circuits'],
    );
  });

  it('makes the heading of its only section the heading of the card', async () => {
    const view = await shown(fakeClient(), { options: { sections: ['circuits'] } });
    await until(() => headings(view).includes('Circuits'));
    isEqual(getComputedStyle(find(view, 'h2')).fontSize, '24px');
  });

  it('is number, sentence and bar alone where it is compact', async () => {
    const view = await shown(fakeClient(), { options: { compact: true } });
    await until(() => textOf(view).includes('Tumble dryer'));
    isEqual(headings(view), []);
    lacks(textOf(view), 'Measured');
  });

  it('stands chart and circuits beside each other where it is wide, and in their own widths', async () => {
    const place = (view: Element, name: string) => find(view, name).getBoundingClientRect();
    const wide = await shown(fakeClient(), { width: 1080 });
    await until(() => findAll(wide, 'wattribute-power-chart').length > 0);
    isEqual([place(wide, 'wattribute-chart').width, place(wide, 'wattribute-circuits').width], [720, 360]);
    isEqual(place(wide, 'wattribute-chart').top, place(wide, 'wattribute-circuits').top);
    const apart = await shown(fakeClient(), { width: 1080, options: { sections: ['chart', 'now', 'circuits'] } });
    isEqual([place(apart, 'wattribute-chart').width, place(apart, 'wattribute-circuits').width], [1080, 1080]);
    const narrow = await shown(fakeClient(), { width: 360 });
    isTrue(place(narrow, 'wattribute-circuits').top > place(narrow, 'wattribute-chart').top, 'one below the other');
  });

  it('keeps room for the chart while it loads, so that what is below it stays', async () => {
    for (const width of [360, 1080]) {
      const fake = fakeClient();
      const view = await showView(fake.client, { width });
      const endOf = () => find(view, 'wattribute-chart').getBoundingClientRect().bottom;
      await until(() => headings(view).includes('Power'));
      const before = endOf();
      fake.connect();
      await until(() => findAll(view, 'wattribute-power-chart').length > 0);
      await settle(view);
      isTrue(Math.abs(endOf() - before) < 150, `${before} -> ${endOf()} px at a width of ${width}`);
    }
  });

  it('reads another range while it goes on following, and the list goes with the chart', async () => {
    const fake = fakeClient();
    const view = await shown(fake, { width: 500 });
    await until(() => findAll(view, '.paging button').length === 2);
    const before = fake.asked.length;
    findAll(view, '.paging button')[0]!.click();
    await until(() => fake.asked.length === before + 3);
    isEqual(fake.asked.slice(before).sort(), ['correlations', 'series', 'unexplained']);
    isEqual(fake.followers(), 1);
    await until(() => !textOf(find(view, 'wattribute-correlations')).includes('last 6 h'));
    // What happens now does not belong to the range before.
    const rows = findAll(view, 'tbody tr').length;
    fake.send({ type: 'correlation', data: correlation({ entity_id: 'climate.pump' }, 0, Date.now()) });
    await settle(view);
    isEqual(findAll(view, 'tbody tr').length, rows);
    press(view, '1 h');
    await until(() => textOf(find(view, 'wattribute-correlations')).includes('last 1 h'));
  });

  it('does not ask for what no section shows', async () => {
    const fake = fakeClient();
    await shown(fake, { options: { sections: ['now'] } });
    isTrue(!fake.asked.includes('unexplained'), 'there is no chart');
  });

  it('follows the stream: a reading, a change', async () => {
    const fake = fakeClient();
    const view = await shown(fake);
    await until(() => textOf(view).includes('2,483 W'));
    const soon = Date.now() + 1000;
    fake.send({ type: 'reading', data: live({ timestamp: new Date(soon).toISOString(), total_power_w: 777 }) });
    await settle(view);
    contains(textOf(view), 'House power 777 W');
    fake.send({ type: 'correlation', data: correlation({ entity_id: 'climate.pump', power_delta_w: -760 }, 0, Date.now()) });
    await settle(view);
    contains(textOf(find(view, 'tbody tr')), 'Heat pump');
    contains(textOf(find(view, 'wattribute-sentence')), 'Heat pump');
  });

  it('reads the devices anew when something was learned of one', async () => {
    const fake = fakeClient();
    const view = await shown(fake);
    await until(() => textOf(view).includes('1,930 W ± 38'));
    fake.answers.devices = { devices: [device({ on_power_w: 1944 })], currency: 'EUR', price: 0.3 };
    fake.send({ type: 'correlation', data: correlation({}, 0, Date.now()) });
    await until(() => textOf(view).includes('1,944 W ± 38'));
  });

  it('reads once what the changes of a moment taught: the devices, and what the power now is made of', async () => {
    const fake = fakeClient();
    const view = await shown(fake);
    await until(() => textOf(view).includes('Learned 1,954 W'));
    const before = fake.asked.length;
    const split = { measured_w: 222, learned_w: 2049, always_on_w: 212, unexplained_w: 0 };
    fake.answers.current = current({ split }, Date.now());
    for (const entity_id of ['climate.pump', 'light.lamp', 'light.dining'])
      fake.send({ type: 'correlation', data: correlation({ entity_id }, 0, Date.now()) });
    await until(() => textOf(view).includes('Learned 2,049 W'));
    isEqual(fake.asked.slice(before).sort(), ['current', 'devices', 'meter']);
  });

  it('reads what was learned after it left the page and came back', async () => {
    const fake = fakeClient();
    const view = await shown(fake);
    await until(() => textOf(view).includes('1,930 W ± 38'));
    fake.send({ type: 'correlation', data: correlation({}, 0, Date.now()) });
    const place = view.parentElement!;
    view.remove();
    place.append(view);
    fake.connect();
    await settle(view);
    fake.answers.devices = { devices: [device({ on_power_w: 1944 })], currency: 'EUR', price: 0.3 };
    fake.send({ type: 'correlation', data: correlation({}, 0, Date.now()) });
    await until(() => textOf(view).includes('1,944 W ± 38'));
  });

  it('keeps the newest of two answers about the devices, whichever comes first', async () => {
    const fake = fakeClient();
    const held: ((answer: unknown) => void)[] = [];
    const client = {
      ...fake.client,
      request: ((name, ...call) =>
        name === 'devices'
          ? new Promise((resolve) => held.push(resolve as (answer: unknown) => void))
          : fake.client.request(name, ...call)) as typeof fake.client.request,
    };
    const view = await showView(client);
    fake.connect();
    await until(() => held.length === 1);
    fake.send({ type: 'correlation', data: correlation({}, 0, Date.now()) });
    await until(() => held.length === 2);
    const answer = (on_power_w: number) => ({ devices: [device({ on_power_w })], currency: 'EUR', price: 0.3 });
    held[1]!(answer(1944));
    await until(() => textOf(view).includes('1,944 W ± 38'));
    held[0]!(answer(1930));
    await settle(view);
    contains(textOf(view), '1,944 W ± 38');
  });

  it('reads everything anew when it is told to, and when the stream is back', async () => {
    const fake = fakeClient();
    await shown(fake);
    const before = fake.asked.length;
    fake.send({ type: 'reset', data: {} });
    fake.connect();
    await until(() => fake.asked.length >= before + 8);
  });

  it('stops following when it leaves the page, and follows again when it is back', async () => {
    const fake = fakeClient();
    const view = await shown(fake);
    isEqual(fake.followers(), 1);
    const place = view.parentElement!;
    view.remove();
    isEqual(fake.followers(), 0);
    place.append(view);
    view.remove();
    place.append(view);
    isEqual(fake.followers(), 1);
    fake.connect();
    await until(() => textOf(view).includes('2,483 W'));
  });

  it('is shown once and not followed in the editor', async () => {
    const fake = fakeClient();
    const view = await showView(fake.client, { live: false });
    await until(() => textOf(view).includes('2,483 W'));
    isEqual(fake.followers(), 0);
  });

  it('shows what it can while the stream does not open', async () => {
    const view = await showView(fakeClient().client);
    await until(() => textOf(view).includes('2,483 W'));
  });
});

describe('when something is wrong', () => {
  it('a panel whose request fails says so alone, and loads when asked again', async () => {
    const fake = fakeClient({ correlations: new RequestFailedError('unavailable', 'store is busy', { status: 503 }) });
    const view = await shown(fake);
    await until(() => textOf(view).includes('What changed could not be loaded'));
    const text = textOf(view);
    contains(text, 'The app answered: 503, store is busy');
    contains(text, 'House power 2,483 W');
    contains(text, 'Utility room');
    fake.answers.correlations = [correlation({}, 4, Date.now())];
    press(view, 'Try again');
    await until(() => findAll(view, 'tbody tr').length === 1);
  });

  it('a panel that cannot show the answer says so alone', async () => {
    const view = await shown(fakeClient({ correlations: [{ ...correlation({}, 4, Date.now()), shared_with: null }] }));
    await until(() => textOf(view).includes('What changed could not be loaded'));
    contains(textOf(view), 'House power 2,483 W');
  });

  it('the backend that is lost leaves what was known, with its time, and can be tried at once', async () => {
    const fake = fakeClient();
    const view = await shown(fake);
    await until(() => textOf(view).includes('2,483 W'));
    fake.connect({ status: 'lost', code: 'backend_unreachable' });
    await settle(view);
    const text = textOf(view);
    contains(text, 'Wattribute does not answer');
    isTrue(/Showing what was known at .* Next try in \d+ s\./.test(text), 'it says when');
    contains(text, '2,483 W');
    press(view, 'Try now');
    await until(() => !textOf(view).includes('does not answer'));
  });

  it('a request that is not answered either keeps the warning', async () => {
    const fake = fakeClient();
    const view = await shown(fake);
    await until(() => textOf(view).includes('2,483 W'));
    for (const name of ['current', 'series', 'correlations', 'unexplained', 'health'] as const)
      fake.answers[name] = new RequestFailedError('backend_unreachable', 'The app did not answer');
    fake.connect({ status: 'lost', code: 'backend_unreachable' });
    await settle(view);
    press(view, 'Try now');
    await new Promise((resolve) => setTimeout(resolve, 50));
    contains(textOf(view), 'Wattribute does not answer');
    contains(textOf(view), '2,483 W');
    lacks(textOf(view), 'could not be loaded');
  });

  it('a request that is not answered though the stream is there is made again', async () => {
    const fake = fakeClient();
    const view = await shown(fake);
    await until(() => textOf(view).includes('2,483 W'));
    const { current: answer } = fake.answers;
    fake.answers.current = new RequestFailedError('not_loaded', 'Wattribute is not running');
    fake.connect({ status: 'connected' });
    await until(() => /Wattribute does not answer .* Next try in \d+ s\./.test(textOf(view)));
    fake.answers.current = answer;
    await until(() => !textOf(view).includes('does not answer'));
  });

  it('no backend leaves the power that Home Assistant knows, without changes, and says what is missing', async () => {
    const fake = fakeClient();
    const ownHome = homeWith({ current: { status: 'ready', value: current({ split: null, latest: null }, Date.now()) } }, Date.now());
    const view = await showView(fake.client, { ownHome });
    fake.connect({ status: 'absent', code: 'not_configured' });
    await settle(view);
    const text = textOf(view);
    contains(text, 'House power 2,483 W');
    contains(text, 'Which device changed your power? To answer this, the card needs the Wattribute app.');
    isEqual(headings(view), ['Circuits']);
  });

  it('a card of another version than the app asks to be loaded anew', async () => {
    const view = await shown(fakeClient({ health: { status: 'ok', protocol: 3, version: '1.3' } }));
    await until(() => textOf(view).includes('Reload needed'));
    contains(textOf(view), 'the app 1.3');
  });

  it('loading that ends after it was shown is drawn once', async () => {
    const panel = await show<WattributePanel>(html`<wattribute-panel status="loading"></wattribute-panel>`, 360);
    await until(() => findAll(panel, '.lines i').length > 0);
    panel.status = 'ready';
    isTrue(await panel.updateComplete, 'nothing more is to be drawn');
    isEqual(findAll(panel, '.lines').length, 0);
  });

  it('loading is shown after 400 ms only', async () => {
    const view = await showView({ ...fakeClient().client, request: () => new Promise(() => undefined) });
    isEqual(findAll(view, '.lines i').length, 0);
    isTrue(findAll(view, 'section[aria-busy=true]').length === 5, 'all panels are busy');
    await until(() => findAll(view, '.lines i').length === 15);
  });

  it('an empty list can be widened', async () => {
    const fake = fakeClient({ correlations: [] });
    const view = await shown(fake);
    await until(() => textOf(view).includes('in the last 6 h'));
    press(view, 'Show 24 h');
    await until(() => textOf(view).includes('in the last 24 h'));
    press(view, 'Show 7 d');
    await until(() => textOf(view).includes('in the last 7 d'));
    isTrue(
      findAll(view, 'button').every((button) => !textOf(button).startsWith('Show')),
      'there is no longer range',
    );
  });

  it('the first minutes show their progress', async () => {
    const progress = { phase: 'learning', days: 10, percent: 63, eta_s: 240, devices_found: 21 } as const;
    const fake = fakeClient({ correlations: [], health: { status: 'ok', protocol: 1, progress } });
    const view = await shown(fake);
    await until(() => textOf(view).includes('Learning from 10 days of history: 63 %'));
    fake.answers.correlations = [correlation({}, 4, Date.now())];
    fake.answers.health = { status: 'ok', protocol: 1, progress: null };
    fake.send({ type: 'progress', data: { ...progress, phase: 'done' } });
    await until(() => findAll(view, 'tbody tr').length === 1);
    lacks(textOf(view), 'Learning');
  });
});

describe('the example', () => {
  it('is a home whose numbers agree, and says that they are made up', async () => {
    const home = exampleHome(NOW);
    const { split, total_power_w } = home.current.value!;
    isEqual(
      Object.values(split!).reduce((sum, watts) => sum + watts, 0),
      total_power_w,
    );
    const view = await show<WattributeView>(
      html`<wattribute-view
        .host=${exampleHost(hostIn('en'))}
        .config=${configWith()}
        .example=${exampleHome(Date.now())}
        .notice=${exampleNotice(hostIn('en'))}
      ></wattribute-view>`,
    );
    contains(textOf(view), 'Example These numbers are made up.');
    contains(textOf(view), 'Kettle switched on');
    await until(() => textOf(view).includes('1,880 W ± 20 · 76 switches'));
    await until(() => findAll(view, '[aria-busy=true]').length === 0);
    await until(() => findAll(view, '.marker').length > 0);
    isEqual(at(0), home.current.value!.timestamp);
  });
});
