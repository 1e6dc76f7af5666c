/** Each switch of a device as a dot: on above, off below one line; the band is the interval of what was learned, the line its middle. */
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { baseStyles } from '../elements/base-styles.ts';
import type { Host } from '../host/host.ts';
import { roundNumbers, type StackedSteps, type StepStack } from './stack-steps.ts';

/** Where the line lies, and distance of the dots, px. */
const LINE = 66;
const APART = 6;
/** A number that is nearer to the learned one is left out, of the width. */
const CLEAR = 0.14;

@customElement('wattribute-steps')
export class WattributeSteps extends LitElement {
  @property({ attribute: false }) host!: Host;
  @property({ attribute: false }) stacked: StackedSteps | null = null;
  @property({ type: Number }) watts = 0;
  /** Half width of the band; null: there is none. */
  @property({ attribute: false }) interval: number | null = null;

  override render() {
    const { stacked, host, watts, interval } = this;
    if (stacked === null) return nothing;
    const { localize, formats } = host;
    const half = interval ?? 0;
    const from = this.#placeOf(watts - half);
    const band = { from: formats.number(Math.round(watts - half)), to: formats.watts(watts + half) };
    const label = localize('device.steps_label', { on: stacked.on, off: stacked.off, ...band });
    return html`<div class="chart" role="img" aria-label=${label}>
        ${half === 0 ? nothing : html`<div class="band" style="left:${from}%;width:${this.#placeOf(watts + half) - from}%"></div>`}
        <div class="line"></div>
        <div class="middle" style="left:${this.#placeOf(watts)}%"></div>
        <span class="word">${localize('device.switched_on')}</span><span class="word below">${localize('device.switched_off')}</span>
        ${stacked.stacks.map((stack) => this.#renderStack(stack))}
      </div>
      <div class="numbers" aria-hidden="true">
        ${this.#numbers(stacked).map((number) => html`<span style="left:${this.#placeOf(number)}%">${formats.number(number)}</span>`)}
        <b style="left:${this.#placeOf(watts)}%">${formats.watts(watts)}</b>
      </div>`;
  }

  /** %, within the chart. */
  #placeOf(watts: number): number {
    const { low, high } = this.stacked ?? { low: 0, high: 1 };
    return Math.min(100, Math.max(0, (100 * (watts - low)) / (high - low)));
  }

  #numbers({ low, high }: StackedSteps): number[] {
    return roundNumbers(low, high, 4).filter((number) => Math.abs(number - this.watts) > CLEAR * (high - low));
  }

  #renderStack({ place, on, off }: StepStack) {
    const perDot = this.stacked?.perDot ?? 1;
    const dots = (count: number, direction: 1 | -1) =>
      Array.from({ length: Math.ceil(count / perDot) }, (_, i) => {
        const top = LINE + direction * (i + 1) * APART;
        return html`<i class=${direction < 0 ? 'on' : 'off'} style="left:${100 * place}%;top:${top.toFixed(1)}px"></i>`;
      });
    return html`${dots(on, -1)}${dots(off, 1)}`;
  }

  static override styles = [
    baseStyles,
    css`
      :host {
        direction: ltr;
      }
      .chart {
        position: relative;
        height: 132px;
      }
      .chart > *,
      .numbers > * {
        position: absolute;
      }
      .band {
        inset-block: 18px;
        border-inline: 1px solid var(--data);
        background: color-mix(in srgb, var(--data) 16%, transparent);
      }
      .line {
        inset-inline: 0;
        top: 66px;
        border-block-start: 1px solid var(--soft);
      }
      .middle {
        inset-block: 18px;
        width: 2px;
        margin-left: -1px;
        background: var(--primary-color);
      }
      /* Above and below all that is drawn. */
      .word {
        top: 0;
        color: var(--soft);
        font-size: 12px;
        line-height: 16px;
      }
      .below {
        top: auto;
        bottom: 0;
      }
      i {
        width: 5px;
        height: 5px;
        margin: -2.5px;
        border-radius: 50%;
      }
      .on {
        background: var(--ink);
      }
      .off {
        width: 6px;
        height: 6px;
        margin: -3px;
        border: 1.2px solid var(--ink);
        background: var(--surface);
      }
      .numbers {
        position: relative;
        height: 20px;
        color: var(--soft);
        font-size: 12px;
        line-height: 20px;
        white-space: nowrap;
      }
      .numbers > * {
        transform: translateX(-50%);
        font-variant-numeric: tabular-nums;
      }
      .numbers > b {
        color: var(--ink);
        font-weight: 500;
      }
      @media (forced-colors: active) {
        .chart {
          forced-color-adjust: none;
        }
      }
    `,
  ];
}

declare global {
  interface HTMLElementTagNameMap {
    'wattribute-steps': WattributeSteps;
  }
}
