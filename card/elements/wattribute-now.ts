/** What the house draws now, why, how much of it is known, and where it comes from. */
import { mdiClockAlertOutline } from '@mdi/js';
import { html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Current } from '../../backend/contract/current.ts';
import { announce } from './announce.ts';
import { ageOf } from './age-of.ts';
import { baseStyles } from './base-styles.ts';
import { nowStyles } from './now-styles.ts';
import { flowStyles, renderFlows } from './render-flows.ts';
import { SectionElement } from './section-element.ts';
import { sentenceFor, type Sentence } from './sentence-for.ts';
import { healthText } from './trouble-text.ts';
import './wattribute-coverage.ts';
import './wattribute-sentence.ts';
import './wattribute-sparkline.ts';

/** A screen reader is told of changes not more often than this. */
const TELL_MS = 30_000;

@customElement('wattribute-now')
export class WattributeNow extends SectionElement {
  /** Whether a moment can be shown. */
  @property({ type: Boolean }) hasChart = false;
  #told = '';
  #toldKey: string | null = null;
  #toldMs = 0;

  protected override get heading() {
    return this.host.localize('now');
  }

  protected override get needed() {
    return this.home.current;
  }

  protected override renderReady() {
    const current = this.home.current.value;
    if (current === null) return html``;
    const { compact, min_delta } = this.config;
    const age = ageOf(current, this.now);
    const sentence = age.stale ? null : sentenceFor(current, { host: this.host, now: this.now, minDelta: min_delta });
    this.#tell(sentence);
    return html`<wattribute-panel bare .heading=${this.heading} ?compact=${compact}>
      <div class="now ${compact ? 'compact' : ''}">
        <div class="top">
          <div>
            <div class="label">${this.#label(current)}</div>
            ${this.#renderPower(current, age.stale)}
          </div>
          ${this.#renderSparkline(age.stale)}
        </div>
        ${this.#renderWhy(current, sentence, age)} ${this.#renderParts(current, age.stale)}
        <div class="hidden" aria-live="polite">${this.#told}</div>
      </div>
    </wattribute-panel>`;
  }

  /** What is known of the parts; nothing while the whole is not known. */
  #renderParts(current: Current, stale: boolean) {
    const { compact } = this.config;
    const split = current.kind === 'net' ? null : current.split;
    const flows = compact ? nothing : renderFlows(current, this.host);
    if (stale || (split === null && flows === nothing)) return nothing;
    const coverage =
      split === null ? nothing : html`<wattribute-coverage .split=${split} .host=${this.host} ?compact=${compact}></wattribute-coverage>`;
    return html`<div class="parts">${coverage}${flows}</div>`;
  }

  #label({ kind, total_power_w }: Current): string {
    if (kind === 'load') return this.host.localize('now.house_power');
    return this.host.localize(total_power_w !== null && Math.round(total_power_w) < 0 ? 'now.to_grid' : 'now.grid_power');
  }

  #renderPower({ kind, total_power_w }: Current, stale: boolean) {
    const { formats, localize } = this.host;
    if (total_power_w === null) return html`<div class="power stale">${localize('now.unknown')}</div>`;
    const watts = kind === 'net' ? Math.abs(total_power_w) : Math.max(0, total_power_w);
    const { number, unit } = formats.wattParts(watts);
    const isBelow = kind === 'load' && Math.round(total_power_w) < 0;
    return html`<div class="power number ${stale ? 'stale' : ''}" title=${isBelow ? localize('now.below_zero') : nothing}>
      ${number}<span>${unit}</span>
    </div>`;
  }

  #renderSparkline(stale: boolean) {
    const { formats, localize } = this.host;
    const describe = (low: number, high: number) => localize('now.last_hour', { low: formats.watts(low), high: formats.watts(high) });
    return html`<wattribute-sparkline
      .points=${this.home.lastHour.value ?? []}
      .now=${this.now}
      .stale=${stale}
      .describe=${describe}
    ></wattribute-sparkline>`;
  }

  /** Why it changed: the moment on the chart, else what Home Assistant knows of the entity. */
  #actOf(sentence: Sentence | null): (() => void) | null {
    const { config, host } = this;
    const { moment, entityId } = sentence ?? { moment: null, entityId: null };
    if (moment !== null && this.hasChart && !config.compact) return () => announce(this, 'moment-wanted', moment);
    const { showMoreInfo } = host;
    return entityId === null || showMoreInfo === undefined ? null : () => showMoreInfo(this, entityId);
  }

  #renderWhy(current: Current, sentence: Sentence | null, { stale, ageMs }: ReturnType<typeof ageOf>) {
    const act = this.#actOf(sentence);
    const { formats, localize } = this.host;
    if (stale) return this.#renderStale(current, ageMs);
    return html`<div class="why">
      ${current.kind === 'net' ? html`<p class="note">${localize('now.net_why')}</p>` : nothing}
      <wattribute-sentence
        .sentence=${sentence}
        .formats=${formats}
        ?compact=${this.config.compact}
        .selectable=${act !== null}
        @sentence-selected=${act ?? nothing}
      ></wattribute-sentence>
    </div>`;
  }

  #renderStale({ entity_ids, cadence_s }: Current, ageMs: number | null) {
    const { formats, localize } = this.host;
    const meter = entity_ids[0] ?? localize('now.the_meter');
    if (ageMs === null) return this.#renderNoReading();
    return html`<wattribute-notice
      kind="warning"
      .glyph=${mdiClockAlertOutline}
      .heading=${localize('now.stale', { ago: formats.ago(this.now - ageMs, this.now, 'short') })}
      .text=${
        cadence_s === null
          ? localize('now.stale_what_unknown', { meter })
          : localize('now.stale_what', { meter, cadence: localize('now.seconds', { seconds: formats.number(cadence_s) }) })
      }
    ></wattribute-notice>`;
  }

  /** Nothing was ever heard: the backend may know why. */
  #renderNoReading() {
    const { localize, openEnergySettings } = this.host;
    const trouble = this.home.health && healthText(this.home.health, this.host);
    return html`<wattribute-notice
      kind="warning"
      .glyph=${mdiClockAlertOutline}
      .heading=${localize(trouble === null ? 'now.no_meter' : 'now.no_reading')}
      .text=${trouble ?? localize('now.no_meter_what')}
      .action=${openEnergySettings === undefined || trouble !== null ? '' : localize('open_energy_settings')}
      @notice-action=${openEnergySettings}
    ></wattribute-notice>`;
  }

  #tell(sentence: Sentence | null) {
    if (sentence === null || sentence.key === this.#toldKey) return;
    // What the page begins with is read with the page.
    const isFirst = this.#toldKey === null;
    if (!isFirst && Date.now() - this.#toldMs < TELL_MS) return;
    this.#toldKey = sentence.key;
    if (isFirst) return;
    this.#toldMs = Date.now();
    this.#told = [...sentence.subjects, sentence.predicate, sentence.watts ?? ''].join(' ');
  }

  static override styles = [baseStyles, flowStyles, nowStyles];
}

declare global {
  interface HTMLElementTagNameMap {
    'wattribute-now': WattributeNow;
  }
}
