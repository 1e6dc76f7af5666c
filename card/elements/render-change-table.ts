/** The table of changes, and above it how many wait while someone reads. */
import { mdiArrowUp } from '@mdi/js';
import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { ArrivalsController } from '../controllers/arrivals-controller.ts';
import type { Host } from '../host/host.ts';
import type { Change } from './changes-of.ts';
import type { Order } from './filter-changes.ts';
import { glyph } from './glyph.ts';
import { renderChangeRow, type RowOptions } from './render-change-row.ts';
import { renderCorrelationHead } from './render-correlation-head.ts';

type Options = {
  host: Host;
  now: number;
  label: string;
  changes: readonly Change[];
  /** Whether more than the first rows are shown. */
  isLong: boolean;
  arrivals: ArrivalsController;
  order: Order;
  sort: (order: Order) => void;
  selectOf: (change: Change) => RowOptions['select'];
  itemsOf: (change: Change) => RowOptions['items'];
};

const renderWaiting = ({ waiting, letIn }: ArrivalsController, { localize }: Host): TemplateResult | typeof nothing =>
  waiting === 0
    ? nothing
    : html`<div class="waiting">
        <button class="action" @click=${letIn}>${glyph(mdiArrowUp, 20)}${localize('correlations.new', { count: waiting })}</button>
      </div>`;

export function renderChangeTable({
  host,
  now,
  label,
  changes,
  isLong,
  arrivals,
  order,
  sort,
  selectOf,
  itemsOf,
}: Options): TemplateResult {
  const { beginReading, endReading, fresh } = arrivals;
  return html`<div @pointerenter=${beginReading} @pointerleave=${endReading} @focusin=${beginReading} @focusout=${endReading}>
    ${renderWaiting(arrivals, host)}
    <table role="table" aria-label=${label} class=${isLong ? 'all' : ''}>
      ${renderCorrelationHead(host, order, sort)}
      <tbody role="rowgroup">
        ${repeat(
          changes,
          ({ id }) => id,
          (change) => renderChangeRow(change, { host, now, isNew: fresh.has(change.id), select: selectOf(change), items: itemsOf(change) }),
        )}
      </tbody>
    </table>
  </div>`;
}
