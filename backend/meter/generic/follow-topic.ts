/** Follows a topic of an MQTT broker. */
import type { IClientOptions, MqttClient } from 'mqtt';
import type { Clock } from '../../clock.ts';
import { AuthError, InvalidDataError, messageOf } from '../../errors.ts';
import { readTls } from './ask-meter.ts';
import type { GenericFields } from './settings.ts';

export type TopicHandlers = {
  /** Subscribed, again after every break. */
  onBack: () => void;
  /** A sign of life of the broker, other than a payload. */
  onHeard: (time_ms: number) => void;
  onPayload: (payload: unknown, told: { time_ms: number; retained: boolean }) => unknown;
  /** What came is no JSON, or the broker is away. */
  onFault: (message: string) => void;
  signal: AbortSignal;
};

/** The broker is asked for a sign of life after this silence, s. */
const KEEPALIVE_S = 15;
/** Bad user name or password, and not authorized; of MQTT 3.1.1 and 5. */
const REFUSALS = new Set([4, 5, 134, 135]);

const optionsOf = ({ auth, tls, timeout_s = 10 }: GenericFields): IClientOptions => ({
  keepalive: KEEPALIVE_S,
  connectTimeout: timeout_s * 1000,
  reconnectPeriod: 2000,
  // Each connection subscribes by itself: twice at once may end as none.
  resubscribe: false,
  ...(auth !== undefined && 'username' in auth && { username: auth.username, password: auth.password }),
  ...readTls(tls),
});

function parse(payload: Buffer): unknown {
  const text = payload.toString('utf8');
  try {
    return JSON.parse(text);
  } catch {
    throw new InvalidDataError('what is told there is no JSON');
  }
}

/** Connects, and settles what becomes of the connection. */
function wire(
  client: MqttClient,
  fields: GenericFields & { topic: string },
  clock: Clock,
  handlers: TopicHandlers,
  refuse: (error: Error) => void,
) {
  const { topic, qos = 0 } = fields;
  client.on('connect', () => {
    client
      .subscribeAsync(topic, { qos })
      .then((granted) => {
        if (granted.some((one) => one.qos >= 128)) refuse(new AuthError(`the broker does not let this user follow ${topic}`));
        else handlers.onBack();
      })
      .catch((error: unknown) => handlers.onFault(messageOf(error)));
  });
  client.on('packetreceive', (packet) => {
    if (packet.cmd !== 'publish') handlers.onHeard(clock.now());
  });
  client.on('message', (_topic, payload, packet) => {
    try {
      handlers.onPayload(parse(payload), { time_ms: clock.now(), retained: packet.retain });
    } catch (error) {
      handlers.onFault(messageOf(error));
    }
  });
  client.on('error', (error) => {
    if ('code' in error && typeof error.code === 'number' && REFUSALS.has(error.code))
      refuse(new AuthError('the broker refuses the user name or password'));
    else handlers.onFault(messageOf(error));
  });
  client.on('offline', () => handlers.onFault('the broker cannot be reached'));
}

/** Until the signal aborts. Throws AuthError; what may pass is told and tried again. */
export async function followTopic(
  fields: GenericFields & { url: string; topic: string },
  clock: Clock,
  handlers: TopicHandlers,
): Promise<void> {
  const { default: mqtt } = await import('mqtt');
  if (handlers.signal.aborted) return;
  const ended = Promise.withResolvers<undefined>();
  const client = mqtt.connect(fields.url, optionsOf(fields));
  wire(client, fields, clock, handlers, ended.reject);
  const stop = () => ended.resolve(undefined);
  handlers.signal.addEventListener('abort', stop, { once: true });
  try {
    await ended.promise;
  } finally {
    handlers.signal.removeEventListener('abort', stop);
    await client.endAsync(true);
  }
}
