/** What changed: which state change moved the power by how much, filtered, sorted and live. */
import { mdiArrowUp, mdiChevronDown } from '@mdi/js';
import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { Correlation } from '../../backend/contract/correlation.ts';
import { ArrivalsController } from '../controllers/arrivals-controller.ts';
import { baseStyles } from './base-styles.ts';
import { correlationFilterStyles } from './correlation-filter-styles.ts';
import { correlationRowStyles } from './correlation-row-styles.ts';
import { correlationTableStyles } from './correlation-table-styles.ts';
import { filterCorrelations, sortCorrelations, worthShowing, type Filters, type Order } from './filter-correlations.ts';
import { glyph } from './glyph.ts';
import { rangeText, spanText } from './range-text.ts';
import { renderCorrelationFilters, renderOrder } from './render-correlation-filters.ts';
import { renderCorrelationHead } from './render-correlation-head.ts';
import { renderCorrelationRow } from './render-correlation-row.ts';
import { renderLearning } from './render-learning.ts';
import { renderNoCorrelations, renderNoMatch } from './render-no-correlations.ts';
import { SectionElement } from './section-element.ts';

/** Shown at first; a narrow card hides the last ones. */
const FIRST_ROWS = 11;
const MORE_ROWS = 50;

@customElement('wattribute-correlations')
export class WattributeCorrelations extends SectionElement {
  /** Where the range ends, ms; null: now. */
  @property({ attribute: false }) endMs: number | null = null;
  @state() private text = '';
  /** Null: as configured. */
  @state() private atLeast: number | null = null;
  @state() private kind: string | null = null;
  @state() private order: Order = 'time';
  @state() private rows = FIRST_ROWS;
  readonly #arrivals = new ArrivalsController(this);

  protected override get heading() {
    return this.host.localize('correlations');
  }

  protected override get needed() {
    return this.home.correlations;
  }

  get #filters(): Filters {
    return { text: this.text, atLeast: this.atLeast ?? this.config.min_delta, kind: this.kind };
  }

  protected override renderReady() {
    const { localize } = this.host;
    const all = worthShowing(this.home.correlations.value ?? [], this.config.min_delta);
    const range = rangeText(this.config.hours, this.host);
    const shown =
      this.endMs === null
        ? localize('correlations.last', { range })
        : spanText({ ...this.config, endMs: this.endMs, now: this.now }, this.host);
    return html`<wattribute-panel .heading=${this.heading} ?single=${this.single}>
      <span slot="actions" class="soft small">${shown}</span>
      ${this.#renderContent(all, range)}
    </wattribute-panel>`;
  }

  #renderContent(all: readonly Correlation[], range: string): TemplateResult {
    if (all.length > 0) return this.#renderList(this.#arrivals.admit(all));
    this.#arrivals.admit(all);
    if (this.home.progress !== null) return renderLearning(this.home.progress, this.host);
    return renderNoCorrelations({
      host: this.host,
      latest: this.home.current.value?.latest ?? null,
      config: this.config,
      range,
      now: this.now,
      widen: this.#widen,
    });
  }

  #renderList(all: readonly Correlation[]): TemplateResult {
    const { host, order } = this;
    const nameOf = (entityId: string) => host.entity(entityId).name;
    const filters = this.#filters;
    const matching = sortCorrelations(filterCorrelations(all, filters, nameOf), order, nameOf);
    return html`${this.home.progress === null ? nothing : renderLearning(this.home.progress, host)}
    ${renderCorrelationFilters({ host, all, filters, minDelta: this.config.min_delta, change: this.#change })}
    ${
      matching.length === 0
        ? renderNoMatch({ host, filters, count: all.length, minDelta: this.config.min_delta, clear: this.#clear })
        : this.#renderTable(matching)
    }`;
  }

  #renderTable(matching: readonly Correlation[]): TemplateResult {
    const { host, now } = this;
    const { beginReading, endReading, fresh, letIn, waiting } = this.#arrivals;
    const { localize } = host;
    const shown = matching.slice(0, this.rows);
    return html`<div @pointerenter=${beginReading} @pointerleave=${endReading} @focusin=${beginReading} @focusout=${endReading}>
        ${
          waiting === 0
            ? nothing
            : html`<div class="waiting">
                <button class="action" @click=${letIn}>${glyph(mdiArrowUp, 20)}${localize('correlations.new', { count: waiting })}</button>
              </div>`
        }
        <table role="table" aria-label=${this.heading} class=${this.rows > FIRST_ROWS ? 'all' : ''}>
          ${renderCorrelationHead(host, this.order, this.#sort)}
          <tbody role="rowgroup">
            ${repeat(
              shown,
              ({ id }) => id,
              (correlation) =>
                renderCorrelationRow(correlation, { host, now, isNew: fresh.has(correlation.id), onSelect: this.#selectOf(correlation) }),
            )}
          </tbody>
        </table>
      </div>
      <div class="more">${this.#renderMore(matching.length)}${renderOrder(host, this.order, this.#sort)}</div>`;
  }

  #renderMore(count: number) {
    const { localize } = this.host;
    if (count <= this.rows && (this.rows > FIRST_ROWS || count <= 8)) return html`<span></span>`;
    const left = count - this.rows;
    const words =
      this.rows === FIRST_ROWS
        ? localize('correlations.show_all', { count })
        : localize('correlations.show_more', { count: Math.min(left, MORE_ROWS) });
    // Where a wide card shows all of them already, only a narrow one has more to show.
    return html`<button class="text ${left <= 0 ? 'narrow-only' : ''}" @click=${this.#showMore}>
      ${words}${glyph(mdiChevronDown, 20)}
    </button>`;
  }

  #selectOf({ entity_id }: Correlation) {
    const { showMoreInfo } = this.host;
    return showMoreInfo === undefined ? undefined : () => showMoreInfo(this, entity_id);
  }

  readonly #change = ({ text, atLeast, kind }: Partial<Filters>) => {
    if (text !== undefined) this.text = text;
    if (atLeast !== undefined) this.atLeast = atLeast;
    if (kind !== undefined) this.kind = kind;
  };

  readonly #clear = () => {
    this.text = '';
    this.atLeast = null;
    this.kind = null;
  };

  readonly #widen = (hours: number) =>
    this.dispatchEvent(new CustomEvent('range-changed', { detail: { hours, endMs: null }, bubbles: true, composed: true }));

  readonly #sort = (order: Order) => {
    this.order = order;
  };

  readonly #showMore = () => {
    this.rows += MORE_ROWS;
  };

  static override styles = [baseStyles, correlationFilterStyles, correlationRowStyles, correlationTableStyles];
}

declare global {
  interface HTMLElementTagNameMap {
    'wattribute-correlations': WattributeCorrelations;
  }
}
