/** One change as a row of the table; on a narrow card the same cells take two lines. */
import { mdiAccountCheckOutline } from '@mdi/js';
import { html, nothing, type TemplateResult } from 'lit';
import type { Correlation } from '../../backend/contract/correlation.ts';
import type { Host } from '../host/host.ts';
import { causeText } from './cause-text.ts';
import type { Change } from './changes-of.ts';
import { classNames } from './class-names.ts';
import { glyph } from './glyph.ts';
import { statesText } from './state-change-text.ts';
import './wattribute-confidence.ts';
import type { MenuItem } from './wattribute-menu.ts';
import './wattribute-menu.ts';

export type RowOptions = {
  host: Host;
  now: number;
  isNew: boolean;
  /** Null: nothing opens. */
  select: (() => void) | null;
  items: readonly MenuItem[];
};

const NOBODY = 'mdi:help-circle-outline';

function renderTime(timeMs: number, { host: { formats }, now }: RowOptions): TemplateResult {
  const { time, seconds, period } = formats.clock(timeMs);
  const day = formats.day(timeMs);
  return html`${day === formats.day(now) ? nothing : html`<span class="day">${day}</span>`}${time}<span
      class="soft seconds ${period === '' ? '' : 'long'}"
      >${seconds}</span
    >${period}`;
}

const feedbackText = ({ feedback }: Correlation, { localize }: Host): TemplateResult | typeof nothing =>
  feedback === null
    ? nothing
    : feedback === 'denied'
      ? html`<span class="hidden">${localize('correlations.denied')}</span>`
      : html`<span class="confirmed" title=${localize('correlations.confirmed')}
          >${glyph(mdiAccountCheckOutline, 14)}<span class="hidden">${localize('correlations.confirmed')}</span></span
        >`;

function renderConfidence({ correlation, confidence }: Change, { host }: RowOptions): TemplateResult {
  if (correlation === null) return html`<td role="cell" class="confidence"></td>`;
  const { entity, formats, localize } = host;
  const sharers = formats.list(correlation.shared_with.map((id) => entity(id).name)).map(({ text }) => text);
  const title = sharers.length === 0 ? nothing : localize('correlations.shared_with', { names: sharers.join('') });
  return html`<td role="cell" class="confidence" title=${title}>
    ${
      confidence === null
        ? nothing
        : html`<wattribute-confidence .confidence=${confidence} .word=${localize(`confidence.${confidence}`)}></wattribute-confidence>`
    }${feedbackText(correlation, host)}
  </td>`;
}

type Told = { name: string; area: string | null; icon: string; states: string; levels: string; cause: string };

function tellOf({ correlation, lastedMs }: Change, host: Host): Told {
  const { formats, localize } = host;
  if (correlation === null) {
    const states = lastedMs === null ? '' : localize('correlations.for', { duration: formats.duration(lastedMs) });
    return { name: localize('sentence.no_entity'), area: null, icon: NOBODY, states, levels: '', cause: '' };
  }
  return {
    ...host.entity(correlation.entity_id),
    states: statesText(correlation, host),
    levels: formats.levels(correlation.power_before_w, correlation.power_after_w),
    cause: causeText(correlation.cause, localize),
  };
}

export function renderChangeRow(change: Change, options: RowOptions): TemplateResult {
  const { host, isNew, select, items } = options;
  const { name, area, icon, states, levels, cause } = tellOf(change, host);
  const isDenied = change.correlation?.feedback === 'denied';
  return html`<tr role="row" class=${classNames({ new: isNew, denied: isDenied, menued: items.length > 0 })} @click=${select ?? nothing}>
    <td role="cell" class="time number">${renderTime(change.timeMs, options)}</td>
    <td role="cell" class="device">
      <div>
        <ha-icon .icon=${icon} aria-hidden="true"></ha-icon>
        ${
          select === null
            ? html`<span class="name" title=${name}>${name}</span>`
            : html`<button class="name" title=${name}>${name}</button>`
        }<span class="area">${area}</span>
      </div>
    </td>
    <td role="cell" class="state">
      <span class="values">${states}</span>${area === null ? nothing : html`<span class="where"> · ${area}</span>`}
    </td>
    <td role="cell" class="change end"><span class="number">${host.formats.change(change.delta_w)}</span></td>
    <td role="cell" class="levels end"><span class="number">${levels}</span></td>
    ${renderConfidence(change, options)}
    <td role="cell" class="cause soft">${cause}</td>
    <td role="cell" class="menu" @click=${(event: Event) => event.stopPropagation()}>
      ${items.length === 0 ? nothing : html`<wattribute-menu .label=${host.localize('more')} .items=${items}></wattribute-menu>`}
    </td>
  </tr>`;
}
