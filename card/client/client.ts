/** How the card reaches the backend: through Home Assistant, or direct. */
import type { AnswerOf, EndpointName, endpoints, QueryOf } from '../../backend/contract/endpoints.ts';
import type { GenericSchema, InferInput } from 'valibot';
import type { StreamEvent } from '../../backend/contract/stream-event.ts';

/** `lost`: there is a backend, but it does not answer. `absent`: none is set up. */
export type Connection = { status: 'connected' } | { status: 'lost'; code: string } | { status: 'absent'; code: string };

type Row<N extends EndpointName> = (typeof endpoints)[N];

/** What a call is made with; the contract decides which of these it takes. */
type Call<N extends EndpointName> = (Row<N> extends { path_parameters: infer P extends GenericSchema }
  ? { parameters: InferInput<P> }
  : { parameters?: never }) &
  (Row<N> extends { body: infer B extends GenericSchema } ? { body: InferInput<B> } : { body?: never }) & {
    query?: Partial<NonNullable<QueryOf<N>>>;
  };
/** The same, whatever the call. */
export type AnyCall = { parameters?: Readonly<Record<string, string>>; query?: object; body?: unknown };
/** What a call needs must be given. */
export type Given<N extends EndpointName> = object extends Call<N> ? [call?: Call<N>] : [call: Call<N>];

export interface Client {
  /** Rejects with RequestFailedError. */
  request<N extends EndpointName>(name: N, ...given: Given<N>): Promise<AnswerOf<N>>;
  /** Follows the stream. At each `connected` everything is to be read anew: what was missed is not told again. Returns the function that ends it. */
  subscribe(onEvent: (event: StreamEvent) => void, onConnection: (connection: Connection) => void): () => void;
}
