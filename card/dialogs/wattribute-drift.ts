/** What a device drew when on, week by week, each with its interval. */
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { baseStyles } from '../elements/base-styles.ts';
import { labelStyles, renderEnds } from './labels-below.ts';

export type WeekOfPower = { power_w: number; interval_w: number | null };

/** Even a steady device fills no more than this part of the height by its intervals. */
const LEAST_SPAN = 0.2;

@customElement('wattribute-drift')
export class WattributeDrift extends LitElement {
  @property() label = '';
  /** Oldest first. */
  @property({ attribute: false }) weeks: readonly WeekOfPower[] = [];
  @property() from = '';
  @property() to = '';

  override render() {
    if (this.weeks.length === 0) return nothing;
    const lows = this.weeks.map(({ power_w, interval_w }) => power_w - (interval_w ?? 0));
    const highs = this.weeks.map(({ power_w, interval_w }) => power_w + (interval_w ?? 0));
    const [least, most] = [Math.min(...lows), Math.max(...highs)];
    const span = Math.max(most - least, LEAST_SPAN * most, 1);
    const bottom = (least + most - span) / 2;
    const yOf = (watts: number) => 10 + (80 * (watts - bottom)) / span;
    return html`<div role="img" aria-label=${this.label}>
      <div class="weeks">
        ${this.weeks.map(({ power_w }, i) => {
          const [low, high] = [yOf(lows[i] ?? power_w), yOf(highs[i] ?? power_w)];
          return html`<span
            ><i style="bottom:${low.toFixed(1)}%;height:${(high - low).toFixed(1)}%"></i><b style="bottom:${yOf(power_w).toFixed(1)}%"></b
          ></span>`;
        })}
      </div>
      ${renderEnds(this.from, this.to)}
    </div>`;
  }

  static override styles = [
    baseStyles,
    labelStyles,
    css`
      :host {
        direction: ltr;
      }
      .weeks {
        display: flex;
        height: 56px;
        border-block-end: 1px solid var(--soft);
        forced-color-adjust: none;
      }
      .weeks span {
        position: relative;
        flex: 1;
      }
      i,
      b {
        position: absolute;
        left: 50%;
      }
      i {
        width: 5px;
        margin-left: -2.5px;
        border-radius: 3px;
        background: color-mix(in srgb, var(--data) 50%, transparent);
        box-shadow: inset 0 0 0 1px var(--data);
      }
      b {
        width: 7px;
        height: 7px;
        margin: 0 0 -3.5px -3.5px;
        border-radius: 50%;
        background: var(--data);
      }
    `,
  ];
}

declare global {
  interface HTMLElementTagNameMap {
    'wattribute-drift': WattributeDrift;
  }
}
