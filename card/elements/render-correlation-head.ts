/** The heads of the table's columns; three of them sort. */
import { mdiArrowDown, mdiArrowUp } from '@mdi/js';
import { html, nothing, type TemplateResult } from 'lit';
import type { Host } from '../host/host.ts';
import type { TextKey } from '../localize.ts';
import type { Order } from './filter-changes.ts';
import { glyph } from './glyph.ts';

type Column = { name: TextKey; order?: Order; end?: boolean };

const columns: readonly Column[] = [
  { name: 'correlations.time', order: 'time' },
  { name: 'correlations.device', order: 'entity' },
  { name: 'correlations.state' },
  { name: 'correlations.change', order: 'delta', end: true },
  { name: 'correlations.levels', end: true },
  { name: 'correlations.confidence' },
  { name: 'correlations.cause' },
];

const directionOf = (order: Order) => (order === 'entity' ? 'ascending' : 'descending');

export function renderCorrelationHead({ localize }: Host, sorted: Order, sort: (order: Order) => void): TemplateResult {
  const renderContent = ({ name, order }: Column) => {
    if (order === undefined) return localize(name);
    const arrow = order === sorted ? glyph(order === 'entity' ? mdiArrowUp : mdiArrowDown, 16) : nothing;
    return html`<button @click=${() => sort(order)}>${localize(name)}${arrow}</button>`;
  };
  return html`<thead role="rowgroup">
    <tr role="row">
      ${columns.map(
        (column) =>
          html`<th
            scope="col"
            role="columnheader"
            class=${column.end === true ? 'end' : ''}
            aria-sort=${column.order !== undefined && column.order === sorted ? directionOf(column.order) : nothing}
          >
            ${renderContent(column)}
          </th>`,
      )}
      <th role="columnheader" class="menu"><span class="hidden">${localize('more')}</span></th>
    </tr>
  </thead>`;
}
