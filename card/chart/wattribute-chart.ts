/** Power: the curve of a range, who changed it, and what no entity explains. Fires `range-changed` with the hours and where they end. */
import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { Client } from '../client/client.ts';
import type { CardConfig } from '../config.ts';
import type { PowerHistory } from '../controllers/home-state.ts';
import { MOST_CORRELATIONS } from '../controllers/load-parts.ts';
import { MomentController } from '../controllers/moment-controller.ts';
import { announce } from '../elements/announce.ts';
import { ageOf } from '../elements/age-of.ts';
import { baseStyles, textures } from '../elements/base-styles.ts';
import { isSameList } from '../elements/is-same-list.ts';
import { spanText } from '../elements/range-text.ts';
import { SectionElement } from '../elements/section-element.ts';
import { worthShowing } from '../elements/worth-showing.ts';
import { changesOf, type Change } from '../elements/changes-of.ts';
import { loadLaterWords } from '../localize.ts';
import { chartPanelStyles } from './chart-panel-styles.ts';
import { hasMarkers } from './chart-range.ts';
import type { Direction, PageTurn } from './page-turn.ts';
import { renderChartActions } from './render-chart-actions.ts';
import { renderChartKey } from './render-chart-key.ts';
import { renderUnknown } from './render-unknown.ts';
import './wattribute-power-chart.ts';
import type { SelectedMoment } from './wattribute-power-chart.ts';

const HOUR_MS = 3_600_000;

/** A file of its own, asked for by the first moment, behind its words; where they are gone, a new page has them. */
const loadMoment = () =>
  loadLaterWords()
    .then(() => import('./wattribute-moment.ts'))
    .catch(() => null);

@customElement('wattribute-chart')
export class WattributeChart extends SectionElement {
  /** Where the range ends, ms; null: now. */
  @property({ attribute: false }) endMs: number | null = null;
  /** Who explains moments; null: nobody. */
  @property({ attribute: false }) client: Client | null = null;
  @state() private selected: SelectedMoment | null = null;
  readonly #moments = new MomentController(this);
  #turned: PageTurn | null = null;
  #loaded: Awaited<ReturnType<typeof loadMoment>> = null;
  #events: { of: readonly unknown[]; events: Change[] } = { of: [], events: [] };

  protected override get heading() {
    return this.host.localize('chart');
  }

  protected override get needed() {
    return this.home.history;
  }

  protected override renderReady() {
    const history = this.home.history.value;
    if (history === null) return html``;
    return html`<wattribute-panel .heading=${this.heading} ?single=${this.single} @keydown=${this.#escape}>
      ${renderChartActions({
        host: this.host,
        hours: this.config.hours,
        earlier: this.#page(-1),
        later: this.endMs === null ? null : this.#page(1),
        choose: this.#follow,
      })}
      ${this.#renderContent(history)}
    </wattribute-panel>`;
  }

  #renderContent(history: PowerHistory): TemplateResult {
    const { host, config, endMs, now, home } = this;
    const events = this.#changesOf();
    const steps = home.unexplained.value?.steps ?? null;
    return html`${
        endMs === null
          ? nothing
          : html`<p class="soft small span">
              ${spanText({ hours: config.hours, endMs, now }, host)}
              <button class="action" @click=${() => this.#follow(config.hours)}>${host.localize('chart.back')}</button>
            </p>`
      }${history.bins.every(({ power_w }) => power_w === null) ? html`<p class="note">${host.localize('chart.none')}</p>` : nothing}
      <wattribute-power-chart
        .host=${host}
        .history=${history}
        .events=${events}
        .steps=${steps}
        .hours=${config.hours}
        .endMs=${endMs}
        .now=${now}
        .knownUntilMs=${this.#knownUntil()}
        .selectedId=${this.selected?.id ?? null}
        @moment-selected=${this.#toggleMoment}
      ></wattribute-power-chart>
      ${renderChartKey({
        host,
        isLong: !hasMarkers(config),
        hasAlwaysOn: history.always_on_w !== null,
        hasUnexplained: steps !== null || history.bins.some(({ explained_w }) => explained_w !== null),
      })}
      ${this.#renderMoment(events)} ${renderUnknown(home.unexplained.value, host, this.#openLedger)}`;
  }

  /** A reading holds until the next one, unless that is overdue. */
  #knownUntil(): number {
    const current = this.home.current.value;
    if (current === null || this.endMs !== null) return this.endMs ?? this.now;
    const { ageMs, stale } = ageOf(current, this.now);
    return stale && ageMs !== null ? this.now - ageMs : this.now;
  }

  /** The same list while nothing changed: then nothing is placed anew. */
  #changesOf(): readonly Change[] {
    const correlations = this.home.correlations.value ?? [];
    const steps = this.home.unexplained.value?.steps ?? [];
    const minDelta = this.config.min_delta;
    const of = [this.home.correlations.value, this.home.unexplained.value, minDelta];
    if (!isSameList(of, this.#events.of))
      this.#events = { of, events: changesOf({ correlations: worthShowing(correlations, minDelta), steps, minDelta }) };
    return this.#events.events;
  }

  #renderMoment(events: readonly Change[]): TemplateResult | typeof nothing {
    const { selected, host } = this;
    const { moment } = this.#moments;
    const at = events.findIndex(({ id }) => id === selected?.id);
    const event = events[at] ?? null;
    // Without an event there is something to say only when the backend says it.
    if (selected === null || (event === null && moment === null)) return nothing;
    const goTo = (found: Change | undefined, direction: Direction) =>
      found === undefined ? this.#turnFor(direction) : () => this.#choose({ id: found.id, time: found.timeMs });
    const earlier = goTo(event === null ? events.findLast(({ timeMs }) => timeMs < selected.time) : events[at - 1], -1);
    const later = goTo(event === null ? events.find(({ timeMs }) => timeMs > selected.time) : events[at + 1], 1);
    const feedback = host.isAdmin ? this.client : null;
    return html`<wattribute-moment
      .host=${host}
      .timeMs=${selected.time}
      .event=${event}
      .moment=${moment}
      .feedback=${feedback}
      .earlier=${earlier}
      .later=${later}
      .close=${this.#close}
    ></wattribute-moment>`;
  }

  /** Null: there is nobody to ask for more. */
  get #openLedger(): (() => void) | null {
    return this.client === null ? null : () => announce(this, 'ledger-opened');
  }

  /** To the nearest change of the next page; narrow cards have no other way there. */
  #turnFor(direction: Direction): (() => void) | null {
    const isLast = direction > 0 && this.endMs === null;
    // What is older within the page was not told.
    const isCut = direction < 0 && (this.home.correlations.value?.length ?? 0) >= MOST_CORRELATIONS;
    if (this.client === null || isLast || isCut) return null;
    return () => {
      this.#turned = this.#loaded?.beginTurn(direction, this.home) ?? null;
      this.#turn(direction);
    };
  }

  override willUpdate() {
    if (this.#turned === null || this.#loaded === null) return;
    const { isTurned, landingOf } = this.#loaded;
    const endMs = this.endMs ?? this.now;
    const range = { startMs: endMs - this.config.hours * HOUR_MS, endMs };
    if (isTurned(this.#turned, this.home)) this.#choose(landingOf(this.#turned, this.#changesOf(), range));
  }

  /** One range further; back at the newest one it follows the meter again. */
  #turn(direction: Direction) {
    const { hours } = this.config;
    const end = (this.endMs ?? this.now) + direction * hours * HOUR_MS;
    announce(this, 'range-changed', { hours, endMs: end >= this.now ? null : end });
  }

  readonly #page = (direction: Direction) => () => {
    this.#choose(null);
    this.#turn(direction);
  };

  #choose(selected: SelectedMoment | null) {
    this.#turned = null;
    this.selected = selected;
    if (selected !== null) void loadMoment().then((loaded) => (this.#loaded = loaded));
    void this.#moments.choose(this.client, selected?.time ?? null);
  }

  /** Opens a moment from elsewhere on the card, and brings it into view. */
  async showMoment(moment: SelectedMoment): Promise<void> {
    this.#choose(moment);
    await Promise.all([this.updateComplete, customElements.whenDefined('wattribute-moment')]);
    const shown = this.renderRoot.querySelector('wattribute-moment');
    await shown?.updateComplete;
    shown?.take();
  }

  /** The newest hours, as they go on. */
  readonly #follow = (hours: CardConfig['hours']) => {
    this.#choose(null);
    announce(this, 'range-changed', { hours, endMs: null });
  };

  readonly #escape = ({ key }: KeyboardEvent) => {
    if (key === 'Escape') this.#close();
  };

  /** The focus does not go with it: it goes back to what led there, else to the marker. */
  readonly #close = () => {
    const moment = this.renderRoot.querySelector('wattribute-moment');
    const isWithin = this.shadowRoot?.activeElement === moment;
    const chart = this.renderRoot.querySelector('wattribute-power-chart');
    this.#choose(null);
    if (isWithin) (moment?.opener?.isConnected === true ? moment.opener : chart)?.focus();
  };

  readonly #toggleMoment = ({ detail }: CustomEvent<SelectedMoment>) => {
    const isSame = detail.id !== null && detail.id === this.selected?.id;
    this.#choose(isSame ? null : detail);
  };

  static override styles = [baseStyles, textures, chartPanelStyles];
}

declare global {
  interface HTMLElementTagNameMap {
    'wattribute-chart': WattributeChart;
  }
}
