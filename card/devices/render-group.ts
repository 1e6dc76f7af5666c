/** A group of devices without watts: what is still learned, what has no effect, what is too small. */
import { mdiChevronDown, mdiChevronUp } from '@mdi/js';
import { html, nothing, type TemplateResult } from 'lit';
import type { Device } from '../../backend/contract/device.ts';
import type { MeterProfile } from '../../backend/contract/meter-profile.ts';
import { glyph } from '../elements/glyph.ts';
import type { Host } from '../host/host.ts';
import { learningText, noEffectText, tooSmallText } from './device-text.ts';
import type { GroupName } from './group-devices.ts';
import { renderIcon } from './render-device.ts';

export type GroupOptions = {
  host: Host;
  meter: MeterProfile | null;
  isOpen: boolean;
  toggle: () => void;
  open: ((entityId: string) => void) | null;
};

const headings = { learning: 'devices.learning', no_effect: 'devices.no_effect', too_small: 'devices.too_small_group' } as const;

function renderProgress({ switches, switches_needed }: Device, { localize }: Host): TemplateResult | typeof nothing {
  if (switches_needed === null) return nothing;
  const all = switches + switches_needed;
  return html`<span class="progress">
    <span
      class="track"
      role="progressbar"
      aria-valuenow=${switches}
      aria-valuemin="0"
      aria-valuemax=${all}
      aria-label=${localize('devices.seen')}
      ><i style="width:${all === 0 ? 0 : Math.round((100 * switches) / all)}%"></i
    ></span>
    <span class="small soft">${localize('devices.needs', { count: switches_needed })}</span>
  </span>`;
}

const textOf = (device: Device, name: GroupName, { host, meter }: GroupOptions): string => {
  if (name === 'learning') return learningText(device, host);
  return name === 'no_effect' ? noEffectText(device, host) : tooSmallText(meter, host);
};

function renderMember(device: Device, name: GroupName, options: GroupOptions): TemplateResult {
  const { host, open } = options;
  const look = host.entity(device.entity_id);
  const cells = html`${renderIcon(device.entity_id, host)}
    <span class="who"
      ><span class="name" title=${look.name}>${look.name}</span><span class="small soft">${textOf(device, name, options)}</span></span
    >
    ${name === 'learning' ? renderProgress(device, host) : nothing}`;
  return html`<li>
    ${
      open === null
        ? html`<div class="device member">${cells}</div>`
        : html`<button class="device member" @click=${() => open(device.entity_id)}>${cells}</button>`
    }
  </li>`;
}

export function renderGroup({ name, devices }: { name: GroupName; devices: readonly Device[] }, options: GroupOptions): TemplateResult {
  const { host, isOpen, toggle } = options;
  return html`<button class="group" aria-expanded=${isOpen ? 'true' : 'false'} @click=${toggle}>
      ${host.localize(headings[name])} <span class="number soft">${host.formats.number(devices.length)}</span>
      ${glyph(isOpen ? mdiChevronUp : mdiChevronDown)}
    </button>
    ${
      isOpen
        ? html`<ul>
            ${devices.map((device) => renderMember(device, name, options))}
          </ul>`
        : nothing
    }`;
}
