/** What a device draws in each of its modes, and what changed together with it. */
import { html, nothing, type TemplateResult } from 'lit';
import type { DeviceDetail } from '../../backend/contract/device.ts';
import type { Host } from '../host/host.ts';

type Row = { name: string; evidence: string; value: string };

const renderList = (title: string, rows: readonly Row[]): TemplateResult | typeof nothing =>
  rows.length === 0
    ? nothing
    : html`<h3>${title}</h3>
        <ul>
          ${rows.map(
            ({ name, evidence, value }) =>
              html`<li><span>${name}</span><span class="soft small">${evidence}</span><span class="number">${value}</span></li>`,
          )}
        </ul>`;

export function renderCompanions({ entity_id, modes, seen_with }: DeviceDetail, host: Host): TemplateResult {
  const { entity, formats, formatState, localize } = host;
  const ofModes = (modes ?? []).map(({ mode, power_w, interval_w, count }) => ({
    name: formatState(entity_id, mode),
    evidence: localize('devices.switches', { count }),
    value: interval_w === null ? formats.watts(power_w) : `${formats.watts(power_w)} ± ${formats.number(Math.round(interval_w))}`,
  }));
  const ofOthers = (seen_with ?? []).map((other) => ({
    name: entity(other.entity_id).name,
    evidence: '',
    value: localize('device.times', { count: other.count }),
  }));
  return html`${renderList(localize('device.by_mode'), ofModes)} ${renderList(localize('device.seen_with'), ofOthers)}`;
}
