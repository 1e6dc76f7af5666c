/** What stands in a section until the file that brings it is loaded; once it is, the section shows itself instead. */
import { html, nothing, type TemplateResult } from 'lit';
import { until } from 'lit/directives/until.js';
import type { Host } from '../host/host.ts';
import './wattribute-panel.ts';

type Panel = { host: Host; heading: string; single: boolean };

const loads = new Map<string, Promise<boolean>>();

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

export function renderLater(tag: string, load: () => Promise<unknown>, panel: Panel): unknown {
  if (customElements.get(tag) !== undefined) return nothing;
  const loading =
    loads.get(tag) ??
    load().then(
      () => true,
      () => false,
    );
  loads.set(tag, loading);
  return until(
    loading.then((isThere) => (isThere ? nothing : renderGone(panel))),
    renderLoading(panel),
  );
}
