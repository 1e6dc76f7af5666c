/** The content of the card, and of the page: the sections in their order, and above them what is wrong. */
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { PROTOCOL } from '../client/protocol.ts';
import type { Client } from '../client/client.ts';
import type { CardConfig } from '../config.ts';
import { HomeController } from '../controllers/home-controller.ts';
import type { HomeState } from '../controllers/home-state.ts';
import type { Host } from '../host/host.ts';
import { version } from '../../package.json';
import { baseStyles } from './base-styles.ts';
import { sections } from './sections.ts';
import './wattribute-notice.ts';

/** The hours that are shown; `endMs` null: the last ones. */
type Range = { hours: CardConfig['hours']; endMs: number | null };

const INSTALL_ADDRESS = 'https://github.com/wattribute/wattribute#readme';

@customElement('wattribute-view')
export class WattributeView extends LitElement {
  @property({ attribute: false }) client: Client | null = null;
  @property({ attribute: false }) host!: Host;
  @property({ attribute: false }) config!: CardConfig;
  /** Shows this and asks nobody: the picker's example. */
  @property({ attribute: false }) example: HomeState | null = null;
  /** What Home Assistant's own sensors say, where the backend does not. */
  @property({ attribute: false }) ownHome: HomeState | null = null;
  /** False: shown once, not followed. */
  @property({ type: Boolean }) live = true;
  /** The range that was chosen on the card; null: the last hours, as configured. */
  @state() private range: Range | null = null;
  readonly #controller = new HomeController(this);

  get #shownConfig(): CardConfig {
    return this.range === null ? this.config : { ...this.config, hours: this.range.hours };
  }

  /** Whether the reader has to do without the backend. */
  get isAlone(): boolean {
    const { connection, current } = this.#controller.home;
    return connection.status === 'absent' || (connection.status === 'lost' && current.value === null);
  }

  override willUpdate() {
    const { hours, min_delta, sections: names } = this.#shownConfig;
    const endMs = this.range?.endMs ?? null;
    const hasChart = names.includes('chart') && !this.config.compact;
    if (this.example !== null) this.#controller.show(this.example);
    else if (this.client !== null) this.#controller.follow({ client: this.client, live: this.live, hours, endMs, min_delta, hasChart });
  }

  override updated() {
    if (this.isAlone) this.dispatchEvent(new CustomEvent('view-alone'));
  }

  override render() {
    const home = this.isAlone && this.ownHome !== null ? this.ownHome : this.#controller.home;
    return html`${this.#renderTopNotice()}
      <div class="panels" @retry=${this.#controller.tryNow} @range-changed=${this.#changeRange}>${this.#renderSections(home)}</div>
      ${this.#controller.home.connection.status === 'absent' ? this.#renderAbsent() : nothing}`;
  }

  #renderSections(home: HomeState) {
    const { host } = this;
    const config = this.#shownConfig;
    const names = config.compact ? (['now'] as const) : config.sections;
    const known = names.filter((name) => sections[name] !== undefined);
    if (known.length === 0) {
      const text = host.localize('sections.later', { sections: names.join(', ') });
      return html`<p class="later">${text}</p>`;
    }
    const endMs = this.range?.endMs ?? null;
    const client = this.example === null ? this.client : null;
    const context = { client, host, config, home, now: this.#controller.now(), single: known.length === 1, endMs, redraw: this.#redraw };
    // Without a backend nothing can be said of changes, and nothing was recorded.
    const shown = home === this.ownHome ? known.filter((name) => name !== 'correlations' && name !== 'chart') : known;
    return shown.map((name) => sections[name]?.(context));
  }

  readonly #redraw = () => this.requestUpdate();

  readonly #changeRange = ({ detail }: CustomEvent<Range>) => {
    this.range = detail;
  };

  #renderTopNotice(): TemplateResult | typeof nothing {
    const { connection, reachable } = this.#controller.home;
    const { localize } = this.host;
    if (this.example !== null)
      return html`<wattribute-notice
        glyph="example"
        .heading=${localize('example')}
        .text=${localize('example.what')}
      ></wattribute-notice>`;
    const mayBeReached = connection.status === 'connected' || connection.status === 'lost';
    return mayBeReached && !reachable ? this.#renderUnreachable() : this.#renderOtherVersion();
  }

  #renderOtherVersion(): TemplateResult | typeof nothing {
    const { protocol = PROTOCOL, version: app = '' } = this.#controller.home.health ?? {};
    const { localize } = this.host;
    // The previous version of the wire is still understood.
    if (protocol === PROTOCOL || protocol === PROTOCOL - 1) return nothing;
    return html`<wattribute-notice
      kind="warning"
      .heading=${localize('version')}
      .text=${localize('version.what', { card: version, app })}
      .action=${localize('version.reload')}
      @notice-action=${() => location.reload()}
    ></wattribute-notice>`;
  }

  #renderUnreachable(): TemplateResult {
    const { answeredMs, retryAtMs } = this.#controller.home;
    const { localize, formats } = this.host;
    const known =
      answeredMs === null
        ? localize('unreachable.nothing_known')
        : localize('unreachable.known', { time: formats.time(answeredMs, Date.now()) });
    const seconds = retryAtMs === null ? 0 : Math.ceil((retryAtMs - Date.now()) / 1000);
    const next = seconds > 0 ? localize('unreachable.next', { seconds: formats.number(seconds) }) : localize('unreachable.trying');
    return html`<wattribute-notice
      kind="warning"
      glyph="disconnected"
      .heading=${localize('unreachable')}
      .text=${`${known} ${next}`}
      .action=${localize('unreachable.try')}
      @notice-action=${this.#controller.tryNow}
    ></wattribute-notice>`;
  }

  #renderAbsent(): TemplateResult {
    const { localize } = this.host;
    return html`<wattribute-notice
      class="below"
      .heading=${localize('absent')}
      .text=${localize('absent.what')}
      .action=${localize('absent.how')}
      @notice-action=${() => window.open(INSTALL_ADDRESS, '_blank', 'noopener')}
    ></wattribute-notice>`;
  }

  static override styles = [
    baseStyles,
    css`
      wattribute-notice {
        margin: 12px 16px 0;
      }
      .below {
        margin: 0 16px 16px;
      }
      .later {
        margin: 0;
        padding: 16px;
      }
      .panels {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
      }
      .panels > * + * {
        border-block-start: 1px solid var(--divider-color);
      }
      @container (min-width: 720px) {
        wattribute-notice {
          margin-inline: 24px;
        }
        .panels {
          grid-template-columns: repeat(12, minmax(0, 1fr));
        }
        .panels > * {
          grid-column: span 12;
        }
        /* Neighbours stand beside each other; the narrow one lays itself out by its own width. */
        .panels > wattribute-chart:has(+ wattribute-circuits),
        .panels > wattribute-circuits + wattribute-chart {
          grid-column: span 8;
        }
        .panels > wattribute-chart + wattribute-circuits,
        .panels > wattribute-circuits:has(+ wattribute-chart) {
          --panel-padding: 16px 24px 20px;
          grid-column: span 4;
          container-type: inline-size;
        }
        .panels > wattribute-chart + wattribute-circuits,
        .panels > wattribute-circuits + wattribute-chart {
          border-inline-start: 1px solid var(--divider-color);
        }
      }
    `,
  ];
}

declare global {
  interface HTMLElementTagNameMap {
    'wattribute-view': WattributeView;
  }
}
