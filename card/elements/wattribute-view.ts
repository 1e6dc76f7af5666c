/** The content of the card, and of the page: the sections in their order, and above them what is wrong. */
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type { CorrectionInput } from '../../backend/contract/correction.ts';
import type { Pattern } from '../../backend/contract/unexplained.ts';
import type { Client } from '../client/client.ts';
import type { CardConfig, SectionName } from '../config.ts';
import { HomeController } from '../controllers/home-controller.ts';
import type { HomeState } from '../controllers/home-state.ts';
import type { Host } from '../host/host.ts';
import { loadLaterWords } from '../localize.ts';
import { withPatternNames } from '../host/with-pattern-names.ts';
import { baseStyles } from './base-styles.ts';
import { renderAbsent, renderTopNotice } from './render-view-notices.ts';
import { sections } from './sections.ts';
import type { WattributeDialogs } from './wattribute-dialogs.ts';
import './wattribute-notice.ts';

/** The hours that are shown; `endMs` null: the last ones. */
type Range = { hours: CardConfig['hours']; endMs: number | null };

const HOUR_MS = 3_600_000;

@customElement('wattribute-view')
export class WattributeView extends LitElement {
  @property({ attribute: false }) client: Client | null = null;
  @property({ attribute: false }) host!: Host;
  @property({ attribute: false }) config!: CardConfig;
  /** Shows this and asks nobody: the picker's example. */
  @property({ attribute: false }) example: HomeState | null = null;
  /** Stands above everything, in place of what is wrong. */
  @property({ attribute: false }) notice: TemplateResult | null = null;
  /** What Home Assistant's own sensors say, where the backend does not. */
  @property({ attribute: false }) ownHome: HomeState | null = null;
  /** False: shown once, not followed. */
  @property({ type: Boolean }) live = true;
  /** The range that was chosen on the card; null: the last hours, as configured. */
  @state() private range: Range | null = null;
  @state() private isGone = false;
  @query('wattribute-dialogs') private readonly dialogs!: WattributeDialogs | null;
  readonly #controller = new HomeController(this);
  #named: { host?: Host; patterns?: readonly Pattern[] | undefined; made?: Host } = {};

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
    const has = (name: SectionName) => names.includes(name) && !this.config.compact;
    if (this.example !== null) this.#controller.show(this.example);
    else if (this.client !== null) {
      // Patterns that a user named are devices, too.
      const hasUnexplained = has('chart') || has('correlations') || has('devices');
      const shown = { hours, endMs, min_delta, hasChart: has('chart'), hasDevices: has('devices'), hasUnexplained };
      this.#controller.follow({ client: this.client, live: this.live, ...shown });
    }
  }

  override firstUpdated() {
    // Without it the card is shown all the same.
    void import('./serve-everyone.ts').then((module) => module.serveEveryone(this)).catch(() => undefined);
  }

  override updated() {
    if (this.isAlone) this.dispatchEvent(new CustomEvent('view-alone'));
  }

  override render() {
    const home = this.isAlone && this.ownHome !== null ? this.ownHome : this.#controller.home;
    return html`${this.#renderTopNotice()}
      <div
        class="panels"
        @retry=${this.#controller.tryNow}
        @range-changed=${this.#changeRange}
        @device-opened=${({ detail }: CustomEvent<string>) => this.#withDialogs((dialogs) => dialogs.open({ kind: 'device', entityId: detail }))}
        @ledger-opened=${() => this.#withDialogs((dialogs) => dialogs.open({ kind: 'ledger' }))}
        @correction-wanted=${({ detail }: CustomEvent<CorrectionInput>) => this.#withDialogs((dialogs) => dialogs.correct(detail))}
        @moment-wanted=${this.#showMoment}
      >
        ${this.#renderSections(home)}
      </div>
      ${this.#controller.home.connection.status === 'absent' ? renderAbsent(this.host) : nothing}
      <wattribute-dialogs
        .client=${this.example === null ? this.client : null}
        .host=${this.#namedHost(home)}
        .home=${home}
        .minDelta=${this.config.min_delta}
        .now=${this.#controller.now()}
        @corrected=${this.#controller.readAgain}
        @moment-wanted=${this.#showMoment}
        @changes-wanted=${({ detail }: CustomEvent<string>) => this.renderRoot.querySelector('wattribute-correlations')?.showChangesOf(detail)}
      ></wattribute-dialogs>`;
  }

  #renderSections(home: HomeState) {
    const host = this.#namedHost(home);
    const config = this.#shownConfig;
    const names = config.compact ? (['now'] as const) : config.sections;
    const endMs = this.range?.endMs ?? null;
    const client = this.example === null ? this.client : null;
    const context = { client, host, config, home, now: this.#controller.now(), single: names.length === 1, endMs, redraw: this.#redraw };
    // Without a backend nothing can be said of changes, and nothing was recorded.
    const shown = home === this.ownHome ? names.filter((name) => name === 'now' || name === 'circuits') : names;
    return shown.map((name) => sections[name](context));
  }

  readonly #redraw = () => this.requestUpdate();

  /** The same host while the same patterns have names. */
  #namedHost(home: HomeState): Host {
    const patterns = home.unexplained.value?.patterns;
    if (this.#named.host !== this.host || this.#named.patterns !== patterns)
      this.#named = { host: this.host, patterns, made: withPatternNames(this.host, patterns ?? []) };
    return this.#named.made ?? this.host;
  }

  /** Dialogs and corrections are files of their own, with their words. */
  async #withDialogs(act: (dialogs: WattributeDialogs) => Promise<void>): Promise<void> {
    try {
      await Promise.all([import('./wattribute-dialogs.ts'), loadLaterWords()]);
      if (this.dialogs !== null) await act(this.dialogs);
    } catch {
      // The files of another release: only a new page has the right ones.
      this.isGone = true;
    }
  }

  /** A moment out of the range brings its own. */
  readonly #showMoment = async ({ detail }: CustomEvent<{ id: string | null; time: number }>) => {
    const chart = this.renderRoot.querySelector('wattribute-chart');
    if (chart === null) return;
    const { hours } = this.#shownConfig;
    const rangeMs = hours * HOUR_MS;
    const endMs = this.range?.endMs ?? this.#controller.now();
    if (detail.time > endMs || detail.time < endMs - rangeMs)
      this.range = { hours, endMs: Math.min(this.#controller.now(), detail.time + rangeMs / 2) };
    await Promise.all([this.updateComplete, customElements.whenDefined('wattribute-chart')]);
    await chart.showMoment(detail);
  };

  readonly #changeRange = ({ detail }: CustomEvent<Range>) => {
    this.range = detail;
  };

  #renderTopNotice(): TemplateResult | typeof nothing {
    const { host, notice, isGone } = this;
    const { home, tryNow } = this.#controller;
    return notice ?? renderTopNotice({ host, home, isGone, tryNow });
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
      /* About as high while they load as they will be, so that what is below them stays. */
      .panels {
        --lines: 120px;
        display: grid;
        grid-template-columns: minmax(0, 1fr);
      }
      wattribute-chart {
        --lines: 376px;
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
          --lines: 436px;
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
