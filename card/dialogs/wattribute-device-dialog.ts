/** One device: what it draws and costs, each of its switches, and what a user knows better. Fires `dialog-closed`, `changes-wanted` and `corrected`. */
import { mdiAlertCircleOutline } from '@mdi/js';
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type { CorrectionInput } from '../../backend/contract/correction.ts';
import type { DeviceDetail } from '../../backend/contract/device.ts';
import type { Client } from '../client/client.ts';
import { AnswerController } from '../controllers/answer-controller.ts';
import { CorrectionsController } from '../controllers/corrections-controller.ts';
import { verdictText } from '../devices/device-text.ts';
import { announce } from '../elements/announce.ts';
import { baseStyles } from '../elements/base-styles.ts';
import { entityMeant } from '../elements/render-entity-field.ts';
import { failureText } from '../elements/failure-text.ts';
import { formStyles } from '../elements/form-styles.ts';
import { renderOutcome } from '../elements/render-outcome.ts';
import '../elements/wattribute-menu.ts';
import type { MenuItem } from '../elements/wattribute-menu.ts';
import '../elements/wattribute-notice.ts';
import type { Host } from '../host/host.ts';
import { deviceDialogStyles } from './device-dialog-styles.ts';
import { renderCompanions } from './render-companions.ts';
import { renderCorrectionForm, type CorrectionForm } from './render-correction-form.ts';
import { renderDeviceCharts } from './render-device-charts.ts';
import { renderFigures } from './render-figures.ts';
import { renderPlaces } from './render-places.ts';
import './wattribute-dialog.ts';
import type { WattributeDialog } from './wattribute-dialog.ts';

@customElement('wattribute-device-dialog')
export class WattributeDeviceDialog extends LitElement {
  @property({ attribute: false }) client!: Client;
  @property({ attribute: false }) host!: Host;
  @property({ attribute: false }) entityId = '';
  @property({ attribute: false }) currency: string | null = null;
  /** Of a kWh; null: not known. */
  @property({ attribute: false }) price: number | null = null;
  /** Counts corrections: after each the device is read anew. */
  @property({ type: Number }) corrected = 0;
  @state() private form: CorrectionForm | null = null;
  @state() private members: readonly string[] = [];
  @state() private refusal = '';
  @query('wattribute-dialog') private readonly dialog!: WattributeDialog | null;
  readonly #device = new AnswerController<DeviceDetail>(this);
  readonly #corrections = new CorrectionsController(this);

  override willUpdate() {
    const { client, entityId, corrected } = this;
    this.#device.ask([entityId, corrected], () => client.request('device', { parameters: { entity_id: entityId } }));
  }

  /** The focus goes into the form, and back to the menu that led to it. */
  override updated(changed: PropertyValues) {
    if (!changed.has('form')) return;
    if (this.form !== null) this.renderRoot.querySelector('input')?.focus();
    else if (typeof changed.get('form') === 'string') this.renderRoot.querySelector('wattribute-menu')?.focus();
  }

  override render() {
    const { host } = this;
    const { name } = host.entity(this.entityId);
    return html`<wattribute-dialog .heading=${name} .subheading=${this.#whereText()} .closeText=${host.localize('close')}>
      <wattribute-menu slot="menu" .label=${host.localize('more')} .items=${this.#items()}></wattribute-menu>
      ${renderOutcome(this.#corrections.outcome, { host, takeBack: this.#takeBack })} ${this.#renderForm()} ${this.#renderBody()}
    </wattribute-dialog>`;
  }

  /** As in "Utility room · on since 14:31". */
  #whereText(): string {
    const { formats, localize, formatState, entity, stateOf } = this.host;
    const now = stateOf(this.entityId);
    if (now === null) return entity(this.entityId).area ?? '';
    const state = now.state === 'on' || now.state === 'off' ? localize(`state.${now.state}`) : formatState(this.entityId, now.state);
    const text = now.sinceMs === null ? state : localize('device.since', { state, time: formats.time(now.sinceMs, Date.now()) });
    return [entity(this.entityId).area, text].filter((part) => part !== null).join(' · ');
  }

  #items(): MenuItem[] {
    const { localize, showMoreInfo, isAdmin } = this.host;
    const show = showMoreInfo === undefined || this.#isPattern ? [] : [{ text: localize('device.show'), act: this.#showMoreInfo }];
    if (!isAdmin || this.#isPattern) return show;
    const { entityId: entity_id } = this;
    return [
      ...show,
      { text: localize('correct.no_load'), act: () => void this.#correct({ kind: 'no_load', entity_id }) },
      { text: localize('correct.power'), act: () => this.#open('power') },
      { text: localize('correct.group'), act: () => this.#open('group') },
      { text: localize('correct.forget'), act: () => void this.#correct({ kind: 'forget', entity_id }) },
    ];
  }

  /** A device without an entity, which a user named. */
  get #isPattern(): boolean {
    return this.entityId.startsWith('pattern.');
  }

  #renderForm(): TemplateResult | typeof nothing {
    if (this.form === null) return nothing;
    const device = this.#device.answer.value;
    return renderCorrectionForm(this.form, {
      host: this.host,
      watts: device?.entered_w ?? device?.on_power_w ?? null,
      members: this.members,
      addMember: this.#addMember,
      dropMember: (id) => (this.members = this.members.filter((member) => member !== id)),
      refusal: this.refusal,
      save: this.#save,
      cancel: () => (this.form = null),
    });
  }

  #renderBody(): TemplateResult {
    const { answer } = this.#device;
    const { localize } = this.host;
    if (answer.value === null)
      return answer.status === 'failed'
        ? html`<wattribute-notice
            kind="error"
            .glyph=${mdiAlertCircleOutline}
            .heading=${localize('device.failed')}
            .text=${failureText(answer.failure, localize)}
          ></wattribute-notice>`
        : html`<p class="soft" aria-busy="true">${localize('loading')}</p>`;
    const device = answer.value;
    const money = { currency: this.currency, price: this.price };
    return html`${this.#renderVerdict(device)} ${renderFigures(device, this.host, money)} ${renderDeviceCharts(device, this.host, money)}
      ${renderCompanions(device, this.host)} ${renderPlaces(device, { host: this.host, confirm: this.#sitsOn, takeBack: this.#takeBack })}
      <div class="buttons">
        ${
          this.host.showMoreInfo === undefined || this.#isPattern
            ? nothing
            : html`<button class="plain" @click=${this.#showMoreInfo}>${localize('device.show')}</button>`
        }
        <button class="action tonal" @click=${this.#showChanges}>${localize('device.show_changes')}</button>
      </div>`;
  }

  /** What a user said of it, with the way back, or why there are no watts. */
  #renderVerdict(device: DeviceDetail): TemplateResult | typeof nothing {
    const { host } = this;
    const { correction_id: id } = device;
    const text = verdictText(device, host);
    if (text === null) return nothing;
    // What was said just now stands above, with its way back.
    if (id === null || this.#corrections.outcome?.status === 'done') return html`<p class="soft">${text}</p>`;
    return html`<wattribute-notice
      .heading=${text}
      .action=${host.isAdmin ? host.localize('device.take_back') : ''}
      @notice-action=${() => this.#takeBack(id)}
    ></wattribute-notice>`;
  }

  #open(form: CorrectionForm) {
    this.form = form;
    this.members = this.#device.answer.value?.group ?? [];
    this.refusal = '';
  }

  async #correct(input: CorrectionInput) {
    if (await this.#corrections.correct(this.client, input)) this.form = null;
  }

  readonly #sitsOn = (circuit_id: string) => void this.#correct({ kind: 'place', entity_id: this.entityId, circuit_id });

  readonly #takeBack = (id: string) => void this.#corrections.takeBack(this.client, id);

  readonly #addMember = (text: string) => {
    const id = entityMeant(text, this.host);
    this.refusal = id === null ? this.host.localize('correct.unknown_entity', { text }) : '';
    if (id !== null && !this.members.includes(id)) this.members = [...this.members, id];
  };

  readonly #save = (event: SubmitEvent) => {
    event.preventDefault();
    const { entityId: entity_id, form } = this;
    const given = new FormData(event.target as HTMLFormElement);
    if (form === 'power') void this.#correct({ kind: 'power', entity_id, power_w: Number(given.get('power')) });
    else if (this.members.length === 0) this.refusal = this.host.localize('correct.no_members');
    else void this.#correct({ kind: 'group', entity_id, members: [...this.members] });
  };

  /** Home Assistant's dialog would open below this one. */
  readonly #showMoreInfo = () => {
    this.dialog?.close();
    this.host.showMoreInfo?.(this, this.entityId);
  };

  readonly #showChanges = () => {
    // The focus, which comes back from the dialog, goes on to the list.
    this.dialog?.close();
    announce(this, 'changes-wanted', this.entityId);
  };

  static override styles = [baseStyles, formStyles, deviceDialogStyles];
}

declare global {
  interface HTMLElementTagNameMap {
    'wattribute-device-dialog': WattributeDeviceDialog;
  }
}
