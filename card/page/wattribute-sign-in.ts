/** Asks for the backend's token; fires `sign-in` with it. */
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { baseStyles } from '../elements/base-styles.ts';
import { refusalStyles } from '../elements/refusal-styles.ts';
import { localizeInEnglish, type Localize } from '../localize.ts';

@customElement('wattribute-sign-in')
export class WattributeSignIn extends LitElement {
  @property({ attribute: false }) localize: Localize = localizeInEnglish;
  /** What went wrong last time. */
  @property() message = '';

  override updated() {
    // The next one is typed or pasted over what was wrong.
    if (this.message !== '') this.renderRoot.querySelector('input')?.select();
  }

  override render() {
    const { localize } = this;
    return html`<ha-card>
      <form @submit=${this.#submit}>
        <p>${localize('page.sign_in_what')}</p>
        <label>
          <span class="small soft">${localize('page.token')}</span>
          <input name="token" type="password" required autocomplete="current-password" />
        </label>
        ${this.message === '' ? nothing : html`<p class="refused" role="alert">${this.message}</p>`}
        <button class="action">${localize('page.sign_in')}</button>
      </form>
    </ha-card>`;
  }

  readonly #submit = (event: SubmitEvent) => {
    event.preventDefault();
    const token = new FormData(event.target as HTMLFormElement).get('token');
    if (typeof token === 'string') this.dispatchEvent(new CustomEvent('sign-in', { detail: token.trim() }));
  };

  static override styles = [
    baseStyles,
    refusalStyles,
    css`
      form {
        display: grid;
        gap: 12px;
        justify-items: start;
        max-width: 480px;
        padding: 16px;
      }
      p {
        margin: 0;
      }
      label {
        display: grid;
        gap: 4px;
        width: 100%;
      }
      input {
        height: 44px;
        padding: 0 12px;
        border: 0;
        border-block-end: 1px solid var(--soft);
        border-radius: 4px 4px 0 0;
        background: var(--ha-color-form-background, var(--quiet));
      }
    `,
  ];
}

declare global {
  interface HTMLElementTagNameMap {
    'wattribute-sign-in': WattributeSignIn;
  }
}
