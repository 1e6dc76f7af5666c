/** What narrows the list: an entity, the least watts, a kind; and the order, for cards without heads. */
import { mdiMagnify, mdiSortDescending } from '@mdi/js';
import { html, type TemplateResult } from 'lit';
import type { Host } from '../host/host.ts';
import type { TextKey } from '../localize.ts';
import type { Change } from './changes-of.ts';
import { countKinds, type Filters, type Kind, type Order } from './filter-changes.ts';
import { glyph } from './glyph.ts';

/** Offered beside the configured value, W. */
const STEPS = [10, 50, 200];

type Options = {
  host: Host;
  all: readonly Change[];
  /** Whether there are more than are known. */
  isCut: boolean;
  filters: Filters;
  minDelta: number;
  change: (filters: Partial<Filters>) => void;
};

const valueOf = (event: Event): string => (event.target as HTMLInputElement | HTMLSelectElement).value;

const renderChips = ({ host, all, isCut, filters, change }: Options): TemplateResult => {
  const { localize, formats } = host;
  const chip = (kind: Kind | null, name: string, count: number) =>
    html`<button class="chip" aria-pressed=${filters.kind === kind ? 'true' : 'false'} @click=${() => change({ kind })}>
      ${name} <span class="number">${formats.number(count) + (isCut && kind !== 'unexplained' ? '+' : '')}</span>
    </button>`;
  return html`<div class="chips" role="group" aria-label=${localize('correlations.kind')}>
    ${chip(null, localize('correlations.all'), all.length)}
    ${countKinds(all).map(({ kind, count }) => chip(kind, localize(`kind.${kind}`), count))}
  </div>`;
};

export function renderCorrelationFilters(options: Options): TemplateResult {
  const { host, filters, minDelta, change } = options;
  const { localize, formats } = host;
  const steps = [...new Set([minDelta, ...STEPS.filter((step) => step > minDelta)])];
  return html`<div class="filters">
    <div class="fields">
      <label class="field search">
        ${glyph(mdiMagnify, 20)}
        <input
          type="search"
          placeholder=${localize('correlations.entity')}
          aria-label=${localize('correlations.entity_filter')}
          .value=${filters.text}
          @input=${(event: Event) => change({ text: valueOf(event) })}
        />
      </label>
      <label class="field least">
        <span class="small">${localize('correlations.at_least')}</span>
        <select
          aria-label=${localize('correlations.at_least_label')}
          @change=${(event: Event) => change({ atLeast: Number(valueOf(event)) })}
        >
          ${steps.map((step) => html`<option value=${step} ?selected=${step === filters.atLeast}>${formats.watts(step)}</option>`)}
        </select>
      </label>
    </div>
    ${renderChips(options)}
  </div>`;
}

const orders: readonly { order: Order; name: TextKey }[] = [
  { order: 'time', name: 'correlations.newest_first' },
  { order: 'delta', name: 'correlations.largest_first' },
  { order: 'entity', name: 'correlations.by_device' },
];

export const renderOrder = ({ localize }: Host, chosen: Order, sort: (order: Order) => void): TemplateResult =>
  html`<label class="order">
    ${glyph(mdiSortDescending, 20)}
    <select aria-label=${localize('correlations.sort')} @change=${(event: Event) => sort(valueOf(event) as Order)}>
      ${orders.map(({ order, name }) => html`<option value=${order} ?selected=${order === chosen}>${localize(name)}</option>`)}
    </select>
  </label>`;
