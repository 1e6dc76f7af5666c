/** How many subscriptions to the integration's stream a page holds, counted on its WebSockets. */
import type { Page } from 'puppeteer-core';

type Counted = { wattributeStreams: () => number };

/** Before the page is loaded. */
export const watchStreams = (page: Page) =>
  page.evaluateOnNewDocument(() => {
    type Message = { id?: number; type?: string; subscription?: number };
    type Answer = { id?: number; success?: boolean };
    const running = new Map<WebSocket, Set<number>>();
    const note = (socket: WebSocket, { id = 0, type = '', subscription = 0 }: Message) => {
      const ids = running.get(socket) ?? new Set();
      running.set(socket, ids);
      if (type === 'wattribute/subscribe') {
        ids.add(id);
        socket.addEventListener('message', ({ data }: MessageEvent<string>) => {
          // One that was refused is none.
          for (const answer of [JSON.parse(data) as Answer | Answer[]].flat())
            if (answer.id === id && answer.success === false) ids.delete(id);
        });
      }
      if (type === 'unsubscribe_events') ids.delete(subscription);
    };
    const send = Reflect.get(WebSocket.prototype, 'send');
    WebSocket.prototype.send = function sendNoted(data) {
      // Several messages may be sent as one list.
      if (typeof data === 'string') for (const message of [JSON.parse(data) as Message | Message[]].flat()) note(this, message);
      send.call(this, data);
    };
    const isOpen = ({ readyState }: WebSocket) => readyState === WebSocket.OPEN;
    const wattributeStreams = () => [...running].reduce((sum, [socket, ids]) => sum + (isOpen(socket) ? ids.size : 0), 0);
    Object.assign(window, { wattributeStreams });
  });

export const countStreams = (page: Page): Promise<number> => page.evaluate(() => (window as unknown as Counted).wattributeStreams());
