/** What the forms of the chart mean. */
import { html, nothing, svg, type TemplateResult } from 'lit';
import type { Host } from '../host/host.ts';

type Options = { host: Host; isLong: boolean; hasAlwaysOn: boolean; hasUnexplained: boolean };

const disc = (isFilled: boolean): TemplateResult =>
  html`<svg width="14" height="14" aria-hidden="true">
    ${svg`<circle cx="7" cy="7" r="5.5" class=${isFilled ? 'filled' : 'hollow'}></circle>`}
  </svg>`;

const swatch = (form: string): TemplateResult => html`<i class="swatch ${form}"></i>`;

export function renderChartKey({ host: { localize }, isLong, hasAlwaysOn, hasUnexplained }: Options): TemplateResult {
  return html`<div class="key">
    ${
      isLong
        ? html`<span>${swatch('mean')}${localize('chart.mean')}</span><span>${swatch('highest')}${localize('chart.highest')}</span>`
        : html`<span>${disc(true)}${localize('chart.rose')}</span><span>${disc(false)}${localize('chart.fell')}</span>`
    }
    ${hasAlwaysOn ? html`<span>${swatch('always_on')}${localize('chart.always_on')}</span>` : nothing}
    ${hasUnexplained ? html`<span>${swatch('unexplained')}${localize('chart.unexplained')}</span>` : nothing}
  </div>`;
}
