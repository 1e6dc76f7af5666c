/** How much of the power is known, and from where: a bar and its legend. */
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Split } from '../../backend/contract/current.ts';
import type { Host } from '../host/host.ts';
import { baseStyles, textures } from './base-styles.ts';

const parts = ['measured', 'learned', 'always_on', 'unexplained'] as const;

@customElement('wattribute-coverage')
export class WattributeCoverage extends LitElement {
  @property({ attribute: false }) split: Split | null = null;
  @property({ attribute: false }) host: Host | null = null;
  /** Lower, and without a legend. */
  @property({ type: Boolean, reflect: true }) compact = false;

  override render() {
    const { split, host } = this;
    if (split === null || host === null) return nothing;
    const shown = parts.map((part) => {
      const watts = Math.max(0, split[`${part}_w`]);
      return { part, watts, name: host.localize(`split.${part}`), text: host.formats.watts(watts) };
    });
    const label = shown.map(({ name, text }) => host.localize('split.part', { name, watts: text })).join(', ');
    return html`<div class="bar" role="img" aria-label=${label}>
        ${shown.map(({ part, watts }) => (watts > 0 ? html`<i class=${part} style="flex:${watts} 0 0"></i>` : nothing))}
      </div>
      ${
        this.compact
          ? nothing
          : html`<ul>
              ${shown.map(
                ({ part, name, text }) =>
                  html`<li><i class="swatch ${part}"></i><span>${name}</span><span class="number">${text}</span></li>`,
              )}
            </ul>`
      }`;
  }

  static override styles = [
    baseStyles,
    textures,
    css`
      .bar {
        display: flex;
        gap: 2px;
        height: 16px;
      }
      :host([compact]) .bar {
        height: 10px;
      }
      .bar i {
        min-width: 4px;
        border-radius: 2px;
      }
      .bar i:first-child {
        border-start-start-radius: 5px;
        border-end-start-radius: 5px;
      }
      .bar i:last-child {
        border-start-end-radius: 5px;
        border-end-end-radius: 5px;
      }
      ul {
        display: grid;
        grid-template-columns: 1fr 1fr;
        gap: 0 24px;
        margin: 8px 0 0;
        padding: 0;
        list-style: none;
      }
      li {
        display: grid;
        grid-template-columns: 12px 1fr auto;
        gap: 8px;
        align-items: center;
        min-height: 24px;
      }
      @container (max-width: 339px) {
        ul {
          grid-template-columns: 1fr;
        }
      }
      @container (min-width: 440px) {
        ul {
          gap: 0 40px;
        }
      }
    `,
  ];
}

declare global {
  interface HTMLElementTagNameMap {
    'wattribute-coverage': WattributeCoverage;
  }
}
