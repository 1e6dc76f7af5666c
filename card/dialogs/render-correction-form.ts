/** What an administrator says of a device: how much it draws, or what it is a group of. */
import { html, type TemplateResult } from 'lit';
import { renderEntityField } from '../elements/render-entity-field.ts';
import type { Host } from '../host/host.ts';

export type CorrectionForm = 'power' | 'group';

type Options = {
  host: Host;
  /** Known so far. */
  watts: number | null;
  members: readonly string[];
  addMember: (text: string) => void;
  dropMember: (entityId: string) => void;
  /** Why the last entry was not taken. */
  refusal: string;
  save: (event: SubmitEvent) => void;
  cancel: () => void;
};

const renderButtons = ({ host: { localize }, cancel }: Options): TemplateResult =>
  html`<div class="buttons">
    <button type="button" class="plain" @click=${cancel}>${localize('cancel')}</button>
    <button class="action tonal">${localize('save')}</button>
  </div>`;

const renderPower = (options: Options): TemplateResult => {
  const { localize } = options.host;
  return html`<form @submit=${options.save}>
    <label class="input">
      <span class="small soft">${localize('correct.power_field')}</span>
      <input
        name="power"
        type="number"
        inputmode="decimal"
        min="0"
        max="100000"
        step="any"
        required
        .value=${options.watts === null ? '' : String(Math.round(options.watts))}
      />
    </label>
    ${renderButtons(options)}
  </form>`;
};

const fieldIn = (event: Event): HTMLInputElement | null =>
  (event.currentTarget as HTMLElement).closest('form')?.querySelector<HTMLInputElement>('[name=member]') ?? null;

const renderGroup = (options: Options): TemplateResult => {
  const { host, members, addMember, dropMember, refusal, save } = options;
  const add = (event: Event) => {
    const field = fieldIn(event);
    if (field === null) return;
    addMember(field.value);
    field.value = '';
  };
  return html`<form @submit=${save}>
    <p>${host.localize('correct.group_what')}</p>
    <ul>
      ${members.map(
        (id) =>
          html`<li>
            <span>${host.entity(id).name}</span
            ><button type="button" class="plain" @click=${() => dropMember(id)}>${host.localize('correct.remove')}</button>
          </li>`,
      )}
    </ul>
    ${renderEntityField({ host, name: 'member', label: host.localize('correct.member') })}
    <div class="buttons"><button type="button" class="action" @click=${add}>${host.localize('correct.add')}</button></div>
    <p class="refused small" role="alert">${refusal}</p>
    ${renderButtons(options)}
  </form>`;
};

export const renderCorrectionForm = (form: CorrectionForm, options: Options): TemplateResult =>
  form === 'power' ? renderPower(options) : renderGroup(options);
