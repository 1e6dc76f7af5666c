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

/** Whole watts that add up as the parts do: each is what it brings the rounded sum further. */
function wholeWatts(parts: readonly Part[]): number[] {
  let sum = 0;
  return parts.map(({ power_w }) => {
    const before = Math.round(sum);
    sum += power_w;
    return Math.round(sum) - before;
  });
}

const renderPart = (part: Part, watts: number, host: Host): TemplateResult =>
  html`<tr>
    <td><i class="swatch ${part.kind}"></i></td>
    <td class="part">${nameOf(part, host)}</td>
    <td class="soft small">${wordOf(part, host)}</td>
    <td class="number end">${host.formats.watts(watts)}</td>
  </tr>`;

function wordOfTotal(kind: Moment['kind'], power_w: number): 'now.house_power' | 'now.grid_power' | 'now.to_grid' {
  if (kind === 'load') return 'now.house_power';
  return Math.round(power_w) < 0 ? 'now.to_grid' : 'now.grid_power';
}

export function renderParts({ timestamp, kind, power_w, parts }: Moment, host: Host): TemplateResult {
  const { formats, localize } = host;
  if (power_w === null) return html`<p class="note">${localize('moment.none')}</p>`;
  const { time, period } = formats.clock(Date.parse(timestamp));
  const watts = wholeWatts(parts);
  return html`<table>
    ${
      parts.length === 0
        ? nothing
        : html`<caption class="soft small">
            ${localize('moment.on_at', { time: time + period })}
          </caption>`
    }
    <tbody>
      ${parts.map((part, i) => renderPart(part, watts[i] ?? 0, host))}
      <tr class="total">
        <td></td>
        <td colspan="2">${localize(wordOfTotal(kind, power_w))}</td>
        <td class="number end">${formats.watts(kind === 'net' ? Math.abs(power_w) : power_w)}</td>
      </tr>
    </tbody>
  </table>`;
}
