/** The moment that was chosen on the chart: what changed, why that is thought so, what was on, and the way to its neighbours. */
import { mdiChevronLeft, mdiChevronRight } from '@mdi/js';
import { html, nothing, type TemplateResult } from 'lit';
import type { Correlation } from '../../backend/contract/correlation.ts';
import type { Moment } from '../../backend/contract/moment.ts';
import { causeText } from '../elements/cause-text.ts';
import { confidenceOf } from '../elements/confidence-of.ts';
import { glyph } from '../elements/glyph.ts';
import { statesText } from '../elements/state-change-text.ts';
import '../elements/wattribute-confidence.ts';
import type { Host } from '../host/host.ts';
import type { ChartEvent } from './chart-events.ts';
import { reasonText } from './reason-text.ts';
import { renderParts } from './render-parts.ts';

type Options = {
  host: Host;
  timeMs: number;
  /** Null: nothing changed then. */
  event: ChartEvent | null;
  /** Null: not told yet, or not known. */
  moment: Moment | null;
  earlier: (() => void) | null;
  later: (() => void) | null;
};

const stepButton = (label: string, path: string, act: (() => void) | null): TemplateResult =>
  html`<button class="icon" aria-label=${label} ?disabled=${act === null} @click=${act ?? nothing}>${glyph(path)}</button>`;

function renderChange(correlation: Correlation, host: Host): TemplateResult {
  const { formats, localize } = host;
  const { name, area, icon } = host.entity(correlation.entity_id);
  const confidence = confidenceOf(correlation);
  const sharers = formats.list(correlation.shared_with.map((id) => host.entity(id).name)).map(({ text }) => text);
  return html`<div class="change">
      <span class="circle"><ha-icon .icon=${icon} aria-hidden="true"></ha-icon></span>
      <span class="who"
        ><b class="strong">${name}</b><br /><span class="soft small"
          >${statesText(correlation, host)}${area === null ? '' : ` · ${area}`}</span
        ></span
      >
      <span class="end">
        <span class="number delta">${formats.change(correlation.power_delta_w)}</span><br />
        <span class="number soft small">${formats.levels(correlation.power_before_w, correlation.power_after_w)}</span>
      </span>
    </div>
    <p class="note">
      ${
        confidence === null
          ? nothing
          : html`<wattribute-confidence .confidence=${confidence} .word=${localize(`confidence.${confidence}`)}></wattribute-confidence
              >&ensp;`
      }<span
        >${sharers.length === 0 ? causeText(correlation.cause, localize) : localize('correlations.shared_with', { names: sharers.join('') })}</span
      >
    </p>`;
}

const renderNobody = ({ delta_w }: ChartEvent, { localize, formats }: Host): TemplateResult =>
  html`<div class="change">
    <span class="circle">?</span>
    <span class="who"><b class="strong">${localize('sentence.no_entity')}</b></span>
    <span class="end"><span class="number delta">${formats.change(delta_w)}</span></span>
  </div>`;

const renderEvent = (event: ChartEvent, moment: Moment | null, host: Host): TemplateResult =>
  html`<div>
    ${event.correlation === null ? renderNobody(event, host) : renderChange(event.correlation, host)}
    ${moment === null || moment.reasons.length === 0 ? nothing : html`<p class="note">${moment.reasons.map((reason) => reasonText(reason, host)).join(' ')}</p>`}
  </div>`;

export function renderMoment({ host, timeMs, event, moment, earlier, later }: Options): TemplateResult {
  const { time, seconds, period } = host.formats.clock(timeMs);
  const at = time + seconds + period;
  return html`<section class="moment" aria-label=${host.localize('moment.label', { time: at })}>
    <div class="moment-head">
      ${stepButton(host.localize('moment.earlier'), mdiChevronLeft, earlier)}
      <h3 class="number">${at}</h3>
      ${stepButton(host.localize('moment.later'), mdiChevronRight, later)}
    </div>
    <div class="halves">
      ${event === null ? nothing : renderEvent(event, moment, host)}${moment === null ? nothing : renderParts(moment, host)}
    </div>
  </section>`;
}
