/** On which circuit and phase a device sits: as it was seen, to be confirmed, or as a user said, with the way back. */
import { html, nothing, type TemplateResult } from 'lit';
import type { DeviceDetail } from '../../backend/contract/device.ts';
import type { Place } from '../../backend/contract/place.ts';
import '../elements/wattribute-notice.ts';
import type { Host } from '../host/host.ts';

type Options = { host: Host; confirm: (circuitId: string) => void; takeBack: (id: string) => void };

/** Phases are numbered; circuits have names. */
const nameOf = ({ circuit_id, circuit_name }: Place, { localize }: Host): string => {
  const phase = /^phase_([123])$/.exec(circuit_id)?.[1];
  return phase === undefined ? circuit_name : localize('device.phase', { number: phase });
};

function renderPlace(place: Place, { host, confirm, takeBack }: Options): TemplateResult {
  const { formats, localize, isAdmin } = host;
  const { circuit_id, count, confidence, correction_id: id } = place;
  const name = nameOf(place, host);
  const [text, action, act] =
    id === null
      ? ([
          localize('device.place', { place: name, count, percent: formats.percent(100 * confidence) }),
          'device.place_yes',
          () => confirm(circuit_id),
        ] as const)
      : ([localize('device.place_told', { place: name }), 'device.take_back', () => takeBack(id)] as const);
  return html`<wattribute-notice
    class="place"
    .heading=${text}
    .action=${isAdmin ? localize(action) : ''}
    @notice-action=${act}
  ></wattribute-notice>`;
}

export const renderPlaces = ({ circuit, phase }: DeviceDetail, options: Options): (TemplateResult | typeof nothing)[] =>
  [circuit, phase].map((place) => (place === null ? nothing : renderPlace(place, options)));
