/** `hass` as a dashboard hands it over, with a connection to a Home Assistant that the test plays. */
import type { Connection as Socket } from 'home-assistant-js-websocket';
import type { Hass } from '../host/hass.ts';

type Message = { type: string; path?: string };
type Subscription = { type: string; callback: (event: unknown) => void; isOver: boolean; isEnded: boolean };

/** The plain object that Home Assistant rejects with. */
export const refusal = (code: string): Error => Object.assign(new Error(code), { code, message: `refused: ${code}` });

export function fakeSocket(answer: (message: Message) => unknown = () => ({})) {
  const subscriptions: Subscription[] = [];
  const listeners = new Map<string, Set<() => void>>();
  const state = { refusals: [] as string[], asked: [] as Message[] };
  const socket = {
    async sendMessagePromise(message: Message) {
      state.asked.push(message);
      await Promise.resolve();
      const answered = answer(message);
      if (answered instanceof Error) throw answered;
      return answered;
    },
    async subscribeMessage(callback: (event: unknown) => void, { type }: Message) {
      await Promise.resolve();
      const code = state.refusals.shift();
      if (code !== undefined) throw refusal(code);
      const subscription = { type, callback, isOver: false, isEnded: false };
      subscriptions.push(subscription);
      return async () => {
        await Promise.resolve();
        subscription.isOver = true;
        subscription.isEnded = true;
      };
    },
    addEventListener: (name: string, listener: () => void) => void listeners.set(name, (listeners.get(name) ?? new Set()).add(listener)),
    removeEventListener: (name: string, listener: () => void) => void listeners.get(name)?.delete(listener),
  };
  return {
    socket: socket as unknown as Socket,
    state,
    /** How many subscriptions were ever made, and how many still run. */
    made: () => subscriptions.length,
    running: () => subscriptions.filter(({ isOver }) => !isOver).length,
    send: (event: unknown) => subscriptions.filter(({ isOver }) => !isOver).forEach(({ callback }) => callback(event)),
    /** How many were ended by their subscriber. */
    ended: () => subscriptions.filter(({ isEnded }) => isEnded).length,
    fire: (name: string) => {
      // A lost connection takes its subscriptions with it.
      if (name === 'disconnected') subscriptions.forEach((subscription) => (subscription.isOver = true));
      listeners.get(name)?.forEach((listener) => listener());
    },
  };
}

export const fakeHass = (socket: Socket, changes: Record<string, unknown> = {}): Hass =>
  ({
    connection: socket,
    locale: { language: 'en', number_format: 'language', time_format: '24', time_zone: 'server' },
    config: { time_zone: 'Europe/Berlin', currency: 'EUR' },
    user: { is_admin: false },
    themes: { darkMode: false },
    states: {
      'switch.dryer': { entity_id: 'switch.dryer', state: 'on', attributes: { friendly_name: 'Tumble dryer', icon: 'mdi:tumble-dryer' } },
    },
    entities: { 'switch.dryer': { device_id: 'dryer' } },
    devices: { dryer: { area_id: 'utility' } },
    areas: { utility: { name: 'Utility room' } },
    formatEntityState: (_entity: unknown, state?: string) => (state === 'heat' ? 'Heating' : (state ?? '')),
    callWS: (message: Message) => socket.sendMessagePromise(message),
    ...changes,
  }) as unknown as Hass;
