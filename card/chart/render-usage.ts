/** When the largest consumers of the range were on: a lane each, with what they used. */
import { html, svg, type SVGTemplateResult, type TemplateResult } from 'lit';
import type { Host } from '../host/host.ts';
import type { ChartModel, UsageLane } from './chart-model.ts';

/** For what is learned. */
const lines = svg`<defs>
  <pattern id="lines" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(-45)">
    <rect class="lines-ground" width="5" height="5"></rect>
    <path class="lines" d="M0 2.5H5"></path>
  </pattern>
</defs>`;

const renderLane = ({ usage, y, bars }: UsageLane, width: number, host: Host): SVGTemplateResult =>
  svg`<text class="axis name" x="0" y=${y + 12}>${host.entity(usage.entity_id).name}</text>
    <text class="axis watts" x=${width} y=${y + 12}>${host.formats.energy(usage.energy_kwh)}</text>
    <path class="grid" d="M0 ${y + 21.5}H${width}"></path>
    ${bars.map(
      ({ x, width: long }) =>
        svg`<rect class="bar ${usage.provenance}" fill=${usage.provenance === 'measured' ? 'var(--data)' : 'url(#lines)'}
          x=${(x + 0.5).toFixed(1)} y=${y + 17} width=${Math.max(1, long - 1).toFixed(1)} height="9" rx=${Math.min(1.5, long / 6)}></rect>`,
    )}`;

export const renderUsage = ({ usage, range }: ChartModel, host: Host): SVGTemplateResult =>
  svg`${lines} ${usage.map((lane) => renderLane(lane, range.width, host))}`;

export const renderUsageIcons = ({ usage }: ChartModel, host: Host): TemplateResult =>
  html`${usage.map(
    ({ usage: { entity_id }, y }) =>
      html`<ha-icon class="device" style="top:${y + 4}px" .icon=${host.entity(entity_id).icon} aria-hidden="true"></ha-icon>`,
  )}`;
