/** When the largest consumers of the range were on: a lane each, with what they used. */
import { html, svg, type SVGTemplateResult, type TemplateResult } from 'lit';
import type { Host } from '../host/host.ts';
import { blockOf, joinBlocks } from './block-of.ts';
import { USAGE_LANE, type ChartModel, type Usage } from './chart-model.ts';
import type { ChartRange } from './chart-range.ts';

/** For what is learned. */
const lines = svg`<defs>
  <pattern id="lines" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(-45)">
    <rect class="lines-ground" width="5" height="5"></rect>
    <path class="lines" d="M0 2.5H5"></path>
  </pattern>
</defs>`;

/** Nearer ones would hide what their texture says: they are one, px. */
const APART = 1.5;

function renderBars({ on, provenance }: Usage, y: number, range: ChartRange): SVGTemplateResult {
  const bars = joinBlocks(
    on.flatMap(([from, to]) => blockOf(from, to, range, 2)),
    APART,
  );
  return svg`${bars.map(
    ({ x, width }) =>
      svg`<rect class="bar ${provenance}" fill=${provenance === 'measured' ? 'var(--data)' : 'url(#lines)'}
        x=${(x + 0.5).toFixed(1)} y=${y + 17} width=${Math.max(1, width - 1).toFixed(1)} height="9" rx=${Math.min(1.5, width / 6)}></rect>`,
  )}`;
}

const renderLane = (usage: Usage, y: number, range: ChartRange, host: Host): SVGTemplateResult =>
  svg`<text class="axis name" x="0" y=${y + 12}>${host.entity(usage.entity_id).name}</text>
    <text class="axis watts" x=${range.width} y=${y + 12}>${host.formats.energy(usage.energy_kwh)}</text>
    <path class="grid" d="M0 ${y + 21.5}H${range.width}"></path>
    ${renderBars(usage, y, range)}`;

export const renderUsage = ({ usage, range, layout: { usageY } }: ChartModel, host: Host): SVGTemplateResult =>
  svg`${lines} ${usage.map((lane, i) => renderLane(lane, usageY + i * USAGE_LANE, range, host))}`;

export const renderUsageIcons = ({ usage, layout: { usageY } }: ChartModel, host: Host): TemplateResult =>
  html`${usage.map(
    ({ entity_id }, i) =>
      html`<ha-icon
        class="device"
        style="top:${usageY + i * USAGE_LANE + 4}px"
        .icon=${host.entity(entity_id).icon}
        aria-hidden="true"
      ></ha-icon>`,
  )}`;
