/** The backend itself, asked by the page that it serves; all paths are relative to that page. */
import type { AnswerOf, EndpointName } from '../../backend/contract/endpoints.ts';
import type { Problem } from '../../backend/contract/problem.ts';
import { addressOf, apiPrefix } from './address-of.ts';
import type { AnyCall, Client, Given } from './client.ts';
import { followDirectly } from './follow-directly.ts';
import { RequestFailedError } from './request-failed-error.ts';

const TIMEOUT_MS = 10_000;

export interface DirectClient extends Client {
  /** Exchanges the backend's token for a session; rejects with RequestFailedError. */
  signIn(token: string): Promise<void>;
}

const json = (body: unknown): RequestInit => ({ headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });

const toError = async (response: Response): Promise<RequestFailedError> => {
  const problem = (await response.json().catch(() => ({}))) as Partial<Problem>;
  const message = problem.detail ?? problem.title ?? response.statusText;
  return new RequestFailedError(problem.code ?? 'refused', message, { status: response.status });
};

export type DirectClientOptions = {
  base: string;
  /** Called when the backend wants to know who asks. */
  onUnauthorized: () => void;
};

export function createDirectClient({ base, onUnauthorized }: DirectClientOptions): DirectClient {
  const send = async (path: string, init: RequestInit = {}): Promise<Response> => {
    const response = await fetch(new URL(apiPrefix + path, base), { ...init, signal: AbortSignal.timeout(TIMEOUT_MS) }).catch(
      (cause: unknown) => {
        throw new RequestFailedError('backend_unreachable', 'The app did not answer', { cause });
      },
    );
    if (response.ok) return response;
    throw await toError(response);
  };

  return {
    async request<N extends EndpointName>(name: N, ...[call]: Given<N>): Promise<AnswerOf<N>> {
      const { parameters, query = {}, body } = (call ?? {}) as AnyCall;
      const { method, path } = addressOf(name, parameters);
      const search = new URLSearchParams(Object.entries(query).map(([key, value]) => [key, String(value)]));
      const init = body === undefined ? { method } : { method, ...json(body) };
      try {
        const response = await send(`${path}${search.size > 0 ? `?${search.toString()}` : ''}`, init);
        return (await response.json()) as AnswerOf<N>;
      } catch (error) {
        if (error instanceof RequestFailedError && error.status === 401) onUnauthorized();
        throw error;
      }
    },

    async signIn(token) {
      await send('/session', { method: 'POST', ...json({ token }) });
    },

    subscribe: (onEvent, onConnection) =>
      followDirectly({
        url: new URL(`${apiPrefix}/stream`, base),
        onEvent,
        onConnection,
        ask: async () => {
          await send('/health');
        },
      }),
  };
}
