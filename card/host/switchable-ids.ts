/** The entities that a change of power may be due to: what only measures or tells is left out. */
import type { Host } from './host.ts';

const domains = new Set(
  'climate cover fan humidifier input_boolean lawn_mower light lock media_player remote siren switch vacuum valve water_heater'.split(' '),
);

export const switchableIds = ({ entityIds, entity }: Host): string[] =>
  entityIds()
    .filter((id) => domains.has(id.slice(0, id.indexOf('.'))))
    .sort((a, b) => entity(a).name.localeCompare(entity(b).name));
