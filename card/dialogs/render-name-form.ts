/** Asks for the name of a pattern, where it stands, and the entity that it is, if there is one. */
import { html, nothing, type TemplateResult } from 'lit';
import { renderEntityField } from '../elements/render-entity-field.ts';
import type { Host } from '../host/host.ts';

type Options = { host: Host; refusal: string; save: (event: SubmitEvent) => void; cancel: () => void };

export function renderNameForm({ host, refusal, save, cancel }: Options): TemplateResult {
  const { localize } = host;
  const areas = host.areas();
  return html`<form @submit=${save}>
    <label class="input">
      <span class="small soft">${localize('ledger.name')}</span>
      <input name="name" required maxlength="100" autocomplete="off" />
    </label>
    ${
      areas.length === 0
        ? nothing
        : html`<label class="input">
            <span class="small soft">${localize('ledger.area')}</span>
            <select name="area">
              <option value="">${localize('ledger.no_area')}</option>
              ${areas.map(({ id, name }) => html`<option value=${id}>${name}</option>`)}
            </select>
          </label>`
    }
    ${renderEntityField({ host, name: 'entity', label: localize('ledger.entity') })}
    <p class="refused small" role="alert">${refusal}</p>
    <div class="buttons">
      <button type="button" class="plain" @click=${cancel}>${localize('cancel')}</button>
      <button class="action tonal">${localize('save')}</button>
    </div>
  </form>`;
}
