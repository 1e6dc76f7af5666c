/** Why the list is empty, and what can be done. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Correlation } from '../../backend/contract/correlation.ts';
import type { CardConfig } from '../config.ts';
import type { Host } from '../host/host.ts';
import type { Filters } from './filter-changes.ts';
import { rangeText } from './range-text.ts';
import { stateSides } from './state-change-text.ts';

type NoneOptions = {
  host: Host;
  latest: Correlation | null;
  config: CardConfig;
  range: string;
  now: number;
  widen: (hours: 24 | 168) => void;
};

export function renderNoCorrelations({ host, latest, config, range, now, widen }: NoneOptions): TemplateResult {
  const { formats, localize } = host;
  const lastOne =
    latest === null
      ? nothing
      : html`<p class="note">
          ${localize('correlations.last_one', {
            name: host.entity(latest.entity_id).name,
            what: stateSides(latest, host)[1],
            time: formats.time(Date.parse(latest.timestamp), now),
            watts: formats.change(latest.power_delta_w),
          })}
        </p>`;
  return html`<p>${localize('correlations.none', { watts: formats.watts(config.min_delta), range })}</p>
    ${lastOne}${renderWiden(config.hours, host, widen)}`;
}

/** Where nothing changed lately, the next longer range is one touch away. */
function renderWiden(hours: CardConfig['hours'], host: Host, widen: NoneOptions['widen']) {
  if (hours === 168) return nothing;
  const wider = hours === 24 ? 168 : 24;
  const words = host.localize('correlations.show_range', { range: rangeText(wider, host) });
  return html`<button class="action" @click=${() => widen(wider)}>${words}</button>`;
}

type NoMatchOptions = { host: Host; filters: Filters; count: number; minDelta: number; clear: () => void };

export function renderNoMatch({ host, filters, count, minDelta, clear }: NoMatchOptions): TemplateResult {
  const { formats, localize } = host;
  const words = [
    filters.text === '' ? null : localize('correlations.filter_entity', { text: filters.text }),
    filters.kind === null ? null : localize(`kind.${filters.kind}`),
    filters.atLeast > minDelta ? localize('correlations.filter_watts', { watts: formats.watts(filters.atLeast) }) : null,
  ].filter((word) => word !== null);
  return html`<p>${localize('correlations.none_match', { count, filters: words.join(', ') })}</p>
    <button class="action" @click=${clear}>${localize('correlations.clear')}</button>`;
}
