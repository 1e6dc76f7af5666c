/** Which rows of a list are shown: while someone reads in it, new ones wait; the newest arrival is marked until the next one. */
import type { ReactiveController, ReactiveControllerHost } from 'lit';

type Row = { id: string; timeMs: number };
type Element = ReactiveControllerHost & { renderRoot: ParentNode };

export class ArrivalsController implements ReactiveController {
  /** Ids of the rows that came last. */
  fresh: ReadonlySet<string> = new Set();
  /** How many wait. */
  waiting = 0;
  #isReading = false;
  /** What the shown rows are of. */
  #of = '';
  /** Null: none were shown yet. */
  #shown: ReadonlySet<string> | null = null;
  readonly #element: Element;

  constructor(element: Element) {
    this.#element = element;
    element.addController(this);
  }

  hostDisconnected(): void {
    this.#isReading = false;
    this.#shown = null;
    this.fresh = new Set();
  }

  /** The rows to show, of all there are (newest first); of another range all are shown at once. */
  admit<T extends Row>(rows: readonly T[], ...of: unknown[]): readonly T[] {
    const key = JSON.stringify(of);
    if (key !== this.#of) this.#shown = null;
    this.#of = key;
    const shown = this.#shown;
    const arrived = shown === null ? [] : rows.filter(({ id }) => !shown.has(id));
    if (arrived.length > 0 && (this.#isReading || this.#isScrolled())) {
      this.waiting = arrived.length;
      return rows.filter(({ id }) => shown?.has(id));
    }
    this.waiting = 0;
    if (arrived.length > 0) this.fresh = new Set(arrived.map(({ id }) => id));
    this.#shown = new Set(rows.map(({ id }) => id));
    return rows;
  }

  readonly letIn = (): void => {
    this.#isReading = false;
    this.#shown = null;
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

  /** Who has scrolled into the list would lose the place. */
  #isScrolled(): boolean {
    const list = this.#element.renderRoot.querySelector('tbody');
    return list !== null && list.getBoundingClientRect().top < 0;
  }
}
