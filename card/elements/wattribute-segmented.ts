/** One of a few values, side by side: a radio group. Fires `segment-selected` with the value. */
import { css, html, LitElement, type PropertyValues } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { baseStyles } from './base-styles.ts';

export type Segment = { value: number; label: string };

const steps: Readonly<Record<string, number | undefined>> = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 };

@customElement('wattribute-segmented')
export class WattributeSegmented extends LitElement {
  @property() label = '';
  @property({ attribute: false }) segments: readonly Segment[] = [];
  @property({ type: Number }) value = 0;
  #takesFocus = false;

  override render() {
    return html`<div class="segments" role="radiogroup" aria-label=${this.label} @keydown=${this.#step}>
      ${this.segments.map(
        ({ value, label }) =>
          html`<button
            role="radio"
            aria-checked=${value === this.value ? 'true' : 'false'}
            tabindex=${value === this.value ? 0 : -1}
            @click=${() => this.#select(value)}
          >
            ${label}
          </button>`,
      )}
    </div>`;
  }

  override updated(changed: PropertyValues<this>) {
    if (!changed.has('value') || !this.#takesFocus) return;
    this.#takesFocus = false;
    this.renderRoot.querySelector<HTMLElement>('[aria-checked=true]')?.focus();
  }

  #select(value: number) {
    if (value !== this.value) this.dispatchEvent(new CustomEvent('segment-selected', { detail: value }));
  }

  readonly #step = (event: KeyboardEvent) => {
    const step = steps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const count = this.segments.length;
    // Left is the next one where one reads from right to left.
    const isMirrored = event.key.length > 'ArrowDown'.length && getComputedStyle(this).direction === 'rtl';
    const at = this.segments.findIndex(({ value }) => value === this.value);
    const next = this.segments[(at + (isMirrored ? -step : step) + count) % count];
    this.#takesFocus = true;
    if (next !== undefined) this.#select(next.value);
  };

  static override styles = [
    baseStyles,
    css`
      .segments {
        display: flex;
        height: 36px;
        border-radius: 10px;
        background: var(--quiet);
      }
      button {
        position: relative;
        min-width: 44px;
        padding: 0 8px;
        border: 1.5px solid transparent;
        border-radius: 10px;
        background: none;
        font-size: 13px;
        white-space: nowrap;
        cursor: pointer;
      }
      button::after {
        position: absolute;
        inset: -5.5px 0;
        content: '';
      }
      button[aria-checked='true'] {
        border-color: var(--primary-color);
        background: var(--fill);
        color: var(--on-fill);
        forced-color-adjust: none;
        font-weight: 500;
      }
    `,
  ];
}

declare global {
  interface HTMLElementTagNameMap {
    'wattribute-segmented': WattributeSegmented;
  }
}
