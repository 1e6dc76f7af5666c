/** What was on at a moment, as a table that adds up to the meter. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Moment } from '../../backend/contract/moment.ts';
import type { Host } from '../host/host.ts';

type Part = Moment['parts'][number];

const nameOf = ({ entity_id, name, kind }: Part, { entity, localize }: Host): string => {
  if (entity_id !== null) return entity(entity_id).name;
  if (name !== null) return name;
  return localize(`split.${kind === 'entered' ? 'learned' : kind}`);
};

const wordOf = ({ kind }: Part, { localize }: Host): string =>
  kind === 'always_on' || kind === 'unexplained' ? '' : localize(`moment.${kind}`);

export function renderParts({ timestamp, kind, power_w, parts }: Moment, host: Host): TemplateResult | typeof nothing {
  if (power_w === null || parts.length === 0) return nothing;
  const { formats, localize } = host;
  const { time, period } = formats.clock(Date.parse(timestamp));
  return html`<table>
    <caption class="soft small">
      ${localize('moment.on_at', { time: time + period })}
    </caption>
    <tbody>
      ${parts.map(
        (part) =>
          html`<tr>
            <td><i class="swatch ${part.kind}"></i></td>
            <td class="part">${nameOf(part, host)}</td>
            <td class="soft small">${wordOf(part, host)}</td>
            <td class="number end">${formats.watts(part.power_w)}</td>
          </tr>`,
      )}
      <tr class="total">
        <td></td>
        <td colspan="2">${localize(kind === 'net' ? 'now.grid_power' : 'now.house_power')}</td>
        <td class="number end">${formats.watts(power_w)}</td>
      </tr>
    </tbody>
  </table>`;
}
