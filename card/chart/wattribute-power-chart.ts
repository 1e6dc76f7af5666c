/** The power over time, and who changed it: a curve, and a lane of markers above and below. Fires `moment-selected`. */
import { adoptStyles, html, LitElement, noChange, nothing, svg, type PropertyValues } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { UnexplainedStep } from '../../backend/contract/unexplained.ts';
import type { PowerHistory } from '../controllers/home-state.ts';
import { announce } from '../elements/announce.ts';
import { baseStyles } from '../elements/base-styles.ts';
import { isSameList } from '../elements/is-same-list.ts';
import { rangeText, spanText } from '../elements/range-text.ts';
import type { Host } from '../host/host.ts';
import type { Change } from '../elements/changes-of.ts';
import { modelOf, type ChartModel, type Marker } from './chart-model.ts';
import { rangeOf, timeAt } from './chart-range.ts';
import { createTextMeasure } from './create-text-measure.ts';
import { pointedAt, type Place, type Pointed } from './nearest-in.ts';
import { powerChartStyles } from './power-chart-styles.ts';
import { GUTTER, renderLabels, renderMarkers } from './render-markers.ts';
import { dots, renderCurve, renderEvents, renderGrid, renderLaneIcons } from './render-plot.ts';

/** Right of the plot, px. */
const MARGIN = 2;
/** From here on markers have room for names, px. */
const WIDE = 420;
/** A touch that moves farther is no tap in any browser, px. */
const TAP_SLOP = 16;
/** Until the chart is measured, px. */
const FIRST_WIDTH = 336;

/** `id` null: no event, the time itself. */
export type SelectedMoment = { id: string | null; time: number };

const moves: Readonly<Record<string, (at: number, count: number) => number>> = {
  ArrowLeft: (at) => Math.max(0, at - 1),
  ArrowRight: (at, count) => Math.min(count - 1, at + 1),
  Home: () => 0,
  End: (_at, count) => count - 1,
};

@customElement('wattribute-power-chart')
export class WattributePowerChart extends LitElement {
  @property({ attribute: false }) host!: Host;
  @property({ attribute: false }) history!: PowerHistory;
  @property({ attribute: false }) events: readonly Change[] = [];
  /** Null: not known, and their lane is left out. */
  @property({ attribute: false }) steps: readonly UnexplainedStep[] | null = null;
  @property({ type: Number }) hours = 6;
  /** Where the range ends, ms; null: now. */
  @property({ attribute: false }) endMs: number | null = null;
  @property({ type: Number }) now = 0;
  /** Up to when the meter was heard, ms. */
  @property({ type: Number }) knownUntilMs = 0;
  @property({ attribute: false }) selectedId: string | null = null;
  @state() private width = FIRST_WIDTH;
  @state() private pointed: Pointed | null = null;
  @state() private focusedId: string | null = null;
  @state() private later: typeof import('./chart-later.ts') | null = null;
  #plotHeight = 150;
  /** Where the pointer went down, px of the window. */
  #pressedX = 0;
  #model: ChartModel | null = null;
  /** What stands on the page beside the curve, by its parts. */
  #drawn: readonly unknown[] = [];
  #measureText = createTextMeasure('sans-serif');
  #frame = 0;
  /** In the next frame: what is drawn anew changes the own height, which must not be told within this one. */
  readonly #observer = new ResizeObserver(() => {
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(() => this.#measure());
  });

  override connectedCallback() {
    super.connectedCallback();
    this.#observer.observe(this);
    addEventListener('keydown', this.#dismiss);
  }

  override disconnectedCallback() {
    super.disconnectedCallback();
    this.#observer.disconnect();
    cancelAnimationFrame(this.#frame);
    removeEventListener('keydown', this.#dismiss);
  }

  override willUpdate(changed: PropertyValues<this>) {
    if (changed.has('selectedId')) this.focusedId = this.selectedId ?? this.focusedId;
    // Before the first drawing, so that it is not drawn twice.
    if (!this.hasUpdated) this.#measure();
    this.#model = this.#makeModel();
  }

  override firstUpdated() {
    void this.#loadLater();
  }

  /** Where the file is gone, a new page has it. */
  async #loadLater() {
    const later = await import('./chart-later.ts').catch(() => null);
    if (later === null) return;
    adoptStyles(this.renderRoot as ShadowRoot, [...WattributePowerChart.elementStyles, later.laterStyles]);
    this.later = later;
  }

  override render() {
    const model = this.#model;
    if (model === null) return nothing;
    const { host, history, selectedId, endMs, hours, now } = this;
    const { height } = model.layout;
    const total = model.range.width + GUTTER + MARGIN;
    const shown = endMs === null ? host.localize('chart.last', { range: rangeText(hours, host) }) : spanText({ hours, endMs, now }, host);
    const label = host.localize('chart.label', { range: shown });
    const tabStopId = this.#tabStop(model.markers);
    const drawn = [model.markers, tabStopId, this.later];
    const isDrawn = isSameList(drawn, this.#drawn);
    this.#drawn = drawn;
    /** A new reading draws the curve alone: at a pace of a second the rest would be compared in vain. */
    const unlessDrawn = <T>(draw: () => T) => (isDrawn ? noChange : draw());
    return html`<div
      class="chart"
      role="group"
      tabindex="-1"
      aria-label=${label}
      style="height:${height}px"
      @pointermove=${this.#point}
      @pointerdown=${this.#press}
      @pointerup=${this.#lift}
      @pointerleave=${this.#leave}
      @pointercancel=${this.#leave}
      @click=${this.#click}
      @keydown=${this.#walk}
    >
      <svg width=${total} height=${height} viewBox="${-GUTTER} 0 ${total} ${height}" aria-hidden="true">
        ${svg`${dots} ${unlessDrawn(() => renderGrid(model, host))} ${renderCurve(model, history)}
          ${unlessDrawn(
            () => svg`${renderEvents(model)} ${this.later?.renderSelected(model, selectedId)} ${renderLabels(model.markers)}
              ${renderLaneIcons(model)} ${this.later?.renderUnknownLane(model, this.steps)} ${this.later?.renderUsage(model, host)}`,
          )}`}
      </svg>
      ${unlessDrawn(() => html`${renderMarkers(model.markers, { host, selectedId, tabStopId })} ${this.later?.renderUsageIcons(model, host)}`)}
      ${this.later?.renderTooltip(this.pointed, model, host)}
    </div>`;
  }

  #makeModel(): ChartModel {
    const { history, knownUntilMs, events, steps, selectedId, host, hours, endMs, now } = this;
    const range = rangeOf({ hours, endMs, now, width: Math.max(100, this.width - GUTTER - MARGIN) });
    const isWide = range.width >= WIDE;
    const drawing = { plotHeight: this.#plotHeight, measure: this.#measureText, range, isWide, host };
    return modelOf({ ...drawing, history, knownUntilMs, events, steps, selectedId }, this.#model);
  }

  #measure() {
    const { width } = this.getBoundingClientRect();
    if (width === 0) return;
    const style = getComputedStyle(this);
    this.#plotHeight = Number(style.getPropertyValue('--plot-height')) || this.#plotHeight;
    this.#measureText = createTextMeasure(style.fontFamily);
    this.width = Math.round(width);
  }

  /** The focused one, else the selected one, else the newest. */
  #tabStop(markers: readonly Marker[]): string | null {
    const ids = markers.map(({ event }) => event.id);
    return [this.focusedId, this.selectedId].find((id) => id !== null && ids.includes(id)) ?? ids.at(-1) ?? null;
  }

  /** Where the pointer is, px of the plot. */
  #placeOf({ clientX, clientY }: MouseEvent): Place {
    const { left, top } = this.getBoundingClientRect();
    return { x: clientX - left - GUTTER, y: clientY - top };
  }

  readonly #point = (event: PointerEvent) => {
    if (this.#model !== null && event.isPrimary) this.pointed = pointedAt(this.#model, this.#placeOf(event));
  };

  readonly #press = (event: PointerEvent) => {
    if (event.isPrimary) this.#pressedX = event.clientX;
    this.#point(event);
  };

  /** A finger that has scrubbed chooses where it is lifted: only what stays in its place becomes a click. */
  readonly #lift = ({ pointerType, clientX, isPrimary }: PointerEvent) => {
    const hasScrubbed = isPrimary && pointerType !== 'mouse' && Math.abs(clientX - this.#pressedX) > TAP_SLOP;
    if (hasScrubbed && this.pointed !== null && this.#model !== null) this.#selectPlace(this.pointed, this.#model);
  };

  readonly #leave = ({ isPrimary }: PointerEvent) => {
    if (isPrimary) this.pointed = null;
  };

  /** What follows the pointer hides what is below it: it can be sent away, wherever the focus is. */
  readonly #dismiss = ({ key }: KeyboardEvent) => {
    if (key === 'Escape') this.pointed = null;
  };

  readonly #click = (event: MouseEvent) => {
    const model = this.#model;
    if (model === null) return;
    const pressed = event.target instanceof Element ? event.target.closest('.marker') : null;
    // A press of a key, or by a screen reader, has no place.
    const byKey = event.detail === 0 ? model.markers.find((marker) => marker.event.id === pressed?.getAttribute('data-id')) : undefined;
    const pointed = byKey ?? pointedAt(model, this.#placeOf(event));
    if (pointed !== null) this.#selectPlace(pointed, model);
  };

  #selectPlace({ event, x }: Pointed, { range }: ChartModel) {
    if (event === null) this.#announce({ id: null, time: timeAt(x, range) });
    else this.#select(event);
  }

  #select({ id, timeMs }: Change) {
    this.focusedId = id;
    this.#announce({ id, time: timeMs });
  }

  #announce(detail: SelectedMoment) {
    announce(this, 'moment-selected', detail);
  }

  readonly #walk = (event: KeyboardEvent) => {
    const markers = this.#model?.markers ?? [];
    const move = moves[event.key];
    const at = markers.findIndex((marker) => marker.event.id === this.#tabStop(markers));
    const next = move === undefined ? undefined : markers[move(at, markers.length)];
    if (next === undefined) return;
    event.preventDefault();
    this.focusedId = next.event.id;
    void this.updateComplete.then(() => this.focus());
  };

  override focus() {
    const [chart, marker = chart] = this.renderRoot.querySelectorAll<HTMLElement>('.chart, .marker[tabindex="0"]');
    marker?.focus();
  }

  static override styles = [baseStyles, powerChartStyles];
}

declare global {
  interface HTMLElementTagNameMap {
    'wattribute-power-chart': WattributePowerChart;
  }
}
