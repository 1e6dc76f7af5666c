/** A dialog: heading, what belongs beside it, and a button that closes it; the whole screen on a phone. Fires `dialog-closed`. */
import { mdiClose } from '@mdi/js';
import { css, html, LitElement } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { announce } from '../elements/announce.ts';
import { baseStyles } from '../elements/base-styles.ts';
import { glyph } from '../elements/glyph.ts';

@customElement('wattribute-dialog')
export class WattributeDialog extends LitElement {
  @property() heading = '';
  @property() subheading = '';
  @property() closeText = '';

  override firstUpdated() {
    // The browser keeps the focus within, and gives it back.
    this.renderRoot.querySelector('dialog')?.showModal();
  }

  override render() {
    return html`<dialog aria-labelledby="heading" @close=${this.#announce} @click=${this.#closeBeside}>
      <div class="sheet" tabindex="-1">
        <header>
          <button class="icon" autofocus aria-label=${this.closeText} @click=${this.close}>${glyph(mdiClose)}</button>
          <div class="titles">
            <h2 id="heading">${this.heading}</h2>
            <span class="soft small">${this.subheading}</span>
          </div>
          <slot name="menu"></slot>
        </header>
        <slot></slot>
      </div>
    </dialog>`;
  }

  readonly close = (): void => this.renderRoot.querySelector('dialog')?.close();

  readonly #announce = () => announce(this, 'dialog-closed');

  /** Outside of the sheet only the dialog itself is hit. */
  readonly #closeBeside = (event: MouseEvent) => {
    if (event.target === event.currentTarget) this.close();
  };

  static override styles = [
    baseStyles,
    css`
      dialog {
        width: min(580px, calc(100vw - 32px));
        max-width: none;
        max-height: calc(100dvh - 48px);
        padding: 0;
        border: 0;
        border-radius: 24px;
        background: var(--ha-dialog-surface-background, var(--card-background-color));
        color: var(--ink);
        box-shadow: 0 8px 24px rgb(0 0 0 / 32%);
        overscroll-behavior: contain;
        /* What gets the focus does not lie beneath the header. */
        scroll-padding-block-start: 72px;
      }
      @media (forced-colors: active) {
        dialog {
          border: 1px solid;
        }
      }
      dialog::backdrop {
        background: rgb(0 0 0 / 45%);
      }
      .sheet {
        padding: 8px 24px 24px;
        outline-offset: -2px;
        container-type: inline-size;
      }
      header {
        position: sticky;
        inset-block-start: 0;
        z-index: 1;
        display: grid;
        grid-template-columns: 44px 1fr auto;
        gap: 8px;
        align-items: center;
        min-height: 64px;
        margin-inline: -12px;
        background: inherit;
      }
      .sheet,
      header {
        background: var(--ha-dialog-surface-background, var(--card-background-color));
      }
      .titles {
        min-width: 0;
      }
      h2 {
        margin: 0;
        overflow: hidden;
        font-size: 20px;
        font-weight: 400;
        line-height: 28px;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .icon {
        display: grid;
        place-items: center;
        width: 44px;
        height: 44px;
        padding: 0;
        border: 0;
        border-radius: 22px;
        background: none;
        cursor: pointer;
      }
      .icon:hover {
        background: var(--quiet);
      }
      @media (max-width: 450px) {
        dialog {
          width: 100vw;
          height: 100dvh;
          max-height: none;
          margin: 0;
          border-radius: 0;
        }
        .sheet {
          min-height: 100%;
          padding: 8px 16px 24px;
        }
      }
    `,
  ];
}

declare global {
  interface HTMLElementTagNameMap {
    'wattribute-dialog': WattributeDialog;
  }
}
