/** Below the list: the way to more rows, to what was before the range, and to another order. */
import { mdiChevronDown } from '@mdi/js';
import { html, nothing, type TemplateResult } from 'lit';
import type { PagesController } from '../controllers/pages-controller.ts';
import type { Host } from '../host/host.ts';
import type { Order } from './filter-changes.ts';
import { failureText } from './failure-text.ts';
import { glyph } from './glyph.ts';
import { renderOrder } from './render-correlation-filters.ts';

/** Shown at first; a narrow card hides the last ones. */
export const FIRST_ROWS = 11;
const FIRST_NARROW = 8;
export const MORE_ROWS = 50;

type Options = {
  host: Host;
  /** Rows that there are, and that are shown. */
  count: number;
  /** Whether there are more of the range than are known: "all" would not be true. */
  isCut: boolean;
  rows: number;
  order: Order;
  sort: (order: Order) => void;
  pages: Pick<PagesController, 'isLoading' | 'hasMore' | 'failure'>;
  showMore: (event: MouseEvent) => void;
  /** Null: there is no way back. */
  showEarlier: (() => void) | null;
};

const button = (words: string, act: (event: MouseEvent) => unknown, form = ''): TemplateResult =>
  html`<button class="text ${form}" @click=${act}>${words}${glyph(mdiChevronDown, 20)}</button>`;

const renderFailure = ({ failure, isLoading }: Options['pages'], { localize }: Host): TemplateResult | typeof nothing =>
  failure === null || isLoading ? nothing : html`<span class="soft small" role="alert">${failureText(failure, localize)}</span>`;

function renderEarlier({ host, pages, showEarlier }: Options): TemplateResult {
  const { localize } = host;
  const { isLoading, hasMore, failure } = pages;
  if (showEarlier === null) return html`<span></span>`;
  if (!isLoading && !hasMore && failure === null)
    return html`<span class="soft small" role="status">${localize('correlations.no_earlier')}</span>`;
  const words = isLoading ? 'loading' : failure === null ? 'correlations.show_earlier' : 'try_again';
  // The same button throughout: it keeps the focus.
  return html`${renderFailure(pages, host)}${button(localize(words), () => isLoading || showEarlier())}`;
}

function renderRows(options: Options): TemplateResult {
  const { host, count, isCut, rows, showMore } = options;
  const { localize } = host;
  if (count > rows) {
    const isFirst = rows === FIRST_ROWS && !isCut;
    return button(
      isFirst
        ? localize('correlations.show_all', { count })
        : localize('correlations.show_more', { count: Math.min(count - rows, MORE_ROWS) }),
      showMore,
    );
  }
  // Where a wide card shows all of them already, only a narrow one has more to show.
  const narrow =
    rows === FIRST_ROWS && count > FIRST_NARROW ? button(localize('correlations.show_all', { count }), showMore, 'narrow-only') : nothing;
  return html`${narrow}${renderEarlier(options)}`;
}

export const renderMore = (options: Options): TemplateResult =>
  html`<div class="more"><span class="ways">${renderRows(options)}</span>${renderOrder(options.host, options.order, options.sort)}</div>`;
