/** A field that asks for an entity by name or id, with all that may be meant. */
import { html, type TemplateResult } from 'lit';
import type { Host } from '../host/host.ts';
import { switchableIds } from '../host/switchable-ids.ts';

type Options = { host: Host; /** Its name within the form. */ name: string; label: string; required?: boolean };

export const renderEntityField = ({ host, name, label, required = false }: Options): TemplateResult =>
  html`<label class="input">
    <span class="small soft">${label}</span>
    <input name=${name} list="entities-${name}" autocomplete="off" ?required=${required} />
    <datalist id="entities-${name}">
      ${switchableIds(host).map((id) => html`<option value=${id}>${host.entity(id).name}</option>`)}
    </datalist>
  </label>`;

/** The entity that was meant by an id or by a name; null: none. */
export function entityMeant(text: string, host: Host): string | null {
  const wanted = text.trim().toLocaleLowerCase();
  if (wanted === '') return null;
  const ids = switchableIds(host);
  return (
    ids.find((id) => id === wanted) ??
    ids.find((id) => host.entity(id).name.toLocaleLowerCase() === wanted) ??
    host.entityIds().find((id) => id === wanted) ??
    null
  );
}
