/** The latest change in one line; a button where there is more to see, which fires `sentence-selected`. */
import { mdiFlash, mdiHelpCircleOutline } from '@mdi/js';
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Formats } from '../format/create-formats.ts';
import { baseStyles } from './base-styles.ts';
import { glyph } from './glyph.ts';
import type { Sentence } from './sentence-for.ts';

@customElement('wattribute-sentence')
export class WattributeSentence extends LitElement {
  @property({ attribute: false }) sentence: Sentence | null = null;
  @property({ attribute: false }) formats: Formats | null = null;
  @property({ type: Boolean, reflect: true }) compact = false;
  @property({ type: Boolean }) selectable = false;

  override render() {
    const { sentence, formats } = this;
    if (sentence === null || formats === null) return nothing;
    const content = html`${this.#renderIcon(sentence)}
      <span>
        ${formats.list(sentence.subjects).map(({ name, text }) => (name ? html`<b>${text}</b>` : text))} ${sentence.predicate}<br /><span
          class="soft small"
          >${sentence.second}</span
        >
      </span>
      ${sentence.watts === null ? nothing : html`<span class="number watts">${sentence.watts}</span>`}`;
    return this.selectable ? html`<button @click=${this.#select}>${content}</button>` : html`<div>${content}</div>`;
  }

  #renderIcon({ icon, sign }: Sentence) {
    if (icon !== null) return html`<ha-icon .icon=${icon} aria-hidden="true"></ha-icon>`;
    return glyph(sign === 'steady' ? mdiFlash : mdiHelpCircleOutline);
  }

  readonly #select = () => this.dispatchEvent(new CustomEvent('sentence-selected'));

  static override styles = [
    baseStyles,
    css`
      button,
      div {
        display: grid;
        grid-template-columns: 24px 1fr auto;
        gap: 0 12px;
        align-items: center;
        width: 100%;
        min-height: 52px;
        padding: 6px 8px;
        border: 0;
        border-radius: 8px;
        background: var(--quiet);
        text-align: start;
      }
      button {
        cursor: pointer;
      }
      button:hover {
        background: color-mix(in srgb, var(--ink) 9%, transparent);
      }
      b {
        font-weight: 500;
      }
      ha-icon,
      svg {
        --mdc-icon-size: 24px;
        color: var(--state-icon-color);
      }
      .watts {
        font-size: 16px;
        font-weight: 500;
      }
      :host([compact]) button,
      :host([compact]) div {
        min-height: 44px;
        padding-block: 2px;
      }
      @container (min-width: 720px) {
        button,
        div {
          align-content: center;
          min-height: 84px;
          padding: 12px;
        }
      }
    `,
  ];
}

declare global {
  interface HTMLElementTagNameMap {
    'wattribute-sentence': WattributeSentence;
  }
}
