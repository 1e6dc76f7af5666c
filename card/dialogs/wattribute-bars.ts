/** A small chart of bars without an axis of numbers: the largest value stands in its heading. Time runs from left to right. */
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { baseStyles } from '../elements/base-styles.ts';
import { labelStyles } from './labels-below.ts';

/** A word below a bar, from its start, around its middle or to its end. */
export type BarLabel = { at: number; text: string; side: 'start' | 'middle' | 'end' };

@customElement('wattribute-bars')
export class WattributeBars extends LitElement {
  @property() label = '';
  /** Null: not known. */
  @property({ attribute: false }) values: readonly (number | null)[] = [];
  @property({ attribute: false }) labels: readonly BarLabel[] = [];

  override render() {
    const most = Math.max(0, ...this.values.map((value) => value ?? 0));
    const heightOf = (value: number) => (most === 0 ? 0 : (100 * value) / most);
    return html`<div role="img" aria-label=${this.label}>
      <div class="bars">
        ${this.values.map((value) => html`<span>${value === null || value <= 0 ? nothing : html`<i style="height:${heightOf(value).toFixed(1)}%"></i>`}</span>`)}
      </div>
      <div class="labels">
        ${this.labels.map(({ at, text, side }) => html`<span class=${side} style="left:${this.#placeOf(at, side).toFixed(1)}%">${text}</span>`)}
      </div>
    </div>`;
  }

  #placeOf(at: number, side: BarLabel['side']): number {
    const shift = { start: 0, middle: 0.5, end: 1 }[side];
    return (100 * (at + shift)) / Math.max(1, this.values.length);
  }

  static override styles = [
    baseStyles,
    labelStyles,
    css`
      :host {
        --height: 64px;
        direction: ltr;
      }
      .bars {
        display: flex;
        height: var(--height);
        border-block: 1px solid var(--divider-color);
        border-block-end-color: var(--soft);
      }
      .bars span {
        position: relative;
        flex: 1;
      }
      i {
        position: absolute;
        inset: auto 14% 0;
        min-height: 1px;
        border-radius: 2px 2px 0 0;
        background: var(--data);
        forced-color-adjust: none;
      }
      .labels {
        position: relative;
        white-space: nowrap;
      }
      .labels span {
        position: absolute;
      }
      .middle {
        transform: translateX(-50%);
      }
      .end {
        transform: translateX(-100%);
      }
    `,
  ];
}

declare global {
  interface HTMLElementTagNameMap {
    'wattribute-bars': WattributeBars;
  }
}
