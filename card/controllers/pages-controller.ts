/** The changes before the range that is shown: page by page, back through all history. */
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Correlation } from '../../backend/contract/correlation.ts';
import type { Client } from '../client/client.ts';
import type { Failure } from '../client/loadable.ts';
import { LEAST_CONFIDENCE } from '../elements/confidence-of.ts';
import { toFailure } from './load-parts.ts';

const PAGE = 50;
/** Where only some of what is read will be shown, so much is looked through at once. */
const LARGE_PAGE = 1000;
/** Longer than any history is kept, and what the backend looks back at most, h. */
const LONGEST_HOURS = 9600;
const HOUR_MS = 3_600_000;
/** What the backend gives at most. */
const MOST = 10_000;

/** What the pages are of; another filter begins anew. */
export type Paged = { min_delta: number; domain?: string | undefined };

type Page = Paged & {
  before: string;
  beforeMs: number;
  /** Of the range: they stay when it moves on. */
  known: readonly Correlation[];
  /** Whether the list leaves out some of what is read. */
  isSifted: boolean;
};

/** Where what is listed ends; where nothing is, an id that sorts after all others of that moment. */
export const endOf = (oldest: Correlation | undefined, endMs: number) =>
  oldest === undefined ? { before: `${endMs}.zz.zz`, beforeMs: endMs } : { before: oldest.id, beforeMs: Date.parse(oldest.timestamp) };

export class PagesController implements ReactiveController {
  /** Newest first: those of the range when the first page was read, and all before. */
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
  async load(client: Client, { before, beforeMs, known, isSifted, ...paged }: Page): Promise<void> {
    if (this.isLoading) return;
    const round = this.#round;
    this.#change({ isLoading: true, failure: null });
    const limit = isSifted ? LARGE_PAGE : PAGE;
    const query = {
      ...paged,
      start: new Date(beforeMs - (LONGEST_HOURS - 1) * HOUR_MS).toISOString(),
      end: new Date(beforeMs + 1).toISOString(),
      min_confidence: LEAST_CONFIDENCE,
      limit,
      before,
    };
    try {
      const found = await client.request('correlations', { query });
      if (round !== this.#round) return;
      const rows = [...(this.rows.length === 0 ? known : this.rows), ...found];
      this.#change({ isLoading: false, rows, hasMore: found.length === limit });
    } catch (error) {
      if (round === this.#round) this.#change({ isLoading: false, failure: toFailure(error) });
    }
  }

  /** Reads anew what is listed: a correction may have changed it, and one does not lose the place. */
  async readAgain(client: Client, paged: Paged): Promise<void> {
    const [newest, oldest] = [this.rows[0], this.rows.at(-1)];
    if (newest === undefined || oldest === undefined) return;
    const round = this.#round;
    const end = new Date(Date.parse(newest.timestamp) + 1).toISOString();
    const query = { ...paged, start: oldest.timestamp, end, min_confidence: LEAST_CONFIDENCE, limit: MOST };
    try {
      const found = await client.request('correlations', { query });
      // A page may have come meanwhile.
      const before = this.rows.filter(({ timestamp }) => timestamp < oldest.timestamp);
      if (round === this.#round) this.#change({ rows: [...found, ...before] });
    } catch {
      // Said by the other parts, which ask the same backend.
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
