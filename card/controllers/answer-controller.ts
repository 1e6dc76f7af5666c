/** One answer of the backend for one element: asked when the question changes, the known one kept while it is asked anew. */
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Loadable } from '../client/loadable.ts';
import { isSameList } from '../elements/is-same-list.ts';
import { toFailure } from './load-parts.ts';

export class AnswerController<T> implements ReactiveController {
  answer: Loadable<T> = { status: 'loading', value: null };
  readonly #element: ReactiveControllerHost;
  #question: readonly unknown[] | null = null;
  /** Answers to older questions come too late. */
  #round = 0;

  constructor(element: ReactiveControllerHost) {
    this.#element = element;
    element.addController(this);
  }

  hostDisconnected(): void {
    this.#question = null;
    this.#round += 1;
  }

  /** Asks where the question, which is compared by its parts, is another one than before. */
  ask(question: readonly unknown[], load: () => Promise<T>): void {
    if (this.#question !== null && isSameList(question, this.#question)) return;
    // Another subject: what was known is not about it.
    if (this.#question?.[0] !== question[0]) this.answer = { status: 'loading', value: null };
    this.#question = question;
    void this.#load(load, (this.#round += 1));
  }

  async #load(load: () => Promise<T>, round: number): Promise<void> {
    const known = this.answer.value;
    const answer = await load().then(
      (value): Loadable<T> => ({ status: 'ready', value }),
      (error: unknown): Loadable<T> => ({ status: 'failed', value: known, failure: toFailure(error) }),
    );
    if (round !== this.#round) return;
    this.answer = answer;
    this.#element.requestUpdate();
  }
}
