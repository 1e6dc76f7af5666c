import { html } from 'lit';
import '../elements/wattribute-now.ts';
import type { WattributeNow } from '../elements/wattribute-now.ts';
import { configWith, correlation, currentIs, homeWith, hostIn, NOW, at, MINUTE_MS } from './fixtures.ts';
import type { HomeState } from '../controllers/home-state.ts';
import type { Host } from '../host/host.ts';
import { contains, isEqual, isTrue, lacks } from './expect.ts';
import { find, findAll, settle, show, textOf } from './show.ts';

const showNow = (
  changes: Partial<HomeState> = {},
  { host = hostIn('en'), now = NOW, options = {} }: { host?: Host; now?: number; options?: object } = {},
) =>
  show<WattributeNow>(
    html`<wattribute-now .host=${host} .config=${configWith(options)} .home=${homeWith(changes)} .now=${now}></wattribute-now>`,
  );

describe('the panel Now', () => {
  it('shows the power, the reason, how much is known and where it comes from', async () => {
    const text = textOf(await showNow());
    for (const part of [
      'House power 2,483 W',
      'Tumble dryer switched on',
      '2:32 PM, 4 minutes ago',
      '+1,930 W',
      'Measured 222 W',
      'Learned 1,954 W',
      'Always on 212 W',
      'Unexplained 95 W',
      'Solar 640 W',
      'From grid 1,843 W',
    ])
      contains(text, part);
  });

  it('speaks German with German numbers, a no-break space before the unit and a true minus', async () => {
    const panel = await showNow(currentIs({ latest: correlation({ power_delta_w: -1930, state: 'off', previous_state: 'on' }) }), {
      host: hostIn('de'),
    });
    const text = textOf(panel);
    contains(text, 'Hausverbrauch 2.483 W');
    contains(text, 'Tumble dryer ausgeschaltet');
    contains(text, '14:32, vor 4 Minuten');
    isEqual(find(panel, '.watts').textContent, '\u22121.930\u00a0W');
  });

  it('tells times in the time zone of the home, not of the browser', async () => {
    contains(textOf(await showNow({}, { host: hostIn('de') })), '14:32');
  });

  it('draws measured, learned, always on and unexplained in textures of their own', async () => {
    const panel = await showNow();
    const looks = ['measured', 'learned', 'always_on', 'unexplained'].map((part) => getComputedStyle(find(panel, `.bar .${part}`)));
    isTrue(looks[0]!.backgroundImage === 'none', 'measured is solid');
    contains(looks[1]!.backgroundImage, 'linear-gradient');
    isTrue(looks[2]!.backgroundImage === 'none' && looks[2]!.boxShadow !== 'none', 'always on is flat with an edge');
    contains(looks[3]!.backgroundImage, 'radial-gradient');
  });

  it('turns the last reading grey and says how old it is when the meter went silent', async () => {
    const panel = await showNow({}, { now: NOW + 12 * MINUTE_MS });
    const text = textOf(panel);
    contains(text, 'Last reading 12 min ago');
    contains(text, 'sensor.house_power usually reports every 10 s.');
    lacks(text, 'Tumble dryer');
    isTrue(findAll(panel, '.power.stale').length === 1, 'the number is grey');
    isTrue(findAll(panel, '.silence').length === 1, 'the curve goes on in dots');
  });

  it('shows no number where the meter does not know', async () => {
    const text = textOf(await showNow(currentIs({ total_power_w: null })));
    contains(text, 'unknown');
    lacks(text, '0 W');
  });

  it('says that there is no meter', async () => {
    contains(textOf(await showNow(currentIs({ timestamp: null, total_power_w: null }))), 'No power meter found.');
  });

  it('says why there is no reading, where the backend knows', async () => {
    const part = { part: 'home', status: 'waiting', message: 'Home Assistant cannot be reached.', trouble: null, since: at(1) } as const;
    const text = textOf(
      await showNow({ ...currentIs({ timestamp: null, total_power_w: null }), health: { status: 'degraded', parts: [part] } }),
    );
    contains(text, 'No reading yet Home Assistant cannot be reached.');
  });

  it('says what people can mend in their language', async () => {
    const values = { entity_id: 'sensor.gone', named_by: 'configuration' as const, candidates: ['sensor.house', 'sensor.grid'] };
    const trouble = { code: 'no_entity' as const, values, text: 'Meter: the configuration names sensor.gone.' };
    const part = { part: 'meter', status: 'failed' as const, message: trouble.text, trouble, since: at(1) };
    const text = textOf(
      await showNow(
        { ...currentIs({ timestamp: null, total_power_w: null }), health: { status: 'degraded', parts: [part] } },
        { host: hostIn('de') },
      ),
    );
    contains(
      text,
      'Home Assistant hat keine Entität sensor.gone, die das Haus messen soll. Leistungssensoren: sensor.house und sensor.grid.',
    );
  });

  it('says "To grid" without a minus, and leaves out what cannot be known of a net', async () => {
    const text = textOf(await showNow(currentIs({ kind: 'net', total_power_w: -2572, solar_w: null })));
    contains(text, 'To grid 2,572 W');
    contains(text, 'Solar or battery power is not known');
    lacks(text, 'Always on');
  });

  it('sends to the grid in words', async () => {
    const text = textOf(await showNow(currentIs({ total_power_w: 548, grid_w: -2572, solar_w: 3120, battery_w: -40 })));
    contains(text, 'To grid 2,572 W');
    contains(text, 'To battery 40 W');
  });

  it('shows 0 W and says why when late readings add up to less', async () => {
    const panel = await showNow(currentIs({ total_power_w: -30 }));
    contains(textOf(panel), 'House power 0 W');
    contains(find(panel, '.power').getAttribute('title') ?? '', 'less than 0\u00a0W');
  });

  it('names no entity where none changed', async () => {
    const step = { start: at(2), end: at(-4), power_w: 1180, pattern_id: null };
    const text = textOf(await showNow(currentIs({ latest_unexplained: step })));
    contains(text, 'No entity changed');
    contains(text, 'for 6 minutes');
    contains(text, '+1,180 W');
  });

  it('leaves the legend and the flows out where it is compact', async () => {
    const text = textOf(await showNow({}, { options: { compact: true } }));
    contains(text, 'Tumble dryer');
    lacks(text, 'Measured');
    lacks(text, 'Solar');
  });

  it('opens the entity of its sentence', async () => {
    const opened: string[] = [];
    const panel = await showNow({}, { host: { ...hostIn('en'), showMoreInfo: (_source, id) => opened.push(id) } });
    find(panel, 'wattribute-sentence').shadowRoot!.querySelector('button')!.click();
    isEqual(opened, ['switch.dryer']);
  });

  it('tells a screen reader of a new change, not of the first, and not of two within 30 s', async () => {
    const panel = await showNow();
    isEqual(find(panel, '[aria-live]').textContent, '');
    for (const minutesAgo of [2, 1]) {
      panel.home = homeWith(currentIs({ latest: correlation({ entity_id: 'light.lamp', power_delta_w: 60 - minutesAgo }, minutesAgo) }));
      await settle(panel);
    }
    isEqual(find(panel, '[aria-live]').textContent, 'Floor lamp switched on +58\u00a0W');
  });
});
