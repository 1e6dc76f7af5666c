/** The card on a dashboard of Home Assistant. */
import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { homeAssistantClient } from './client/home-assistant-client.ts';
import type { ConfigForm } from './config-form.ts';
import { parseConfig, type CardConfig } from './config.ts';
import type { HomeState } from './controllers/home-state.ts';
import './elements/wattribute-view.ts';
import { isSameList } from './elements/is-same-list.ts';
import { createHassHost, partsOfHost } from './host/hass-host.ts';
import type { Hass } from './host/hass.ts';
import type { Host } from './host/host.ts';
import type { OwnPower } from './host/own-power.ts';
import { isInCardPicker } from './is-in-card-picker.ts';
import { languageOf, loadLocalize, localizeInEnglish, type Localize } from './localize.ts';

/** Heights of the sections in units of 50 px, as dashboards without a grid count them. */
const sizes: Record<CardConfig['sections'][number], number> = { now: 5, chart: 8, circuits: 6, correlations: 12, devices: 10 };

type Example = { home: HomeState; host: (host: Host) => Host; notice: (host: Host) => TemplateResult };

@customElement('wattribute-card')
export class WattributeCard extends LitElement {
  /** All defaults: what a new card begins with, in the picker too. */
  static getStubConfig() {
    return {};
  }

  /** The visual editor; Home Assistant gives no `hass` with it, but tells its language on the page. */
  static async getConfigForm(): Promise<ConfigForm> {
    const [{ createConfigForm }, localize] = await Promise.all([
      import('./config-form.ts'),
      loadLocalize(document.documentElement.lang || 'en'),
    ]);
    return createConfigForm(localize);
  }

  @property({ attribute: false }) hass: Hass | undefined;
  /** The editor shows the card: once, without following the stream. */
  @property({ type: Boolean }) preview = false;
  @state() private config: CardConfig | null = null;
  @state() private localize: Localize = localizeInEnglish;
  @state() private isAlone = false;
  #language = '';
  #host: Host | null = null;
  #hostParts: unknown[] = [];
  #ownPower: OwnPower | null = null;
  @state() private example: Example | null = null;
  #isExample = false;
  /** Tells that it is one. */
  #notice: TemplateResult | null = null;

  setConfig(config: unknown): void {
    this.config = parseConfig(config);
    this.#host = null;
    this.#ownPower = null;
    if (this.isAlone) void this.#loadOwnPower();
  }

  getCardSize(): number {
    if (this.config?.compact === true) return 3;
    return (this.config?.sections ?? ['now']).reduce((sum, section) => sum + sizes[section], 0);
  }

  getGridOptions() {
    const size = { columns: 12, min_columns: 6 };
    return this.config?.compact === true ? { ...size, rows: 3, min_rows: 3 } : { ...size, rows: 'auto' };
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#isExample = isInCardPicker(this);
    if (this.#isExample && this.example === null) void this.#loadExample();
  }

  override shouldUpdate(changed: PropertyValues): boolean {
    // Home Assistant hands over a new `hass` at nearly every change of a state: most of them mean nothing here.
    return [...changed.keys()].some((key) => key !== 'hass') || this.#host === null || this.#isHassNews();
  }

  override willUpdate(): void {
    const { hass, config } = this;
    if (hass === undefined || config === null) return;
    const { language } = hass.locale;
    if (language !== this.#language) {
      this.#language = language;
      void loadLocalize(language).then((localize) => {
        if (localize === this.localize) return;
        this.#host = null;
        this.localize = localize;
      });
    }
    const parts = partsOfHost(hass);
    if (this.#host === null || !isSameList(parts, this.#hostParts)) {
      this.#hostParts = parts;
      const host = createHassHost(() => this.hass ?? hass, this.localize, config.power_unit);
      this.#host = this.example === null ? host : this.#hostExample(host, this.example);
    }
  }

  override render() {
    const { hass } = this;
    if (hass === undefined || this.#host === null || this.#isWaiting) return nothing;
    return html`<ha-card .header=${this.config?.title ?? undefined}>
      <wattribute-view
        lang=${languageOf(hass.locale.language, this.localize)}
        .client=${homeAssistantClient(hass.connection)}
        .host=${this.#host}
        .config=${this.config}
        .example=${this.example?.home ?? null}
        .notice=${this.#notice}
        .ownHome=${this.#readOwnHome(hass)}
        .live=${!this.preview}
        @view-alone=${this.#readOwnPower}
      ></wattribute-view>
    </ha-card>`;
  }

  /** While an example is on its way nobody is asked for the real home. */
  get #isWaiting(): boolean {
    return this.#isExample && this.example === null;
  }

  #readOwnHome(hass: Hass): HomeState | null {
    return (this.isAlone ? this.#ownPower?.read(hass, Date.now()) : null) ?? null;
  }

  #isHassNews(): boolean {
    const { hass } = this;
    if (hass === undefined) return false;
    return !isSameList(partsOfHost(hass), this.#hostParts) || (this.isAlone && this.#ownPower?.isNews(hass) === true);
  }

  readonly #readOwnPower = () => {
    if (this.isAlone) return;
    this.isAlone = true;
    void this.#loadOwnPower();
  };

  async #loadOwnPower() {
    try {
      const { createOwnPower } = await import('./host/own-power.ts');
      const ownPower = createOwnPower(this.config?.power_entity ?? null);
      this.#ownPower = ownPower;
      await ownPower.load(() => this.hass);
      this.requestUpdate();
    } catch {
      // Home Assistant is away, and its files with it: asked for again while that is so.
      this.isAlone = false;
    }
  }

  #hostExample(host: Host, { host: known, notice }: Example): Host {
    this.#notice = notice(host);
    return known(host);
  }

  async #loadExample() {
    const { exampleHome, exampleHost, exampleNotice } = await import('./example-home.ts');
    this.#host = null;
    this.example = { home: exampleHome(Date.now()), host: exampleHost, notice: exampleNotice };
  }

  static override styles = css`
    :host {
      display: block;
    }
    ha-card {
      container-type: inline-size;
      height: 100%;
      overflow: clip;
    }
  `;
}

declare global {
  interface HTMLElementTagNameMap {
    'wattribute-card': WattributeCard;
  }
}
