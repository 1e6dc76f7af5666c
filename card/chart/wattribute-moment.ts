/** The moment that was chosen on the chart: what changed, why that is thought so, what was on, and the way to its neighbours. */
import { mdiChevronLeft, mdiChevronRight, mdiClose } from '@mdi/js';
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Correlation } from '../../backend/contract/correlation.ts';
import type { Moment } from '../../backend/contract/moment.ts';
import type { Client } from '../client/client.ts';
import { baseStyles, textures } from '../elements/base-styles.ts';
import { causeText } from '../elements/cause-text.ts';
import type { Change } from '../elements/changes-of.ts';
import { confidenceOf } from '../elements/confidence-of.ts';
import { glyph } from '../elements/glyph.ts';
import { focusPath } from '../elements/keep-focus.ts';
import { statesText } from '../elements/state-change-text.ts';
import '../elements/wattribute-confidence.ts';
import type { Host } from '../host/host.ts';
import { chartPanelStyles } from './chart-panel-styles.ts';
import { momentStyles } from './moment-styles.ts';
import { reasonText } from './reason-text.ts';
import { renderParts } from './render-parts.ts';

export { beginTurn, isTurned, landingOf } from './page-turn.ts';

const stepButton = (label: string, path: string, act: (() => void) | null): TemplateResult =>
  html`<button class="icon" aria-label=${label} aria-disabled=${act === null ? 'true' : 'false'} @click=${act ?? nothing}>
    ${glyph(path)}
  </button>`;

function renderChange(correlation: Correlation, host: Host): TemplateResult {
  const { formats, localize } = host;
  const { name, area, icon } = host.entity(correlation.entity_id);
  const confidence = confidenceOf(correlation);
  const sharers = formats.list(correlation.shared_with.map((id) => host.entity(id).name)).map(({ text }) => text);
  return html`<div class="change ${correlation.feedback === 'denied' ? 'denied' : ''}">
      <span class="circle ${correlation.power_delta_w > 0 ? 'on' : ''}"><ha-icon .icon=${icon} aria-hidden="true"></ha-icon></span>
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

/** A file of its own: not needed until a moment is open, and by administrators alone. Without it nothing is asked. */
function renderFeedback(host: Host, client: Client, correlation: Correlation): TemplateResult {
  void import('./wattribute-feedback.ts').catch(() => undefined);
  return html`<wattribute-feedback .host=${host} .client=${client} .correlation=${correlation}></wattribute-feedback>`;
}

const renderNobody = ({ delta_w }: Change, { localize, formats }: Host): TemplateResult =>
  html`<div class="change">
    <span class="circle">?</span>
    <span class="who"><b class="strong">${localize('sentence.no_entity')}</b></span>
    <span class="end"><span class="number delta">${formats.change(delta_w)}</span></span>
  </div>`;

@customElement('wattribute-moment')
export class WattributeMoment extends LitElement {
  @property({ attribute: false }) host!: Host;
  @property({ type: Number }) timeMs = 0;
  /** Null: nothing changed then. */
  @property({ attribute: false }) event: Change | null = null;
  /** Null: not told yet, or not known. */
  @property({ attribute: false }) moment: Moment | null = null;
  /** Who may be told what is right; null: nobody. */
  @property({ attribute: false }) feedback: Client | null = null;
  /** To the change before and after; null: there is none. */
  @property({ attribute: false }) earlier: (() => void) | null = null;
  @property({ attribute: false }) later: (() => void) | null = null;
  @property({ attribute: false }) close: () => void = () => undefined;

  /** What led here from elsewhere on the card. */
  opener: HTMLElement | undefined;

  /** Brings it into view, with the focus. */
  take(): void {
    [this.opener] = focusPath();
    this.renderRoot.querySelector<HTMLElement>('.moment')?.focus({ preventScroll: true });
    this.scrollIntoView({ block: 'center' });
  }

  override render() {
    const { host, timeMs, moment, earlier, later, close } = this;
    const { time, seconds, period } = host.formats.clock(timeMs);
    const at = time + seconds + period;
    return html`<section class="moment" tabindex="-1" aria-label=${host.localize('moment.label', { time: at })}>
      <div class="moment-head">
        ${stepButton(host.localize('moment.earlier'), mdiChevronLeft, earlier)}
        <h3 class="number">${at}</h3>
        ${stepButton(host.localize('moment.later'), mdiChevronRight, later)} ${stepButton(host.localize('close'), mdiClose, close)}
      </div>
      <div class="halves">${this.#renderEvent()}${moment === null ? nothing : renderParts(moment, host)}</div>
    </section>`;
  }

  #renderEvent(): TemplateResult | typeof nothing {
    const { host, event, moment, feedback } = this;
    if (event === null) return nothing;
    const { correlation } = event;
    const reasons = (moment?.reasons ?? []).map((reason) => reasonText(reason, host)).join(' ');
    return html`<div>
      ${correlation === null ? renderNobody(event, host) : renderChange(correlation, host)}
      ${reasons === '' ? nothing : html`<p class="note">${reasons}</p>`}
      ${correlation === null || feedback === null ? nothing : renderFeedback(host, feedback, correlation)}
    </div>`;
  }

  static override styles = [baseStyles, textures, chartPanelStyles, momentStyles];
}

declare global {
  interface HTMLElementTagNameMap {
    'wattribute-moment': WattributeMoment;
  }
}
