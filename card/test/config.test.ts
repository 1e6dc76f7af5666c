import { parse } from 'yaml';
import { parseConfig, type CardConfig } from '../config.ts';
import { contains, isEqual, isTrue, throwsWith } from './expect.ts';

const type = 'custom:wattribute-card';

describe('the configuration', () => {
  it('has a default for everything', () => {
    isEqual(parseConfig({ type }), {
      type,
      sections: ['now', 'chart', 'circuits', 'correlations', 'devices'],
      compact: false,
      hours: 6,
      min_delta: 10,
      power_unit: 'auto',
    });
  });

  it('takes all sections by name, in any order', () => {
    const sections = ['devices', 'now', 'chart', 'correlations', 'circuits'];
    isEqual(parseConfig({ type, sections }).sections, sections);
  });

  it('takes an option that was emptied in the editor for one that is not there', () => {
    isEqual(parseConfig({ type, title: undefined, hours: undefined }).hours, 6);
    isEqual(parseConfig({ type, title: null, power_entity: null }).title, null);
  });

  it('leaves alone what Home Assistant keeps in every card', () => {
    isEqual(parseConfig({ type, grid_options: { rows: 3 }, visibility: [], view_layout: {}, card_mod: {} }).compact, false);
  });

  it('names an unknown option with the nearest right one', () => {
    throwsWith(() => parseConfig({ type, section: ['now'] }), 'no option "section"', 'Did you mean "sections"?');
    throwsWith(() => parseConfig({ type, colour: 'red' }), 'no option "colour"', 'Options are');
  });

  it('names the field, the value and what is possible', () => {
    throwsWith(() => parseConfig({ type, sections: ['now', 'circuit'] }), 'sections.1', '"circuit"', 'Did you mean "circuits"?');
    throwsWith(() => parseConfig({ type, hours: 5 }), 'hours: 5 is not one of 1, 6, 24, 168');
    throwsWith(() => parseConfig({ type, min_delta: -1 }), 'min_delta', 'negative');
    throwsWith(() => parseConfig({ type, min_delta: 'ten' }), 'min_delta: "ten" is not a number');
    throwsWith(() => parseConfig({ type, compact: 'yes' }), 'compact: "yes" is not a boolean');
    throwsWith(() => parseConfig({ type, sections: 'now' }), 'sections: "now" is not a list');
    throwsWith(() => parseConfig({ type, sections: ['now', 'now'] }), 'sections: name each section once');
    throwsWith(() => parseConfig({ type, power_entity: 'house power' }), 'power_entity: "house power" is not an entity');
    throwsWith(() => parseConfig({ type, sections: [] }), 'sections: name at least one section');
  });

  it('names all faults at once', () => throwsWith(() => parseConfig({ type, hours: 5, power_unit: 'MW' }), 'hours', 'power_unit'));

  it('says that it is missing', () => throwsWith(() => parseConfig(null), 'configuration of the card is missing'));
});

describe('what is documented', () => {
  const options = Object.keys({
    ...{ sections: true, compact: true, hours: true, min_delta: true, power_unit: true, power_entity: true, title: true },
  } satisfies Record<Exclude<keyof CardConfig, 'type'>, true>);
  const read = async (file: string): Promise<string> => (await fetch(`/${file}`)).text();
  /** All cards of ours, wherever they stand. */
  const cardsIn = (value: unknown): Record<string, unknown>[] => {
    if (typeof value !== 'object' || value === null) return [];
    const inner = Object.values(value).flatMap(cardsIn);
    return (value as { type?: unknown }).type === type ? [value as Record<string, unknown>, ...inner] : inner;
  };

  it('is each option, in the README and in the example, whose cards are all accepted', async () => {
    const cards = cardsIn(parse(await read('examples/dashboard.yaml')));
    isTrue(cards.length > 2, 'there are cards');
    for (const card of cards) isEqual(parseConfig(card).type, type);
    const used = new Set(cards.flatMap((card) => Object.keys(card)));
    isEqual(
      options.filter((option) => !used.has(option)),
      [],
    );
    const readme = await read('README.md');
    for (const option of options) contains(readme, `| \`${option}\``);
  });
});
