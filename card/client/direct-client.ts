/** The backend itself, asked by the page that it serves; all paths are relative to that page. */
import type { AnswerOf, EndpointName } from '../../backend/contract/endpoints.ts';
import type { Problem } from '../../backend/contract/problem.ts';
import type { StreamEvent } from '../../backend/contract/stream-event.ts';
import type { Client } from './client.ts';
import { apiPrefix, endpointPaths } from './endpoint-paths.ts';
import { RequestFailedError } from './request-failed-error.ts';

const TIMEOUT_MS = 10_000;
const REOPEN_MS = 5000;
const eventTypes: readonly StreamEvent['type'][] = ['reading', 'correlation', 'unexplained', 'progress', 'corrected', 'health', 'reset'];

export interface DirectClient extends Client {
  /** Exchanges the backend's token for a session; rejects with RequestFailedError. */
  signIn(token: string): Promise<void>;
}

const toError = async (response: Response): Promise<RequestFailedError> => {
  const problem = (await response.json().catch(() => ({}))) as Partial<Problem>;
  const message = problem.detail ?? problem.title ?? response.statusText;
  return new RequestFailedError(problem.code ?? 'refused', message, { status: response.status });
};

/** `onUnauthorized` is called when the backend wants to know who asks. */
export function createDirectClient({ base, onUnauthorized }: { base: string; onUnauthorized: () => void }): DirectClient {
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
    async request<N extends EndpointName>(name: N, query = {}): Promise<AnswerOf<N>> {
      const search = new URLSearchParams(Object.entries(query).map(([key, value]) => [key, String(value)]));
      try {
        const response = await send(`${endpointPaths[name]}${search.size > 0 ? `?${search.toString()}` : ''}`);
        return (await response.json()) as AnswerOf<N>;
      } catch (error) {
        if (error instanceof RequestFailedError && error.status === 401) onUnauthorized();
        throw error;
      }
    },

    async signIn(token) {
      await send('/session', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ token }) });
    },

    subscribe(onEvent, onConnection) {
      let source: EventSource;
      let timer: ReturnType<typeof setTimeout> | undefined;
      const open = () => {
        source = new EventSource(new URL(`${apiPrefix}/stream`, base));
        source.onopen = () => onConnection({ status: 'connected' });
        source.onerror = () => {
          onConnection({ status: 'lost', code: 'backend_unreachable' });
          // The browser opens a broken stream again by itself, but not one that was refused.
          if (source.readyState === EventSource.CLOSED) timer = setTimeout(open, REOPEN_MS);
        };
        for (const type of eventTypes)
          source.addEventListener(type, ({ data }: MessageEvent<string>) => onEvent({ type, data: JSON.parse(data) as never }));
      };
      open();
      return () => {
        clearTimeout(timer);
        source.close();
      };
    },
  };
}
