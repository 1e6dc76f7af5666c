/** One device as a row: name, watts when on, what it cost; on a wide card all columns. */
import { mdiAlertOutline } from '@mdi/js';
import { html, nothing, type TemplateResult } from 'lit';
import type { Device } from '../../backend/contract/device.ts';
import { classNames } from '../elements/class-names.ts';
import { glyph } from '../elements/glyph.ts';
import type { Host } from '../host/host.ts';
import type { TextKey } from '../localize.ts';
import { driftText, evidenceText, wattsText } from './device-text.ts';
import { weightOf, type Period } from './group-devices.ts';

const NONE = '–';

export type DeviceRowOptions = {
  host: Host;
  currency: string | null;
  now: number;
  period: Period;
  /** The most that a device of the list cost, or used, in the period. */
  most: number;
  /** Null: there is nothing to open. */
  open: ((entityId: string) => void) | null;
};

/** States and actions in which nothing is drawn: a thermostat may be switched on and yet not work. */
const quiet = new Set(['off', 'unavailable', 'unknown', 'standby', 'idle', 'closed', 'open', 'docked', 'paused', 'locked', 'unlocked']);
const isOn = (entityId: string, host: Host): boolean => {
  const now = host.stateOf(entityId);
  return now !== null && ![now.state, now.action ?? ''].some((told) => quiet.has(told)) && Number.isNaN(Number(now.state));
};

const provenanceOf = ({ verdict, entered_w }: Device): 'measured' | 'learned' | 'entered' =>
  entered_w !== null ? 'entered' : verdict === 'measured' ? 'measured' : 'learned';

export const renderIcon = (entityId: string, host: Host): TemplateResult =>
  html`<span class=${classNames({ circle: true, on: isOn(entityId, host) })}
    ><ha-icon .icon=${host.entity(entityId).icon} aria-hidden="true"></ha-icon
  ></span>`;

const renderDrift = (device: Device, { host, now }: DeviceRowOptions): TemplateResult | typeof nothing => {
  const text = driftText(device, host, now);
  return text === null ? nothing : html`<span class="drift">${glyph(mdiAlertOutline, 14)}${text}</span>`;
};

function renderWatts(device: Device, options: DeviceRowOptions): TemplateResult {
  const { host } = options;
  const watts = wattsText(device, host);
  return html`<span class="draws"
    ><i class="swatch ${provenanceOf(device)}"></i
    >${watts === null ? nothing : html`<b class="number">${watts}</b><span class="dot" aria-hidden="true"> · </span>`}<span class="evidence"
      >${evidenceText(device, host)}</span
    >${renderDrift(device, options)}</span
  >`;
}

/** The eye sees it above the column. */
const columnName = (key: TextKey, { localize }: Host): TemplateResult => html`<span class="hidden">${localize(key)} </span>`;

function renderUsed(device: Device, period: Period, options: DeviceRowOptions): TemplateResult {
  const { host, currency } = options;
  const cost = device.cost?.[period];
  const kwh = device.energy_kwh?.[period];
  const energy = kwh === undefined ? NONE : host.formats.energy(kwh);
  const isChosen = period === options.period;
  return html`<span class=${classNames({ used: true, chosen: isChosen })}>
    ${columnName(`devices.${period}`, host)}<span class="number strong"
      >${cost === undefined ? energy : host.formats.money(cost, currency)}</span
    >
    ${cost === undefined ? nothing : html`<br /><span class="number soft small">${energy}</span>`}
  </span>`;
}

export function renderDevice(device: Device, options: DeviceRowOptions): TemplateResult {
  const { host, period, most, open } = options;
  const { name, area } = host.entity(device.entity_id);
  const where = [area, isOn(device.entity_id, host) ? host.localize('state.on') : null].filter((part) => part !== null).join(' · ');
  const width = most > 0 ? Math.max(1, (100 * Math.max(0, weightOf(device, period))) / most) : 0;
  const cells = html`${renderIcon(device.entity_id, host)}
    <span class="who"><span class="name" title=${name}>${name}</span><span class="where soft small">${where}</span></span>
    ${renderWatts(device, options)}
    <span class="standby number soft"
      >${columnName('devices.standby', host)}${device.standby_w === null ? NONE : host.formats.watts(device.standby_w)}</span
    >
    ${renderUsed(device, 'today', options)} ${renderUsed(device, 'week', options)}
    <span class="bar"><i class=${provenanceOf(device)} style="width:${width.toFixed(1)}%"></i></span>`;
  return html`<li>
    ${open === null ? html`<div class="device">${cells}</div>` : html`<button class="device" @click=${() => open(device.entity_id)}>${cells}</button>`}
  </li>`;
}
