/** How far the reading of history has come, in the first minutes. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Progress } from '../../backend/contract/status.ts';
import type { Host } from '../host/host.ts';

export function renderLearning({ days, percent, eta_s, devices_found }: Progress, { formats, localize }: Host): TemplateResult {
  const words = localize('learning', { count: days, percent: formats.percent(percent) });
  return html`<div class="learning">
    <p>${words}</p>
    <div class="progress" role="progressbar" aria-label=${words} aria-valuemin="0" aria-valuemax="100" aria-valuenow=${Math.round(percent)}>
      <i style="width:${Math.min(100, percent)}%"></i>
    </div>
    <p class="note">
      ${eta_s === null ? nothing : localize('learning.left', { duration: formats.spelled(eta_s * 1000) })}
      ${devices_found === 0 ? nothing : localize('learning.found', { count: devices_found })} ${localize('learning.leave')}
    </p>
  </div>`;
}
