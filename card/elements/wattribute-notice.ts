/** A box that informs, warns or tells of an error, with one action; the action fires `notice-action`. */
import { mdiInformationOutline } from '@mdi/js';
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { baseStyles } from './base-styles.ts';
import { glyph } from './glyph.ts';

@customElement('wattribute-notice')
export class WattributeNotice extends LitElement {
  @property({ reflect: true }) kind: 'info' | 'warning' | 'error' = 'info';
  /** The path of its drawing. */
  @property({ attribute: false }) glyph = mdiInformationOutline;
  @property() heading = '';
  @property() text = '';
  /** The words of its button; none without. */
  @property() action = '';

  #told = '';

  override focus() {
    this.renderRoot.querySelector<HTMLElement>('button')?.focus();
  }

  override render() {
    // A count of seconds or minutes is no news.
    const told = (this.heading + this.text).replace(/\d+/g, '');
    const isNews = told !== this.#told;
    this.#told = told;
    return html`<div role=${this.kind === 'error' ? 'alert' : 'status'} aria-live=${isNews ? nothing : 'off'}>
      ${glyph(this.glyph)}
      <div class="words">
        <b>${this.heading}</b>${this.text}
        ${this.action === '' ? nothing : html`<div><button class="action" @click=${this.#act}>${this.action}</button></div>`}
      </div>
    </div>`;
  }

  readonly #act = () => this.dispatchEvent(new CustomEvent('notice-action'));

  static override styles = [
    baseStyles,
    css`
      :host {
        --tone: var(--info-color);
      }
      :host([kind='warning']) {
        --tone: var(--warning-color);
      }
      :host([kind='error']) {
        --tone: var(--error-color);
      }
      [role] {
        display: grid;
        grid-template-columns: 24px 1fr;
        gap: 4px 12px;
        padding: 12px;
        border-radius: 8px;
        background: color-mix(in srgb, var(--tone) 12%, transparent);
      }
      svg {
        color: var(--tone);
      }
      .words {
        min-width: 0;
        overflow-wrap: anywhere;
      }
      b {
        display: block;
        font-weight: 500;
      }
    `,
  ];
}

declare global {
  interface HTMLElementTagNameMap {
    'wattribute-notice': WattributeNotice;
  }
}
