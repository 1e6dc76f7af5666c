import { html } from 'lit';
import '../elements/wattribute-circuits.ts';
import type { WattributeCircuits } from '../elements/wattribute-circuits.ts';
import type { HomeState } from '../controllers/home-state.ts';
import type { Host } from '../host/host.ts';
import { circuit, configWith, currentIs, homeWith, hostIn, NOW } from './fixtures.ts';
import { contains, isEqual, isTrue, lacks } from './expect.ts';
import { find, findAll, show, textOf } from './show.ts';

const showCircuits = (changes: Partial<HomeState> = {}, host: Host = hostIn('en'), width = 360) =>
  show<WattributeCircuits>(
    html`<wattribute-circuits .host=${host} .config=${configWith()} .home=${homeWith(changes)} .now=${NOW}></wattribute-circuits>`,
    width,
  );

describe('the panel Circuits', () => {
  it('shows rows with watts, shares and textures, and what nobody tracks', async () => {
    const panel = await showCircuits();
    const text = textOf(panel);
    for (const part of ['Utility room 2,030 W 82 %', 'Tumble dryer 1,930 W 78 %', 'Remaining 100 W 4 %', 'Untracked 289 W 12 %'])
      contains(text, part);
    isEqual(findAll(panel, 'li.child').length, 2);
    isEqual(
      findAll(panel, 'li').map(({ ariaLevel }) => ariaLevel),
      ['1', '2', '2', '1', '1'],
    );
    isEqual(findAll(panel, 'i.learned').length, 1);
    isEqual(findAll(panel, 'i.rest').length, 2);
  });

  it('has one zero line and one scale for all bars, at every depth', async () => {
    for (const width of [300, 500, 1080]) {
      const panel = await showCircuits({}, hostIn('en'), width);
      const places = findAll(panel, '.bar').map((bar) =>
        [bar.getBoundingClientRect().left, bar.getBoundingClientRect().right].map(Math.round),
      );
      isEqual(new Set(places.map(String)).size, 1);
    }
  });

  it('has no bar for what draws nothing or does not know', async () => {
    const circuits = [circuit('Cellar', null), circuit('Attic', 300), circuit('Fan', 400, { parent: 'Attic' })];
    const panel = await showCircuits(currentIs({ circuits, total_power_w: 300 }));
    isEqual(
      findAll(panel, 'li').map((row) => [textOf(row), findAll(row, '.bar i').length]),
      [
        ['Attic 300 W 100 %', 1],
        ['Fan 400 W 133 %', 1],
        ['Remaining 0 W 0 % The meters were read at different moments', 0],
        ['Cellar unknown', 0],
      ],
    );
  });

  it('compares bars with the largest where only the net is known', async () => {
    const panel = await showCircuits(currentIs({ kind: 'net', total_power_w: -2572 }));
    isEqual(
      findAll(panel, '.bar i').map(({ style }) => style.width),
      ['100%', '95.1%', '4.9%', '8.1%'],
    );
  });

  it('says "unknown" for a sensor that does not know', async () => {
    const text = textOf(await showCircuits(currentIs({ circuits: [circuit('Cellar', null)] })));
    contains(text, 'Cellar unknown');
  });

  it('leaves shares out where only the net is known', async () => {
    const text = textOf(await showCircuits(currentIs({ kind: 'net' })));
    lacks(text, '%');
    lacks(text, 'Untracked');
  });

  it('explains a rest below zero in its tooltip', async () => {
    const panel = await showCircuits(currentIs({ total_power_w: 2000 }));
    contains(find(panel, 'li.computed[title]').title, 'different moments');
  });

  it('says where circuits come from when there are none, and goes there', async () => {
    let went = 0;
    const panel = await showCircuits(currentIs({ circuits: [] }), { ...hostIn('en'), openEnergySettings: () => void (went += 1) });
    contains(textOf(panel), 'No circuits or devices with a power sensor in your Energy settings.');
    find(panel, 'button').click();
    isEqual(went, 1);
  });

  it('opens the sensor of a circuit', async () => {
    const opened: string[] = [];
    const panel = await showCircuits({}, { ...hostIn('en'), showMoreInfo: (_source, id) => opened.push(id) });
    find(panel, 'button.row').click();
    isEqual(opened, ['sensor.office_power']);
  });

  it('offers nothing to open where nothing can be opened', async () => {
    isTrue(findAll(await showCircuits(), 'button').length === 0, 'there is no button');
  });
});
