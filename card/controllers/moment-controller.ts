/** The moment that was chosen, as the backend explains it; null until it is told, or where it cannot be. */
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Moment } from '../../backend/contract/moment.ts';
import type { Client } from '../client/client.ts';

export class MomentController implements ReactiveController {
  moment: Moment | null = null;
  readonly #element: ReactiveControllerHost;
  /** The newest question; answers to older ones come too late. */
  #timeMs: number | null = null;

  constructor(element: ReactiveControllerHost) {
    this.#element = element;
    element.addController(this);
  }

  hostDisconnected(): void {
    this.#timeMs = null;
  }

  /** Null: none is chosen any more. */
  async choose(client: Client | null, timeMs: number | null): Promise<void> {
    this.#timeMs = timeMs;
    this.moment = null;
    if (client === null || timeMs === null) return;
    // What was known of the event itself is shown without it.
    const moment = await client.request('moment', { query: { at: new Date(timeMs).toISOString() } }).catch(() => null);
    if (timeMs !== this.#timeMs) return;
    this.moment = moment;
    this.#element.requestUpdate();
  }
}
