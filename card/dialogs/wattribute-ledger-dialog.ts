/** The ledger: what drew power without an entity, and what a user calls it. Fires `dialog-closed`, `moment-wanted` and `corrected`. */
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { CorrectionInput } from '../../backend/contract/correction.ts';
import type { Pattern, Unexplained, UnexplainedStep } from '../../backend/contract/unexplained.ts';
import type { Client } from '../client/client.ts';
import { CorrectionsController } from '../controllers/corrections-controller.ts';
import { announce } from '../elements/announce.ts';
import { baseStyles } from '../elements/base-styles.ts';
import { formStyles } from '../elements/form-styles.ts';
import { formText } from '../elements/form-text.ts';
import { entityMeant } from '../elements/render-entity-field.ts';
import { renderOutcome } from '../elements/render-outcome.ts';
import '../elements/wattribute-menu.ts';
import type { Host } from '../host/host.ts';
import { ledgerRows } from './ledger-rows.ts';
import { ledgerStyles } from './ledger-styles.ts';
import { renderNameForm } from './render-name-form.ts';
import { renderOnce, renderPattern } from './render-ledger-row.ts';
import './wattribute-dialog.ts';
import type { WattributeDialog } from './wattribute-dialog.ts';

@customElement('wattribute-ledger-dialog')
export class WattributeLedgerDialog extends LitElement {
  @property({ attribute: false }) client!: Client;
  @property({ attribute: false }) host!: Host;
  @property({ attribute: false }) unexplained: Unexplained = { steps: [], patterns: [] };
  @property({ attribute: false }) currency: string | null = null;
  /** Of a kWh; null: not known. */
  @property({ attribute: false }) price: number | null = null;
  /** Smaller steps are left out, W. */
  @property({ type: Number }) minDelta = 0;
  @property({ type: Number }) now = 0;
  /** The pattern whose name is asked for. */
  @state() private naming: string | null = null;
  @state() private refusal = '';
  @query('wattribute-dialog') private readonly dialog!: WattributeDialog | null;
  readonly #corrections = new CorrectionsController(this);

  /** What was pressed is gone with what it led to: the focus goes into the form, and back to the row. */
  override updated(changed: PropertyValues) {
    if (!changed.has('naming')) return;
    const before = changed.get('naming') as string | null | undefined;
    const buttons = [...this.renderRoot.querySelectorAll<HTMLElement>('[data-names]')];
    if (this.naming !== null) this.renderRoot.querySelector('input')?.focus();
    else if (typeof before === 'string') buttons.find(({ dataset }) => dataset['names'] === before)?.focus();
  }

  override render() {
    const { host } = this;
    const { localize } = host;
    const { patterns, hidden, once } = ledgerRows(this.unexplained, this.minDelta);
    const isEmpty = patterns.length + hidden.length + once.length === 0;
    return html`<wattribute-dialog .heading=${localize('ledger')} .closeText=${localize('close')}>
      <p class="note">${localize(isEmpty ? 'ledger.none' : 'ledger.what')}</p>
      ${renderOutcome(this.#corrections.outcome, { host, takeBack: this.#takeBack })}
      <ul>
        ${repeat(
          patterns,
          ({ id }) => id,
          (pattern) => this.#renderPattern(pattern),
        )}
        ${once.map((row) => renderOnce(row, { host, now: this.now, currency: this.currency, price: this.price, show: () => this.#show(row.step) }))}
      </ul>
      ${hidden.length === 0 ? nothing : this.#renderHidden(hidden)}
    </wattribute-dialog>`;
  }

  #renderPattern(pattern: Pattern): TemplateResult {
    const { host, currency } = this;
    const { localize, isAdmin } = host;
    const { id, name, correction_id } = pattern;
    const hide = { text: localize('ledger.hide'), act: () => void this.#correct({ kind: 'hide', pattern_id: id }) };
    const unname =
      name === null || correction_id === null ? [] : [{ text: localize('ledger.unname'), act: () => this.#takeBack(correction_id) }];
    return renderPattern(pattern, {
      host,
      currency,
      items: isAdmin ? [...unname, hide] : [],
      below: isAdmin ? this.#renderNaming(pattern) : nothing,
    });
  }

  #renderNaming({ id, name }: Pattern): TemplateResult {
    const { host, refusal } = this;
    if (this.naming === id) return renderNameForm({ host, refusal, save: this.#save, cancel: () => (this.naming = null) });
    const ask = () => {
      this.refusal = '';
      this.naming = id;
    };
    return html`<button class="action" data-names=${id} @click=${ask}>
      ${host.localize(name === null ? 'ledger.name_it' : 'ledger.rename')}
    </button>`;
  }

  #renderHidden(hidden: readonly Pattern[]): TemplateResult {
    const { host, currency } = this;
    const { localize } = host;
    return html`<details>
      <summary>${localize('ledger.hidden', { count: hidden.length })}</summary>
      <ul>
        ${hidden.map((pattern) => {
          const { correction_id: id } = pattern;
          const below =
            host.isAdmin && id !== null
              ? html`<button class="action" @click=${() => this.#takeBack(id)}>${localize('ledger.unhide')}</button>`
              : nothing;
          return renderPattern(pattern, { host, currency, items: [], below });
        })}
      </ul>
    </details>`;
  }

  async #correct(input: CorrectionInput) {
    if (await this.#corrections.correct(this.client, input)) this.naming = null;
  }

  readonly #takeBack = (id: string) => void this.#corrections.takeBack(this.client, id);

  readonly #save = (event: SubmitEvent) => {
    event.preventDefault();
    const { naming: pattern_id, host } = this;
    const given = new FormData(event.target as HTMLFormElement);
    const textOf = (name: string) => formText(given, name);
    const entity_id = entityMeant(textOf('entity'), host);
    if (entity_id === null && textOf('entity') !== '') this.refusal = host.localize('correct.unknown_entity', { text: textOf('entity') });
    else if (pattern_id !== null)
      void this.#correct({ kind: 'name', pattern_id, name: textOf('name'), area_id: textOf('area') || null, entity_id });
  };

  #show({ start }: UnexplainedStep) {
    const detail = { id: null, time: Date.parse(start) };
    announce(this, 'moment-wanted', detail);
    this.dialog?.close();
  }

  static override styles = [baseStyles, formStyles, ledgerStyles];
}

declare global {
  interface HTMLElementTagNameMap {
    'wattribute-ledger-dialog': WattributeLedgerDialog;
  }
}
