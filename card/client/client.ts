/** How the card reaches the backend: through Home Assistant, or direct. */
import type { AnswerOf, EndpointName, QueryOf } from '../../backend/contract/endpoints.ts';
import type { StreamEvent } from '../../backend/contract/stream-event.ts';

/** `lost`: there is a backend, but it does not answer. `absent`: none is set up. */
export type Connection = { status: 'connected' } | { status: 'lost'; code: string } | { status: 'absent'; code: string };

type Query<N extends EndpointName> = Partial<NonNullable<QueryOf<N>>>;

export interface Client {
  /** Rejects with RequestFailedError. */
  request<N extends EndpointName>(name: N, query?: Query<N>): Promise<AnswerOf<N>>;
  /** Follows the stream. At each `connected` everything is to be read anew: what was missed is not told again. Returns the function that ends it. */
  subscribe(onEvent: (event: StreamEvent) => void, onConnection: (connection: Connection) => void): () => void;
}
