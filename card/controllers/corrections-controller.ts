/** What a user says that an answer should be: sent, and taken back while it stands on the page. Tells `corrected` when something has changed. */
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Correction, CorrectionInput } from '../../backend/contract/correction.ts';
import type { Client } from '../client/client.ts';
import type { Failure } from '../client/loadable.ts';
import { toFailure } from './load-parts.ts';
import { announce } from '../elements/announce.ts';

export type Outcome =
  { status: 'done'; correction: Correction } | { status: 'taken_back'; correction: Correction } | { status: 'failed'; failure: Failure };

type Element = ReactiveControllerHost & HTMLElement;

export class CorrectionsController implements ReactiveController {
  /** Of the last one; null: nothing to tell. */
  outcome: Outcome | null = null;
  isBusy = false;
  readonly #element: Element;

  constructor(element: Element) {
    this.#element = element;
    element.addController(this);
  }

  hostDisconnected(): void {
    this.outcome = null;
  }

  /** Whether it was accepted. */
  correct(client: Client, input: CorrectionInput): Promise<boolean> {
    return this.#send(async () => ({ status: 'done', correction: await client.request('correct', { body: input }) }));
  }

  takeBack(client: Client, id: string): Promise<boolean> {
    return this.#send(async () => ({ status: 'taken_back', correction: await client.request('takeBack', { parameters: { id } }) }));
  }

  readonly forget = (): void => {
    this.outcome = null;
    this.#element.requestUpdate();
  };

  async #send(ask: () => Promise<Outcome>): Promise<boolean> {
    if (this.isBusy) return false;
    this.isBusy = true;
    this.#element.requestUpdate();
    this.outcome = await ask().catch((error: unknown): Outcome => ({ status: 'failed', failure: toFailure(error) }));
    this.isBusy = false;
    this.#element.requestUpdate();
    if (this.outcome.status === 'failed') return false;
    announce(this.#element, 'corrected');
    return true;
  }
}
