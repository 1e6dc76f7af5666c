/** What stands beside the heading of the chart: pages, and the ranges. */
import { mdiChevronLeft, mdiChevronRight } from '@mdi/js';
import { html, nothing, type TemplateResult } from 'lit';
import type { CardConfig } from '../config.ts';
import { glyph } from '../elements/glyph.ts';
import { rangeText } from '../elements/range-text.ts';
import '../elements/wattribute-segmented.ts';
import type { Host } from '../host/host.ts';

type Hours = CardConfig['hours'];
type Options = {
  host: Host;
  hours: Hours;
  earlier: () => void;
  /** Null: nothing is later. */ later: (() => void) | null;
  choose: (hours: Hours) => void;
};

const ranges = [1, 6, 24, 168] as const satisfies readonly Hours[];

const renderPage = (label: string, path: string, act: (() => void) | null): TemplateResult =>
  html`<button class="icon" aria-label=${label} aria-disabled=${act === null ? 'true' : 'false'} @click=${act ?? nothing}>
    ${glyph(path)}
  </button>`;

export function renderChartActions({ host, hours, earlier, later, choose }: Options): TemplateResult {
  const { localize } = host;
  const chosen = ({ detail }: CustomEvent<number>) => {
    const found = ranges.find((range) => range === detail);
    if (found !== undefined) choose(found);
  };
  return html`<div slot="actions" class="actions">
    <div class="paging">
      ${renderPage(localize('chart.earlier'), mdiChevronLeft, earlier)} ${renderPage(localize('chart.later'), mdiChevronRight, later)}
    </div>
    <wattribute-segmented
      .label=${localize('chart.range')}
      .segments=${ranges.map((value) => ({ value, label: rangeText(value, host) }))}
      .value=${hours}
      @segment-selected=${chosen}
    ></wattribute-segmented>
  </div>`;
}
