/** Is this right? Yes, or no and what it was. Fires `correction-wanted` with what the user says. */
import { mdiCheck, mdiClose } from '@mdi/js';
import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { CorrectionInput } from '../../backend/contract/correction.ts';
import type { Correlation } from '../../backend/contract/correlation.ts';
import type { Client } from '../client/client.ts';
import { AnswerController } from '../controllers/answer-controller.ts';
import { announce } from '../elements/announce.ts';
import { baseStyles } from '../elements/base-styles.ts';
import { formStyles } from '../elements/form-styles.ts';
import { formText } from '../elements/form-text.ts';
import { glyph } from '../elements/glyph.ts';
import { entityMeant, renderEntityField } from '../elements/render-entity-field.ts';
import type { Host } from '../host/host.ts';

/** What changed so long before or after may have been it: no meter is later. */
const NEAR_MS = 90_000;
const MOST = 20;

@customElement('wattribute-feedback')
export class WattributeFeedback extends LitElement {
  @property({ attribute: false }) host!: Host;
  @property({ attribute: false }) client: Client | null = null;
  @property({ attribute: false }) correlation!: Correlation;
  @state() private step: 'right' | 'what' | 'else' = 'right';
  @state() private refusal = '';
  readonly #others = new AnswerController<Correlation[]>(this);

  override willUpdate(changed: PropertyValues<this>) {
    // Another change, or an answer that has arrived: the question begins anew.
    if (changed.has('correlation') && changed.get('correlation')?.id !== this.correlation.id) this.step = 'right';
    if (this.step !== 'right') this.#askOthers();
  }

  /** What was pressed is gone with its question: the focus goes on with the next one, and back. */
  override updated(changed: PropertyValues) {
    if (changed.has('correlation') || !changed.has('step')) return;
    const next = { right: 'button:last-of-type', what: 'p', else: 'input' }[this.step];
    this.renderRoot.querySelector<HTMLElement>(next)?.focus();
  }

  override render() {
    return this.step === 'right' ? this.#renderRight() : this.#renderWhat();
  }

  #renderRight(): TemplateResult {
    const { localize } = this.host;
    const { feedback } = this.correlation;
    const said = { confirmed: localize('feedback.said_right'), denied: localize('feedback.said_wrong') };
    return html`<div class="ask" role="group" aria-label=${localize('feedback.right')}>
      <span class="soft small">${feedback === null ? localize('feedback.right') : said[feedback]}</span>
      <button class="plain" aria-pressed=${feedback === 'confirmed' ? 'true' : 'false'} @click=${this.#confirm}>
        ${glyph(mdiCheck, 20)}${localize('feedback.yes')}
      </button>
      <button class="plain" aria-pressed=${feedback === 'denied' ? 'true' : 'false'} @click=${() => (this.step = 'what')}>
        ${glyph(mdiClose, 20)}${localize('feedback.no')}
      </button>
    </div>`;
  }

  #renderWhat(): TemplateResult {
    const { host } = this;
    const { localize } = host;
    const deny = (entity_id: string | null) => () => this.#deny(entity_id);
    return html`<div role="group" aria-label=${localize('feedback.what')}>
      <p class="soft small" tabindex="-1">${localize('feedback.what')}</p>
      <div class="choices">
        ${this.#candidates().map((id) => html`<button class="action" @click=${deny(id)}>${host.entity(id).name}</button>`)}
        <button class="action" aria-expanded=${this.step === 'else' ? 'true' : 'false'} @click=${() => (this.step = 'else')}>
          ${localize('feedback.else')}
        </button>
        <button class="action" @click=${deny(null)}>${localize('feedback.unknown')}</button>
        <button class="plain" @click=${() => (this.step = 'right')}>${localize('cancel')}</button>
      </div>
      ${this.step === 'else' ? this.#renderElse() : nothing}
    </div>`;
  }

  #renderElse(): TemplateResult {
    const { host } = this;
    const { localize } = host;
    return html`<form @submit=${this.#save}>
      ${renderEntityField({ host, name: 'entity', label: localize('feedback.which'), required: true })}
      <p class="refused small" role="alert">${this.refusal}</p>
      <div class="buttons"><button class="action tonal">${localize('save')}</button></div>
    </form>`;
  }

  /** What else changed about then, nearest first. */
  #candidates(): string[] {
    const timeMs = Date.parse(this.correlation.timestamp);
    const away = ({ timestamp }: Correlation) => Math.abs(Date.parse(timestamp) - timeMs);
    const others = (this.#others.answer.value ?? []).toSorted((a, b) => away(a) - away(b)).map(({ entity_id }) => entity_id);
    return [...new Set([...this.correlation.shared_with, ...others])].filter((id) => id !== this.correlation.entity_id);
  }

  #askOthers() {
    const { client, correlation } = this;
    if (client === null) return;
    const timeMs = Date.parse(correlation.timestamp);
    const [start, end] = [timeMs - NEAR_MS, timeMs + NEAR_MS].map((ms) => new Date(ms).toISOString()) as [string, string];
    const query = { start, end, min_delta: 0, min_confidence: 0, limit: MOST };
    this.#others.ask([correlation.id], () => client.request('correlations', { query }));
  }

  readonly #confirm = () => this.#tell({ kind: 'confirm', correlation_id: this.correlation.id });

  #deny(entity_id: string | null) {
    this.#tell({ kind: 'deny', correlation_id: this.correlation.id, entity_id });
    this.step = 'right';
  }

  readonly #save = (event: SubmitEvent) => {
    event.preventDefault();
    const text = formText(new FormData(event.target as HTMLFormElement), 'entity');
    const id = entityMeant(text, this.host);
    this.refusal = id === null ? this.host.localize('correct.unknown_entity', { text }) : '';
    if (id !== null) this.#deny(id);
  };

  #tell(detail: CorrectionInput) {
    announce(this, 'correction-wanted', detail);
  }

  static override styles = [
    baseStyles,
    formStyles,
    css`
      .ask {
        display: flex;
        gap: 8px;
        align-items: center;
        padding-block-start: 8px;
      }
      .ask > span {
        flex: 1;
      }
      .plain {
        display: inline-flex;
        gap: 8px;
        align-items: center;
      }
      .plain[aria-pressed='true'] {
        background: var(--fill);
        color: var(--on-fill);
        forced-color-adjust: none;
      }
      p {
        margin: 8px 0 0;
      }
      .choices {
        display: flex;
        flex-wrap: wrap;
        gap: 0 8px;
        align-items: center;
      }
      .choices .plain {
        margin-block-start: 8px;
      }
    `,
  ];
}

declare global {
  interface HTMLElementTagNameMap {
    'wattribute-feedback': WattributeFeedback;
  }
}
