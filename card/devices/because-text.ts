/** Why the power of a meter is taken from where it is, in the reader's language. */
import type { MeterReason } from '../../backend/contract/meter-reason.ts';
import type { Host } from '../host/host.ts';

type Of<C extends MeterReason['code']> = Extract<MeterReason, { code: C }>['values'];

function addressText({ host, topic, preset }: Of<'address'>, { localize }: Host): string {
  const where = topic === null ? localize('because.address', { host }) : localize('because.topic', { topic, host });
  return preset === null ? where : `${where} ${localize('because.preset', { preset })}`;
}

const cloudText = ({ averaging, maker }: Of<'cloud'>, { localize }: Host): string =>
  localize(averaging ? 'because.cloud_mean' : 'because.cloud_snapshot', { maker });

export function becauseText({ code, values, text }: MeterReason, host: Host): string {
  switch (code) {
    case 'own':
      return text;
    case 'address':
      return addressText(values, host);
    case 'cloud':
      return cloudText(values, host);
    default: {
      const { entity_ids = [], energy_id: energy = '', platform = '' } = values as Partial<Of<'device'> & Of<'platform'>>;
      const sensors = host.formats.list(entity_ids).map((part) => part.text);
      return host.localize(`because.${code}`, { sensors: sensors.join(''), count: entity_ids.length, energy, platform });
    }
  }
}
