/** What stands in a section until the file that brings it is loaded; once it is, the section shows itself instead. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Host } from '../host/host.ts';
import './wattribute-panel.ts';

type Panel = { host: Host; heading: string; single: boolean };

const loading = new Set<string>();
const gone = new Set<string>();

/** Files of another release are gone: only a new page has the right ones. */
const renderGone = ({ host: { localize }, heading, single }: Panel): TemplateResult =>
  html`<wattribute-panel
    .heading=${heading}
    status="failed"
    .failure=${localize('panel.failed', { panel: heading })}
    .failureText=${localize('panel.gone')}
    .retryText=${localize('version.reload')}
    ?single=${single}
    @retry=${() => location.reload()}
  ></wattribute-panel>`;

const renderLoading = ({ host: { localize }, heading, single }: Panel): TemplateResult =>
  html`<wattribute-panel .heading=${heading} status="loading" .loadingText=${localize('loading')} ?single=${single}></wattribute-panel>`;

/** `redraw` is called when it is known whether the file is there. */
export function renderLater(
  tag: string,
  load: () => Promise<unknown>,
  panel: Panel & { redraw: () => void },
): TemplateResult | typeof nothing {
  if (customElements.get(tag) !== undefined) return nothing;
  if (gone.has(tag)) return renderGone(panel);
  if (!loading.has(tag)) {
    loading.add(tag);
    void load()
      .catch(() => gone.add(tag))
      .then(panel.redraw);
  }
  return renderLoading(panel);
}
