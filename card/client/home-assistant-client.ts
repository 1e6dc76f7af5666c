/** The backend through Home Assistant: the integration passes requests and the stream on, so the card holds no secret. */
import type { Connection as Socket } from 'home-assistant-js-websocket';
import type { AnswerOf, EndpointName } from '../../backend/contract/endpoints.ts';
import { addressOf } from './address-of.ts';
import type { AnyCall, Client, Given } from './client.ts';
import { RequestFailedError } from './request-failed-error.ts';
import { createSharedStream } from './shared-stream.ts';

const clients = new WeakMap<Socket, Client>();

/** Home Assistant rejects with a plain object. */
const toError = (error: unknown): RequestFailedError => {
  const { code, message } = (typeof error === 'object' && error !== null ? error : {}) as { code?: unknown; message?: unknown };
  return new RequestFailedError(
    typeof code === 'string' ? code : 'home_assistant_unreachable',
    typeof message === 'string' ? message : 'Home Assistant did not answer',
    { cause: error },
  );
};

function createClient(socket: Socket): Client {
  const stream = createSharedStream(socket);
  return {
    async request<N extends EndpointName>(name: N, ...[call]: Given<N>): Promise<AnswerOf<N>> {
      const { parameters, query = {}, body } = (call ?? {}) as AnyCall;
      try {
        return await socket.sendMessagePromise<AnswerOf<N>>({
          type: 'wattribute/request',
          ...addressOf(name, parameters),
          query,
          ...(body !== undefined && { body }),
        });
      } catch (error) {
        throw toError(error);
      }
    },
    subscribe: (onEvent, onConnection) => stream.follow({ onEvent, onConnection }),
  };
}

/** The same client for all cards of a page. */
export function homeAssistantClient(socket: Socket): Client {
  const client = clients.get(socket) ?? createClient(socket);
  clients.set(socket, client);
  return client;
}
