/** The page that the backend serves: the whole card, wide, and a sign-in where the backend wants to know who asks. */
import { mdiLanDisconnect } from '@mdi/js';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { createDirectClient, type DirectClient } from '../client/direct-client.ts';
import { RequestFailedError } from '../client/request-failed-error.ts';
import { parseConfig } from '../config.ts';
import { toFailure } from '../controllers/load-parts.ts';
import { baseStyles } from '../elements/base-styles.ts';
import { failureText } from '../elements/failure-text.ts';
import { forcedColors } from '../elements/forced-colors.ts';
import '../elements/wattribute-notice.ts';
import '../elements/wattribute-segmented.ts';
import '../elements/wattribute-view.ts';
import { knownLanguage } from '../format/known-locale.ts';
import { createDirectHost } from '../host/direct-host.ts';
import type { Host } from '../host/host.ts';
import { loadLaterWords, loadLocalize, localizeInEnglish, type Localize } from '../localize.ts';
import { chooseTheme, restoreTheme, themes } from './chosen-theme.ts';
import './wattribute-data.ts';
import './wattribute-sign-in.ts';

/** States change, and sometimes names and areas. */
const REFRESH_MS = 60_000;
const RETRY_MS = 5000;

const config = parseConfig({ type: 'page' });

type View =
  | { show: 'starting' }
  | { show: 'sign-in'; message: string }
  | { show: 'unreachable'; message: string }
  | { show: 'home'; host: Host; isDemo: boolean };

@customElement('wattribute-page')
export class WattributePage extends LitElement {
  /** Below which the API lies: the address of the page. */
  @property() base = document.baseURI;
  @state() private view: View = { show: 'starting' };
  @state() private theme = restoreTheme();
  #localize: Localize = localizeInEnglish;
  #client: DirectClient | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  override connectedCallback() {
    super.connectedCallback();
    this.#client = createDirectClient({ base: this.base, onUnauthorized: this.#askWho });
    void this.#begin();
  }

  override disconnectedCallback() {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
  }

  override render() {
    return html`<main>
      <header>
        <h1>Wattribute</h1>
        ${this.#renderThemes()}
      </header>
      ${this.#renderView()}
    </main>`;
  }

  async #begin() {
    const language = knownLanguage(navigator.language);
    [this.#localize] = await Promise.all([loadLocalize(language), loadLaterWords().catch(() => undefined)]);
    document.documentElement.lang = this.#localize === localizeInEnglish ? 'en' : language;
    await this.#loadHost(language);
  }

  async #loadHost(language: string): Promise<void> {
    clearTimeout(this.#timer);
    const client = this.#client;
    if (client === null || !this.isConnected) return;
    try {
      const [context, entities] = await Promise.all([client.request('context'), client.request('entities').catch(() => [])]);
      const host = createDirectHost({ context, entities, language, localize: this.#localize });
      this.view = { show: 'home', host, isDemo: context.mode === 'demo' };
      this.#timer = setTimeout(() => void this.#loadHost(language), REFRESH_MS);
    } catch (error) {
      if (this.view.show === 'sign-in') return;
      if (this.view.show !== 'home') this.view = { show: 'unreachable', message: this.#wordsOf(error) };
      this.#timer = setTimeout(() => void this.#loadHost(language), RETRY_MS);
    }
  }

  #wordsOf = (error: unknown): string => failureText(toFailure(error), this.#localize);

  readonly #askWho = () => {
    if (this.view.show === 'sign-in') return;
    clearTimeout(this.#timer);
    this.view = { show: 'sign-in', message: '' };
  };

  readonly #signIn = async ({ detail: token }: CustomEvent<string>) => {
    try {
      await this.#client?.signIn(token);
      this.view = { show: 'starting' };
      await this.#begin();
    } catch (error) {
      const isWrong = error instanceof RequestFailedError && error.status === 401;
      const message = this.#wordsOf(error);
      this.view = {
        show: 'sign-in',
        message: isWrong ? this.#localize('page.wrong_token') : this.#localize('page.sign_in_failed', { message }),
      };
    }
  };

  #renderThemes(): TemplateResult {
    const localize = this.#localize;
    const choose = ({ detail }: CustomEvent<number>) => (this.theme = chooseTheme(themes[detail] ?? 'auto'));
    return html`<wattribute-segmented
      .label=${localize('page.theme')}
      .segments=${themes.map((theme, value) => ({ value, label: localize(`page.theme_${theme}`) }))}
      .value=${themes.indexOf(this.theme)}
      @segment-selected=${choose}
    ></wattribute-segmented>`;
  }

  #renderView(): TemplateResult | typeof nothing {
    const { view } = this;
    const localize = this.#localize;
    switch (view.show) {
      case 'starting':
        return nothing;
      case 'sign-in':
        return html`<wattribute-sign-in .localize=${localize} .message=${view.message} @sign-in=${this.#signIn}></wattribute-sign-in>`;
      case 'unreachable':
        return html`<wattribute-notice
          kind="warning"
          .glyph=${mdiLanDisconnect}
          .heading=${localize('unreachable')}
          .text=${view.message}
          .action=${localize('unreachable.try')}
          @notice-action=${() => this.#loadHost(knownLanguage(navigator.language))}
        ></wattribute-notice>`;
      case 'home':
        return html`${
            view.isDemo
              ? html`<wattribute-notice .heading=${localize('page.demo')} .text=${localize('page.demo_what')}></wattribute-notice>`
              : nothing
          }
          <ha-card><wattribute-view .client=${this.#client} .host=${view.host} .config=${config}></wattribute-view></ha-card>
          ${view.host.isAdmin ? html`<wattribute-data .client=${this.#client} .host=${view.host} .base=${this.base}></wattribute-data>` : nothing}`;
    }
  }

  static override styles = [
    baseStyles,
    forcedColors,
    css`
      main {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 16px;
        max-width: 1400px;
        margin: 0 auto;
        padding: 16px;
      }
      header {
        display: flex;
        flex-wrap: wrap;
        gap: 8px 16px;
        align-items: center;
        justify-content: space-between;
      }
      h1 {
        margin: 0;
        font-size: 20px;
        font-weight: 400;
        line-height: 28px;
      }
      ha-card {
        container-type: inline-size;
        overflow: clip;
      }
      @media (max-width: 440px) {
        main {
          padding: 8px;
        }
      }
    `,
  ];
}

declare global {
  interface HTMLElementTagNameMap {
    'wattribute-page': WattributePage;
  }
}
