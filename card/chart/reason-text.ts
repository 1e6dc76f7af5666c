/** Why a step is believed to be a device's, as a sentence in the reader's language. */
import type { Reason } from '../../backend/contract/moment.ts';
import type { Host } from '../host/host.ts';

export function reasonText({ code, values }: Reason, { localize, formats, entity }: Host): string {
  switch (code) {
    case 'fits':
    case 'differs': {
      const known = { watts: formats.watts(values.power_w), interval: formats.number(values.interval_w) };
      return code === 'fits'
        ? localize('reason.fits', { ...known, count: values.switches })
        : localize('reason.differs', { ...known, step: formats.watts(values.step_w) });
    }
    case 'shared': {
      const names = formats.list(values.entity_ids.map((id) => entity(id).name));
      return localize('reason.shared', { names: names.map(({ text }) => text).join(''), count: values.entity_ids.length });
    }
    case 'alone':
      return localize('reason.alone', { count: values.seconds });
    case 'averaging':
      return localize('reason.averaging', { count: Math.round(values.cadence_s) });
  }
}
