/** Which rows of a list are shown: while someone reads in it, new ones wait; the newest arrival is marked until the next one. */
import type { ReactiveController, ReactiveControllerHost } from 'lit';

type Row = { id: string; timestamp: string };

export class ArrivalsController implements ReactiveController {
  /** Ids of the rows that came last. */
  fresh: ReadonlySet<string> = new Set();
  /** How many wait. */
  waiting = 0;
  #isReading = false;
  #shownUntil: string | null = null;
  readonly #element: ReactiveControllerHost;

  constructor(element: ReactiveControllerHost) {
    this.#element = element;
    element.addController(this);
  }

  hostDisconnected(): void {
    this.#isReading = false;
    this.#shownUntil = null;
    this.fresh = new Set();
  }

  /** The rows to show, of all there are (newest first). */
  admit<T extends Row>(rows: readonly T[]): readonly T[] {
    const until = this.#shownUntil;
    const arrived = until === null ? [] : rows.filter(({ timestamp }) => timestamp > until);
    if (this.#isReading && arrived.length > 0) {
      this.waiting = arrived.length;
      return rows.filter(({ timestamp }) => timestamp <= (until ?? ''));
    }
    this.waiting = 0;
    if (arrived.length > 0) this.fresh = new Set(arrived.map(({ id }) => id));
    // An empty list has been seen too: what comes next is new.
    this.#shownUntil = rows[0]?.timestamp ?? until ?? '';
    return rows;
  }

  readonly letIn = (): void => {
    this.#isReading = false;
    this.#element.requestUpdate();
  };

  readonly beginReading = (): void => {
    this.#isReading = true;
  };

  readonly endReading = (): void => {
    if (!this.#isReading) return;
    this.#isReading = false;
    if (this.waiting > 0) this.#element.requestUpdate();
  };
}
