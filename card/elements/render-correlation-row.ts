/** One change as a row of the table; on a narrow card the same cells take two lines. */
import { html, nothing, type TemplateResult } from 'lit';
import { classMap } from 'lit/directives/class-map.js';
import type { Correlation } from '../../backend/contract/correlation.ts';
import type { Host } from '../host/host.ts';
import { causeText } from './cause-text.ts';
import { confidenceOf } from './confidence-of.ts';
import { statesText } from './state-change-text.ts';
import './wattribute-confidence.ts';

type Options = { host: Host; now: number; isNew: boolean; onSelect: ((event: Event) => void) | undefined };

const dayPrefix = (timeMs: number, { host, now }: Options): string => {
  const { time } = host.formats.clock(timeMs);
  return host.formats.time(timeMs, now).replace(time, '').replace(/, .*$/, ' ').trim();
};

function renderTime(timeMs: number, options: Options): TemplateResult {
  const { time, seconds, period } = options.host.formats.clock(timeMs);
  const isToday = options.host.formats.time(timeMs, options.now) === options.host.formats.time(timeMs, timeMs);
  return html`${isToday ? nothing : html`<span class="day">${dayPrefix(timeMs, options)}</span>`}${time}<span class="soft seconds"
      >${seconds}</span
    >${period}`;
}

const select = (onSelect: Options['onSelect']) => (event: KeyboardEvent) => {
  if (event.key === 'Enter') onSelect?.(event);
};

function renderConfidence(correlation: Correlation, { host: { entity, formats, localize } }: Options): TemplateResult {
  const confidence = confidenceOf(correlation);
  const sharers = formats.list(correlation.shared_with.map((id) => entity(id).name)).map(({ text }) => text);
  const title = sharers.length === 0 ? nothing : localize('correlations.shared_with', { names: sharers.join('') });
  return html`<td role="cell" class="confidence" title=${title}>
    ${
      confidence === null
        ? nothing
        : html`<wattribute-confidence .confidence=${confidence} .word=${localize(`confidence.${confidence}`)}></wattribute-confidence>`
    }
    ${correlation.feedback === 'denied' ? html`<span class="hidden">${localize('correlations.denied')}</span>` : nothing}
  </td>`;
}

export function renderCorrelationRow(correlation: Correlation, options: Options): TemplateResult {
  const { host, isNew, onSelect } = options;
  const { formats, localize } = host;
  const { name, area, icon } = host.entity(correlation.entity_id);
  return html`<tr
    role="row"
    class=${classMap({ new: isNew, denied: correlation.feedback === 'denied' })}
    tabindex=${onSelect === undefined ? nothing : '0'}
    @click=${onSelect ?? nothing}
    @keydown=${select(onSelect)}
  >
    <td role="cell" class="time number">${renderTime(Date.parse(correlation.timestamp), options)}</td>
    <td role="cell" class="device">
      <div>
        <ha-icon .icon=${icon} aria-hidden="true"></ha-icon>
        <span class="name" title=${name}>${name}</span><span class="area">${area}</span>
      </div>
    </td>
    <td role="cell" class="state">
      <span class="values">${statesText(correlation, host)}</span>${area === null ? nothing : html`<span class="where"> · ${area}</span>`}
    </td>
    <td role="cell" class="change end"><span class="number">${formats.change(correlation.power_delta_w)}</span></td>
    <td role="cell" class="levels end">
      <span class="number">${formats.levels(correlation.power_before_w, correlation.power_after_w)}</span>
    </td>
    ${renderConfidence(correlation, options)}
    <td role="cell" class="cause soft">${causeText(correlation.cause, localize)}</td>
  </tr>`;
}
