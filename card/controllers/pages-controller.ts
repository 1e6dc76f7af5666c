/** The changes before the range that is shown: page by page, back through all history. */
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Correlation } from '../../backend/contract/correlation.ts';
import type { Client } from '../client/client.ts';
import type { Failure } from '../client/loadable.ts';
import { LEAST_CONFIDENCE } from '../elements/confidence-of.ts';
import { toFailure } from './load-parts.ts';

const PAGE = 50;
/** Longer than any history is kept, and what the backend looks back at most, h. */
const LONGEST_HOURS = 9600;
const HOUR_MS = 3_600_000;

/** What the pages are of; another filter begins anew. */
export type Paged = { min_delta: number; domain?: string | undefined; entity_id?: string | undefined };

export class PagesController implements ReactiveController {
  /** Newest first. */
  rows: readonly Correlation[] = [];
  isLoading = false;
  /** Whether there may be more. */
  hasMore = true;
  failure: Failure | null = null;
  readonly #element: ReactiveControllerHost;
  #of = '';
  #round = 0;

  constructor(element: ReactiveControllerHost) {
    this.#element = element;
    element.addController(this);
  }

  hostDisconnected(): void {
    this.#reset('');
  }

  /** Drops what was of something else. */
  keepTo(...of: unknown[]): void {
    const key = JSON.stringify(of);
    if (key !== this.#of) this.#reset(key);
  }

  /** The page before `before`, the id of the oldest change that is shown, of that time. */
  async load(client: Client, { before, beforeMs, ...paged }: Paged & { before: string; beforeMs: number }): Promise<void> {
    if (this.isLoading) return;
    const round = this.#round;
    this.#change({ isLoading: true, failure: null });
    const query = {
      ...Object.fromEntries(Object.entries(paged).filter(([, value]) => value !== undefined)),
      start: new Date(beforeMs - (LONGEST_HOURS - 1) * HOUR_MS).toISOString(),
      end: new Date(beforeMs + 1).toISOString(),
      min_confidence: LEAST_CONFIDENCE,
      limit: PAGE,
      before,
    };
    try {
      const found = await client.request('correlations', { query });
      if (round === this.#round) this.#change({ isLoading: false, rows: [...this.rows, ...found], hasMore: found.length === PAGE });
    } catch (error) {
      if (round === this.#round) this.#change({ isLoading: false, failure: toFailure(error) });
    }
  }

  #reset(key: string): void {
    this.#of = key;
    this.#round += 1;
    Object.assign(this, { rows: [], isLoading: false, hasMore: true, failure: null });
  }

  #change(changes: Partial<Pick<PagesController, 'rows' | 'isLoading' | 'hasMore' | 'failure'>>): void {
    Object.assign(this, changes);
    this.#element.requestUpdate();
  }
}
