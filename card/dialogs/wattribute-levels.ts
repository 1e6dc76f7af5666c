/** Watts by brightness or speed: a dot a level, and the curve that fits them. */
import { css, html, LitElement, nothing, svg } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { DeviceDetail } from '../../backend/contract/device.ts';
import { baseStyles } from '../elements/base-styles.ts';
import { fitLevels, withFull } from './fit-levels.ts';
import { labelStyles, renderEnds } from './labels-below.ts';

@customElement('wattribute-levels')
export class WattributeLevels extends LitElement {
  @property() label = '';
  @property({ attribute: false }) levels: NonNullable<DeviceDetail['levels']> = [];
  /** What it draws when it is fully on, W; null: not known. */
  @property({ attribute: false }) full: number | null = null;
  /** The words at both ends, as in "0 %". */
  @property() from = '';
  @property() to = '';

  override render() {
    const known = withFull(this.levels, this.full);
    const fit = fitLevels(known);
    const most = Math.max(1, ...known.map(({ power_w }) => power_w));
    const yOf = (watts: number) => (100 * Math.max(0, watts)) / most;
    const path = fit === null ? '' : Array.from({ length: 21 }, (_, i) => `${i * 5} ${(100 - yOf(fit(i * 5))).toFixed(2)}`).join('L');
    return html`<div role="img" aria-label=${this.label}>
      <div class="plot">
        ${path === '' ? nothing : html`<svg viewBox="0 0 100 100" preserveAspectRatio="none">${svg`<path d="M${path}"></path>`}</svg>`}
        ${this.levels.map(({ level, power_w }) => html`<i style="left:${level}%;bottom:${yOf(power_w).toFixed(1)}%"></i>`)}
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
      .plot {
        position: relative;
        height: 64px;
        border-block: 1px solid var(--divider-color);
        border-block-end-color: var(--soft);
        forced-color-adjust: none;
      }
      svg {
        position: absolute;
        width: 100%;
        height: 100%;
        overflow: visible;
      }
      path {
        fill: none;
        stroke: var(--data);
        stroke-width: 1.75;
        vector-effect: non-scaling-stroke;
      }
      i {
        position: absolute;
        width: 6px;
        height: 6px;
        margin: 0 0 -3px -3px;
        border-radius: 50%;
        background: var(--ink);
      }
    `,
  ];
}

declare global {
  interface HTMLElementTagNameMap {
    'wattribute-levels': WattributeLevels;
  }
}
