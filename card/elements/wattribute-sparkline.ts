/** The last hour as a small curve. */
import { css, html, LitElement, nothing, svg } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { PowerPoint } from '../controllers/home-state.ts';
import { baseStyles } from './base-styles.ts';
import { sparklinePaths, type Sparkline } from './sparkline-paths.ts';

const MARGIN_END = 5;

@customElement('wattribute-sparkline')
export class WattributeSparkline extends LitElement {
  @property({ attribute: false }) points: readonly PowerPoint[] = [];
  @property({ type: Number }) now = 0;
  @property({ type: Boolean }) stale = false;
  @property({ type: Number }) width = 96;
  @property({ type: Number }) height = 40;
  /** Says the lowest and the highest value. */
  @property({ attribute: false }) describe: (low: number, high: number) => string = () => '';

  override render() {
    const { width, height } = this;
    const paths = sparklinePaths(this.points, this);
    if (paths === null) return nothing;
    return html`<svg viewBox="0 0 ${width} ${height}" role="img" aria-label=${this.describe(paths.low, paths.high)}>
      <path class="area" d=${paths.area}></path>
      <path class="line" d=${paths.line}></path>
      ${this.#renderEnd(paths)}
    </svg>`;
  }

  #renderEnd({ last, silence }: Sparkline) {
    const { width } = this;
    if (last !== null) return svg`<circle cx=${last.x} cy=${last.y} r="3.5"></circle>`;
    if (silence === null) return nothing;
    return svg`<path class="silence" d="M${silence.x} ${silence.y}H${width - MARGIN_END}"></path>`;
  }

  static override styles = [
    baseStyles,
    css`
      :host {
        width: 96px;
      }
      svg {
        width: 100%;
        overflow: visible;
        direction: ltr;
        forced-color-adjust: none;
      }
      .area {
        fill: color-mix(in srgb, var(--data) 20%, transparent);
      }
      .line {
        fill: none;
        stroke: var(--data);
        stroke-width: 1.5;
      }
      .silence {
        fill: none;
        stroke: var(--soft);
        stroke-dasharray: 2 3;
      }
      circle {
        fill: var(--data);
      }
      @container (min-width: 720px) {
        :host {
          width: 112px;
        }
      }
    `,
  ];
}

declare global {
  interface HTMLElementTagNameMap {
    'wattribute-sparkline': WattributeSparkline;
  }
}
