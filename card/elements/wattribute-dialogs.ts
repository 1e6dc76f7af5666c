/** What opens above the card: the dialogs, each a file of its own, and the note of a correction with its way back. */
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { CorrectionInput } from '../../backend/contract/correction.ts';
import type { Client } from '../client/client.ts';
import { CorrectionsController } from '../controllers/corrections-controller.ts';
import { nothingKnown, type HomeState } from '../controllers/home-state.ts';
import type { Host } from '../host/host.ts';
import { baseStyles } from './base-styles.ts';
import { focusPath, giveFocus } from './keep-focus.ts';
import { renderOutcome } from './render-outcome.ts';
import './wattribute-notice.ts';

/** So long a note can be taken back where it stands; afterwards where the answer itself stands. */
const NOTE_MS = 12_000;

export type OpenDialog = { kind: 'device'; entityId: string } | { kind: 'ledger' };

const loads: Record<OpenDialog['kind'], () => Promise<unknown>> = {
  device: () => import('../dialogs/wattribute-device-dialog.ts'),
  ledger: () => import('../dialogs/wattribute-ledger-dialog.ts'),
};

@customElement('wattribute-dialogs')
export class WattributeDialogs extends LitElement {
  /** Null: nobody is to be asked, and nothing opens. */
  @property({ attribute: false }) client: Client | null = null;
  @property({ attribute: false }) host!: Host;
  @property({ attribute: false }) home: HomeState = nothingKnown;
  @property({ type: Number }) minDelta = 0;
  @property({ type: Number }) now = 0;
  @state() private dialog: OpenDialog | null = null;
  readonly #corrections = new CorrectionsController(this);
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** What had the focus, and what is around it. */
  #openers: readonly HTMLElement[] = [];

  override disconnectedCallback() {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
    this.dialog = null;
  }

  /** Rejects where its file is gone. */
  async open(dialog: OpenDialog): Promise<void> {
    if (this.client === null) return;
    this.#openers = focusPath();
    await loads[dialog.kind]();
    this.dialog = dialog;
  }

  async correct(input: CorrectionInput): Promise<void> {
    if (this.client === null) return;
    this.#openers = focusPath();
    await this.#corrections.correct(this.client, input);
    this.#endNoteLater();
  }

  override render() {
    return html`${this.#renderDialog()}
      <div class="note">${renderOutcome(this.#corrections.outcome, { host: this.host, takeBack: this.#takeBack })}</div>`;
  }

  #renderDialog(): TemplateResult | typeof nothing {
    const { client, dialog } = this;
    if (dialog === null || client === null) return nothing;
    return dialog.kind === 'device' ? this.#renderDevice(client, dialog.entityId) : this.#renderLedger(client);
  }

  get #money() {
    const { currency, price } = this.home.devices.value ?? { currency: null, price: null };
    return { currency: currency ?? this.host.currency, price };
  }

  #renderDevice(client: Client, entityId: string): TemplateResult {
    const { currency, price } = this.#money;
    return html`<wattribute-device-dialog
      .client=${client}
      .host=${this.host}
      .entityId=${entityId}
      .currency=${currency}
      .price=${price}
      .corrected=${this.home.corrected}
      @dialog-closed=${this.#close}
    ></wattribute-device-dialog>`;
  }

  #renderLedger(client: Client): TemplateResult {
    const { currency, price } = this.#money;
    return html`<wattribute-ledger-dialog
      .client=${client}
      .host=${this.host}
      .unexplained=${this.home.unexplained.value ?? { steps: [], patterns: [] }}
      .currency=${currency}
      .price=${price}
      .minDelta=${this.minDelta}
      .now=${this.now}
      @dialog-closed=${this.#close}
    ></wattribute-ledger-dialog>`;
  }

  readonly #close = () => {
    this.dialog = null;
    // The browser gives the focus back, unless what opened the dialog is gone with what was done in it.
    setTimeout(() => {
      if (focusPath().length === 0) giveFocus(this.#openers);
    });
  };

  readonly #takeBack = (id: string) => {
    if (this.client === null) return;
    void this.#corrections.takeBack(this.client, id).then(() => this.#endNoteLater());
    giveFocus(this.#openers);
  };

  #endNoteLater() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      // Nothing is taken from under the reader's hand.
      if (this.matches(':hover, :focus-within')) this.#endNoteLater();
      else this.#corrections.forget();
    }, NOTE_MS);
  }

  static override styles = [
    baseStyles,
    css`
      :host {
        position: sticky;
        inset-block-end: 8px;
        z-index: 2;
        height: 0;
      }
      .note {
        position: absolute;
        inset: auto 16px 0;
      }
      wattribute-notice {
        max-width: 560px;
        margin: 0 auto 8px;
        border-radius: 8px;
        background: var(--card-background-color);
        box-shadow: 0 4px 12px rgb(0 0 0 / 24%);
      }
    `,
  ];
}

declare global {
  interface HTMLElementTagNameMap {
    'wattribute-dialogs': WattributeDialogs;
  }
}
