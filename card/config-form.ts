/** The form of the visual editor, in the words of the reader; Home Assistant draws it. */
import { defaults, parseConfig, powerUnits, rangeHours, sectionNames } from './config.ts';
import type { Localize, TextKey } from './localize.ts';

type Field = { name: string; type?: string; flatten?: boolean; default?: unknown; selector?: object; schema?: readonly Field[] };

export type ConfigForm = {
  schema: readonly Field[];
  computeLabel: (field: { name: string }) => string;
  computeHelper: (field: { name: string }) => string | undefined;
  /** Throws where the form cannot show a configuration: then Home Assistant offers YAML. */
  assertConfig: (config: unknown) => void;
};

type FieldName = 'title' | 'sections' | 'compact' | 'hours' | 'min_delta' | 'power_unit' | 'power_entity' | 'display';

const labels: Record<FieldName, TextKey> = {
  title: 'editor.title',
  sections: 'editor.sections',
  compact: 'editor.compact',
  hours: 'editor.hours',
  min_delta: 'editor.min_delta',
  power_unit: 'editor.power_unit',
  power_entity: 'editor.power_entity',
  display: 'editor.display',
};

const helpers: Partial<Record<FieldName, TextKey>> = {
  sections: 'editor.sections_what',
  compact: 'editor.compact_what',
  min_delta: 'editor.min_delta_what',
  power_entity: 'editor.power_entity_what',
};

const sectionTitles = {
  now: 'now',
  chart: 'chart',
  circuits: 'circuits',
  correlations: 'correlations',
  devices: 'devices',
} as const satisfies Record<(typeof sectionNames)[number], TextKey>;

const schemaIn = (localize: Localize): Field[] => {
  const sections = sectionNames.map((value) => ({ value, label: localize(sectionTitles[value]) }));
  const hours = rangeHours.map((value) => ({
    value,
    label: value < 48 ? localize('range.hours', { hours: value }) : localize('range.days', { days: value / 24 }),
  }));
  const units = powerUnits.map((value) => ({ value, label: value === 'auto' ? localize('editor.power_unit_auto') : value }));
  return [
    { name: 'title', selector: { text: {} } },
    {
      name: 'sections',
      default: defaults.sections,
      selector: { select: { multiple: true, reorder: true, mode: 'list', options: sections } },
    },
    { name: 'compact', default: defaults.compact, selector: { boolean: {} } },
    {
      name: 'display',
      type: 'expandable',
      flatten: true,
      schema: [
        { name: 'hours', default: defaults.hours, selector: { select: { mode: 'dropdown', options: hours } } },
        {
          name: 'min_delta',
          default: defaults.min_delta,
          selector: { number: { min: 0, max: 5000, step: 1, mode: 'box', unit_of_measurement: 'W' } },
        },
        { name: 'power_unit', default: defaults.power_unit, selector: { select: { mode: 'dropdown', options: units } } },
      ],
    },
    { name: 'power_entity', selector: { entity: { filter: { domain: 'sensor', device_class: 'power' } } } },
  ];
};

const isFieldName = (name: string): name is FieldName => name in labels;

export function createConfigForm(localize: Localize): ConfigForm {
  return {
    schema: schemaIn(localize),
    computeLabel: ({ name }) => (isFieldName(name) ? localize(labels[name]) : name),
    computeHelper({ name }) {
      const key = isFieldName(name) ? helpers[name] : undefined;
      return key === undefined ? undefined : localize(key);
    },
    assertConfig: (config) => void parseConfig(config),
  };
}
