import { html, render } from 'lit';
import '../index.ts';
import { WattributeCard } from '../wattribute-card.ts';
import { correlation, current } from './fixtures.ts';
import { fakeHass, fakeSocket, refusal } from './fake-hass.ts';
import { contains, isEqual, isTrue, lacks, throwsWith } from './expect.ts';
import { find, findAll, settle, show, textOf, until } from './show.ts';

const type = 'custom:wattribute-card';

/** A Home Assistant whose backend answers. */
const answers = ({ path }: { path?: string }): unknown => {
  switch (path) {
    case '/health':
      return { status: 'ok', protocol: 1 };
    case '/energy/current':
      return current({}, Date.now());
    case '/energy/series':
      return { readings: [] };
    case '/energy/correlations':
      return [correlation({}, 4, Date.now())];
    default:
      return refusal('not_found');
  }
};

const showCard = async (home: ReturnType<typeof fakeSocket>, options: object = {}, changes: Record<string, unknown> = {}) => {
  const card = await show<WattributeCard>(html`<wattribute-card></wattribute-card>`);
  card.setConfig({ type, ...options });
  card.hass = fakeHass(home.socket, changes);
  await settle(card);
  return card;
};

describe('the card in Home Assistant', () => {
  it('is in the list of cards, with a preview', () => {
    const entry = window.customCards?.find((card) => card.type === 'wattribute-card');
    isEqual([entry?.name, entry?.preview], ['Wattribute', true]);
  });

  it('tells what is wrong with its configuration', async () => {
    const card = await show<WattributeCard>(html`<wattribute-card></wattribute-card>`);
    throwsWith(() => card.setConfig({ type, section: [] }), 'Did you mean "sections"?');
  });

  it('starts without any option', () => {
    const card = new WattributeCard();
    card.setConfig({ type, ...WattributeCard.getStubConfig() });
    isEqual(card.getGridOptions(), { columns: 12, min_columns: 6, rows: 'auto' });
    isTrue(card.getCardSize() > 10, 'it is a long card');
  });

  it('is three rows where it is compact', () => {
    const card = new WattributeCard();
    card.setConfig({ type, compact: true });
    isEqual(card.getGridOptions(), { columns: 12, min_columns: 6, rows: 3, min_rows: 3 });
    isEqual(card.getCardSize(), 3);
  });

  it('shows nothing before it has hass, and the home afterwards', async () => {
    const home = fakeSocket(answers);
    const card = await showCard(home);
    await until(() => home.made() === 1);
    home.send({ type: 'connection', data: { connected: true } });
    await until(() => textOf(card).includes('House power 2,483 W') && findAll(card, 'tbody tr').length > 0);
    contains(textOf(find(card, 'tbody tr')), 'Tumble dryer');
    contains(textOf(find(card, 'tbody tr')), 'Utility room');
  });

  it('shows its title', async () => {
    contains(textOf(await showCard(fakeSocket(answers), { title: 'Our house' })), 'Our house');
  });

  it('shares one subscription with other cards, also while a dashboard moves it about', async () => {
    const home = fakeSocket(answers);
    const first = await showCard(home);
    await showCard(home);
    const place = first.parentElement!;
    first.remove();
    place.append(first);
    first.remove();
    place.append(first);
    await until(() => home.made() > 0);
    await settle(first);
    isEqual(home.made(), 1);
  });

  it('does not draw again for states that mean nothing to it', async () => {
    const home = fakeSocket(answers);
    const card = await showCard(home);
    const view = find(card, 'wattribute-view') as HTMLElement & { host: unknown };
    const { host } = view;
    const hass = card.hass!;
    card.hass = { ...hass, states: { ...hass.states } };
    await settle(card);
    isTrue(view.host === host, 'the host is the same');
    card.hass = { ...hass, locale: { ...hass.locale, language: 'de' } };
    await until(() => view.host !== host && textOf(card).includes('Was sich geändert hat'));
  });

  it('opens Home Assistant’s dialog of an entity', async () => {
    const home = fakeSocket(answers);
    const card = await showCard(home);
    await until(() => home.made() === 1);
    home.send({ type: 'connection', data: { connected: true } });
    await until(() => findAll(card, 'tbody tr').length === 1);
    const opened: unknown[] = [];
    card.addEventListener('hass-more-info', (event) => opened.push((event as CustomEvent).detail));
    find(card, '.opener').click();
    findAll(card, '[role=menuitem]')
      .find((item) => textOf(item) === 'Show in Home Assistant')!
      .click();
    isEqual(opened, [{ entityId: 'switch.dryer' }]);
  });

  it('takes the sensor of its configuration for the power of the house, where there is no backend', async () => {
    const home = fakeSocket(() => refusal('not_configured'));
    const meter = { state: '1.2', attributes: { unit_of_measurement: 'kW' } };
    const card = await showCard(
      home,
      { power_entity: 'sensor.house' },
      { states: { 'sensor.house': meter, 'sensor.other': { ...meter, state: '7' } } },
    );
    await until(() => home.made() === 1);
    home.send({ type: 'connection', data: { connected: false, code: 'not_configured' } });
    await until(() => textOf(card).includes('House power 1,200 W'));
    card.setConfig({ type, power_entity: 'sensor.other' });
    await until(() => textOf(card).includes('House power 7,000 W'));
  });

  it('shows Home Assistant’s own power where there is no backend', async () => {
    const preferences = { energy_sources: [{ type: 'grid', stat_rate: 'sensor.grid' }], device_consumption: [] };
    const home = fakeSocket(({ type: command }) => (command === 'energy/get_prefs' ? preferences : refusal('not_configured')));
    const grid = (state: string) => ({ states: { 'sensor.grid': { state, attributes: { unit_of_measurement: 'W' } } } });
    const card = await showCard(home, {}, grid('1843'));
    await until(() => home.made() === 1);
    home.send({ type: 'connection', data: { connected: false, code: 'not_configured' } });
    await until(() => textOf(card).includes('House power 1,843 W'));
    contains(textOf(card), 'Which device changed your power?');
    card.hass = fakeHass(home.socket, grid('1900'));
    await until(() => textOf(card).includes('House power 1,900 W'));
  });

  it('shows an example among the cards to choose from, and asks nobody', async () => {
    const home = fakeSocket(answers);
    const picker = document.createElement('hui-card-picker');
    const inside = picker.attachShadow({ mode: 'open' });
    const place = await show(html`<div></div>`);
    place.append(picker);
    render(html`<wattribute-card></wattribute-card>`, inside);
    const card = inside.querySelector<WattributeCard>('wattribute-card')!;
    card.setConfig({ type });
    card.hass = fakeHass(home.socket);
    await until(() => findAll(card, 'tbody tr').length > 0);
    contains(textOf(card), 'These numbers are made up.');
    lacks(textOf(card), 'switch.kettle');
    isEqual([home.made(), home.state.asked.length], [0, 0]);
  });
});
