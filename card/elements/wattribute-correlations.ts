/** What changed: which state change moved the power by how much, filtered, sorted and live. Fires `moment-wanted`, `device-opened`, `correction-wanted`. */
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { Correlation } from '../../backend/contract/correlation.ts';
import type { Client } from '../client/client.ts';
import { AnswerController } from '../controllers/answer-controller.ts';
import { ArrivalsController } from '../controllers/arrivals-controller.ts';
import { MOST_CORRELATIONS, rangeQuery } from '../controllers/load-parts.ts';
import { endOf, PagesController } from '../controllers/pages-controller.ts';
import { switchableIds } from '../host/switchable-ids.ts';
import { announce } from './announce.ts';
import { baseStyles } from './base-styles.ts';
import { changesOf, type Change } from './changes-of.ts';
import { correlationFilterStyles } from './correlation-filter-styles.ts';
import { correlationRowStyles } from './correlation-row-styles.ts';
import { correlationTableStyles } from './correlation-table-styles.ts';
import { LEAST_CONFIDENCE } from './confidence-of.ts';
import { domainOf, filterChanges, onlyMeant, sortChanges, without, type Filters, type Kind, type Order } from './filter-changes.ts';
import { rangeText, spanText } from './range-text.ts';
import { renderChangeTable } from './render-change-table.ts';
import { renderCorrelationFilters } from './render-correlation-filters.ts';
import { renderLearning } from './render-learning.ts';
import { renderNoCorrelations, renderNoMatch } from './render-no-correlations.ts';
import { FIRST_ROWS, MORE_ROWS, renderMore } from './render-more.ts';
import { rowItems } from './row-items.ts';
import { SectionElement } from './section-element.ts';
import { worthShowing } from './worth-showing.ts';

@customElement('wattribute-correlations')
export class WattributeCorrelations extends SectionElement {
  /** Who knows what was before the range; null: nobody. */
  @property({ attribute: false }) client: Client | null = null;
  /** Where the range ends, ms; null: now. */
  @property({ attribute: false }) endMs: number | null = null;
  /** Whether a moment can be shown. */
  @property({ type: Boolean }) hasChart = false;
  @state() private text = '';
  /** Null: as configured. */
  @state() private atLeast: number | null = null;
  @state() private kind: Kind | null = null;
  @state() private order: Order = 'time';
  @state() private rows = FIRST_ROWS;
  readonly #arrivals = new ArrivalsController(this);
  readonly #pages = new PagesController(this);
  readonly #ranked = new AnswerController<Correlation[]>(this);

  /** Lists what one entity changed. */
  showChangesOf(entityId: string): void {
    this.#clear();
    this.text = this.host.entity(entityId).name;
    this.scrollIntoView();
    this.renderRoot.querySelector('input')?.focus({ preventScroll: true });
  }

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
    const { endMs, now, config } = this;
    const range = rangeText(config.hours, this.host);
    const shown = endMs === null ? localize('correlations.last', { range }) : spanText({ hours: config.hours, endMs, now }, this.host);
    return html`<wattribute-panel .heading=${this.heading} ?single=${this.single}>
      <span slot="actions" class="soft small">${shown}</span>
      ${this.#renderContent(this.#changesOf(this.#inRange()), range)}
    </wattribute-panel>`;
  }

  protected override updated(changed: PropertyValues<this>) {
    const { client, home } = this;
    if (client !== null && (changed.get('home') ?? home).corrected !== home.corrected) void this.#pages.readAgain(client, this.#paged());
  }

  get #known(): readonly Correlation[] {
    return this.home.correlations.value ?? [];
  }

  /** Whether the range has more changes than are read at once. */
  get #isCut() {
    return this.#known.length >= MOST_CORRELATIONS;
  }

  /** All that is known of the range; where that is cut, also what the backend puts first in the order and finds with the filters. */
  #inRange(): readonly Correlation[] {
    const { client, order, config, endMs, home } = this;
    if (client === null || !this.#isCut) return this.#known;
    const paged = this.#paged();
    if (order === 'time' && Object.keys(paged).length === 1 && paged.min_delta === config.min_delta) return this.#known;
    const query = {
      ...rangeQuery({ hours: config.hours, endMs }),
      order,
      ...paged,
      min_confidence: LEAST_CONFIDENCE,
      limit: MOST_CORRELATIONS,
    };
    this.#ranked.ask([JSON.stringify(query), home.corrected], () => client.request('correlations', { query }));
    return [...this.#known, ...without(this.#ranked.answer.value ?? [], this.#known)];
  }

  /** The filters as far as the backend knows them. */
  #paged() {
    const domain = domainOf(this.kind);
    const entity_id = onlyMeant(switchableIds(this.host), this.text, (id) => this.host.entity(id).name);
    return { min_delta: this.#filters.atLeast, ...(domain !== undefined && { domain }), ...(entity_id !== undefined && { entity_id }) };
  }

  /** How far back nothing is left out, ms: what no entity explains is told no further. */
  #reachMs(inRange: readonly Correlation[]): number {
    const isWhole = !this.#isCut || inRange !== this.#known || !this.#pages.hasMore;
    const oldest = this.#pages.rows.at(-1) ?? inRange.at(-1);
    return isWhole || this.kind === 'unexplained' || oldest === undefined ? -Infinity : Date.parse(oldest.timestamp);
  }

  #changesOf(correlations: readonly Correlation[]): Change[] {
    const minDelta = this.config.min_delta;
    const steps = this.home.unexplained.value?.steps ?? [];
    const reachMs = this.#reachMs(correlations);
    const all = changesOf({ correlations: worthShowing(correlations, minDelta), steps, minDelta });
    return all.filter(({ timeMs }) => timeMs >= reachMs).reverse();
  }

  #renderContent(all: readonly Change[], range: string): TemplateResult {
    const { host, home, config, now } = this;
    // What the backend adds to another order or filter is no news.
    const of = [config.hours, this.endMs, config.min_delta, home.unexplained.value === null, this.order, this.#ranked.answer.status];
    const admitted = this.#arrivals.admit(all, ...of);
    if (all.length > 0) return this.#renderList(admitted, all);
    if (home.progress !== null) return renderLearning(home.progress, host);
    const latest = home.current.value?.latest ?? null;
    return renderNoCorrelations({ host, latest, config, range, now, widen: this.#widen });
  }

  #renderList(inRange: readonly Change[], all: readonly Change[]): TemplateResult {
    const { host, order } = this;
    const { min_delta: minDelta, hours } = this.config;
    const nameOf = (entityId: string) => host.entity(entityId).name;
    const filters = this.#filters;
    this.#pages.keepTo(hours, this.endMs, this.#paged(), filters.kind, order);
    const older = changesOf({ correlations: worthShowing(without(this.#pages.rows, all), minDelta), steps: [], minDelta });
    const matching = sortChanges(filterChanges([...inRange, ...older], filters, nameOf), order, nameOf);
    return html`${this.home.progress === null ? nothing : renderLearning(this.home.progress, host)}
    ${renderCorrelationFilters({ host, all: inRange, isCut: this.#isCut, filters, minDelta, change: this.#change })}
    ${
      matching.length === 0
        ? renderNoMatch({ host, filters, count: inRange.length, minDelta, clear: this.#clear })
        : renderChangeTable({
            host,
            now: this.now,
            label: this.heading,
            changes: matching.slice(0, this.rows),
            isLong: this.rows > FIRST_ROWS,
            arrivals: this.#arrivals,
            order,
            sort: this.#sort,
            selectOf: this.#selectOf,
            itemsOf: this.#itemsOf,
          })
    }
    ${renderMore({
      host,
      count: matching.length,
      isCut: this.#isCut,
      rows: this.rows,
      order,
      pages: this.#pages,
      sort: this.#sort,
      showMore: this.#showMore,
      // Further back there are no steps without an entity, and only the newest come first.
      showEarlier: this.client === null || order !== 'time' || this.kind === 'unexplained' ? null : this.#showEarlier,
    })}`;
  }

  readonly #selectOf = ({ id, timeMs, correlation }: Change): (() => void) | null => {
    if (this.client === null) return null;
    if (this.hasChart) return () => this.#tell('moment-wanted', { id, time: timeMs });
    return correlation === null ? null : () => this.#tell('device-opened', correlation.entity_id);
  };

  readonly #itemsOf = (change: Change) =>
    this.client === null
      ? []
      : rowItems(change, { host: this.host, source: this, hasChart: this.hasChart, tell: (name, detail) => this.#tell(name, detail) });

  #tell(name: string, detail: unknown) {
    announce(this, name, detail);
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

  readonly #widen = (hours: number) => this.#tell('range-changed', { hours, endMs: null });

  readonly #sort = (order: Order) => {
    this.order = order;
  };

  /** By key one goes on with the first row that is new: the button may be gone. */
  readonly #showMore = ({ detail }: MouseEvent) => {
    const names = () => [...this.renderRoot.querySelectorAll<HTMLElement>('button.name')];
    const shown = names().filter(({ offsetParent }) => offsetParent !== null).length;
    this.rows += MORE_ROWS;
    if (detail === 0) void this.updateComplete.then(() => names()[shown]?.focus());
  };

  readonly #showEarlier = () => {
    const known = this.home.correlations.value ?? [];
    const { before, beforeMs } = endOf(this.#pages.rows.at(-1) ?? known.at(-1), this.endMs ?? this.now);
    this.rows += MORE_ROWS;
    const isSifted = this.text !== '' || this.kind === 'other';
    if (this.client !== null) void this.#pages.load(this.client, { ...this.#paged(), before, beforeMs, known, isSifted });
  };

  static override styles = [baseStyles, correlationFilterStyles, correlationRowStyles, correlationTableStyles];
}

declare global {
  interface HTMLElementTagNameMap {
    'wattribute-correlations': WattributeCorrelations;
  }
}
