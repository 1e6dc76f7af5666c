/** A panel: heading, what belongs beside it, and a state of its own, so that it loads and fails alone. Its button fires `retry`. */
import { mdiAlertCircleOutline } from '@mdi/js';
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { announce } from './announce.ts';
import { baseStyles } from './base-styles.ts';
import './wattribute-notice.ts';

/** What loads faster needs no sign of it. */
const PATIENCE_MS = 400;

export type PanelStatus = 'loading' | 'ready' | 'failed';

@customElement('wattribute-panel')
export class WattributePanel extends LitElement {
  @property() heading = '';
  /** Whether the heading is shown; it always names the panel. */
  @property({ type: Boolean }) bare = false;
  /** The only panel of its card: its heading is the card's. */
  @property({ type: Boolean, reflect: true }) single = false;
  @property({ type: Boolean, reflect: true }) compact = false;
  @property({ reflect: true }) status: PanelStatus = 'ready';
  @property() loadingText = '';
  @property() failure = '';
  @property() failureText = '';
  @property() retryText = '';
  @state() private isLate = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  override connectedCallback() {
    super.connectedCallback();
    this.#watch();
  }

  override disconnectedCallback() {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
  }

  override willUpdate(changed: Map<PropertyKey, unknown>) {
    if (changed.has('status')) this.#watch();
  }

  override render() {
    return html`<section tabindex="-1" aria-label=${this.heading} aria-busy=${this.status === 'loading' ? 'true' : 'false'}>
      ${
        this.bare
          ? nothing
          : html`<header>
              <h2>${this.heading}</h2>
              <slot name="actions"></slot>
            </header>`
      }
      ${this.#renderBody()}
    </section>`;
  }

  #watch() {
    clearTimeout(this.#timer);
    this.isLate = false;
    if (this.status === 'loading') this.#timer = setTimeout(() => (this.isLate = true), PATIENCE_MS);
  }

  #renderBody() {
    switch (this.status) {
      case 'ready':
        return html`<slot></slot>`;
      case 'loading':
        return html`<div class="lines" role="img" aria-label=${this.loadingText}>
          ${this.isLate ? [92, 76, 84].map((width) => html`<i style="width:${width}%"></i>`) : nothing}
        </div>`;
      case 'failed':
        return html`<wattribute-notice
          kind="error"
          .glyph=${mdiAlertCircleOutline}
          .heading=${this.failure}
          .text=${this.failureText}
          .action=${this.retryText}
          @notice-action=${this.#retry}
        ></wattribute-notice>`;
    }
  }

  readonly #retry = () => announce(this, 'retry');

  static override styles = [
    baseStyles,
    css`
      section {
        min-width: 0;
        padding: var(--panel-padding, 12px 16px 16px);
        outline-offset: -2px;
      }
      /* Where heading and actions have no room beside each other, the actions go below. */
      header {
        display: flex;
        flex-wrap: wrap;
        gap: 0 8px;
        align-items: center;
        min-height: 44px;
        margin-block-end: 4px;
      }
      h2 {
        flex: 1 0 auto;
        max-width: 100%;
        margin: 0;
        font-size: 16px;
        font-weight: 500;
        line-height: 24px;
      }
      :host([single]) header {
        padding-block-start: 8px;
      }
      :host([single]) h2 {
        font-size: 24px;
        font-weight: 400;
        line-height: 28.8px;
        letter-spacing: -0.012em;
      }
      :host([compact]) section {
        padding: 8px 16px 12px;
      }
      .lines {
        min-height: var(--lines, 78px);
      }
      .lines i {
        display: block;
        height: 12px;
        margin: 14px 0;
        border-radius: 6px;
        background: color-mix(in srgb, var(--ink) 9%, transparent);
      }
      @media (prefers-reduced-motion: no-preference) {
        .lines i {
          animation: pulse 1.6s ease-in-out infinite;
        }
      }
      @keyframes pulse {
        50% {
          opacity: 0.45;
        }
      }
      @container (min-width: 720px) {
        section {
          padding: 16px 24px 20px;
        }
      }
    `,
  ];
}

declare global {
  interface HTMLElementTagNameMap {
    'wattribute-panel': WattributePanel;
  }
}
