import { createConfigForm } from '../config-form.ts';
import { parseConfig, sectionNames } from '../config.ts';
import '../index.ts';
import { createLocalize, localizeInEnglish } from '../localize.ts';
import german from '../translations/de.json';
import { WattributeCard } from '../wattribute-card.ts';
import { fakeHass, fakeSocket } from './fake-hass.ts';
import { isEqual, isTrue, throwsWith } from './expect.ts';

const type = 'custom:wattribute-card';

type Field = { name: string; default?: unknown; schema?: readonly Field[] };
const flat = (fields: readonly Field[]): Field[] => fields.flatMap((field) => (field.schema === undefined ? [field] : flat(field.schema)));

describe('the visual editor', () => {
  const form = createConfigForm(localizeInEnglish);

  it('has a field for every option', () => {
    const optional = ['power_entity', 'title'];
    const options = [...Object.keys(parseConfig({ type })), ...optional].filter((name) => name !== 'type');
    isEqual(
      flat(form.schema)
        .map(({ name }) => name)
        .sort(),
      options.sort(),
    );
  });

  it('begins with what holds where nothing is said', () => {
    const config: Record<string, unknown> = parseConfig({ type });
    for (const field of flat(form.schema)) isEqual(field.default, config[field.name]);
  });

  it('names its fields in the language of the reader', () => {
    const inGerman = createConfigForm(createLocalize('de', german));
    isEqual([form.computeLabel({ name: 'sections' }), inGerman.computeLabel({ name: 'sections' })], ['Sections', 'Abschnitte']);
    isTrue((inGerman.computeHelper({ name: 'min_delta' }) ?? '').includes('Änderungen'), 'the help is German');
    isEqual(form.computeHelper({ name: 'title' }), undefined);
  });

  it('offers every section by its heading', () => {
    const text = JSON.stringify(form.schema);
    for (const name of sectionNames) isTrue(text.includes(`"value":"${name}"`), name);
    isTrue(text.includes('"label":"What changed"'), 'the heading');
  });

  it('leaves to YAML what it cannot show, and says why', () => {
    form.assertConfig({ type, sections: ['now'], grid_options: { rows: 3 } });
    throwsWith(() => form.assertConfig({ type, power_unti: 'kW' }), 'Did you mean "power_unit"?');
  });

  it('comes with the card, in the language of the page', async () => {
    document.documentElement.lang = 'de';
    const { computeLabel } = await WattributeCard.getConfigForm();
    document.documentElement.lang = 'en';
    isEqual(computeLabel({ name: 'compact' }), 'Kompakt');
  });
});

describe('the card among those to choose from', () => {
  it('is offered for a sensor of power, and for nothing else', () => {
    const entity = (device_class: string) => ({ state: '1', attributes: { device_class } });
    const states = { 'sensor.house': entity('power'), 'sensor.heat': entity('temperature'), 'switch.kettle': entity('outlet') };
    const hass = fakeHass(fakeSocket().socket, { states });
    const offer = (entityId: string) =>
      window.customCards?.find((card) => card.type === 'wattribute-card')?.getEntitySuggestion(hass, entityId);
    isEqual(offer('sensor.house'), { config: { type, power_entity: 'sensor.house' } });
    isEqual([offer('sensor.heat'), offer('switch.kettle'), offer('sensor.gone')], [null, null, null]);
  });
});
