/** What a user has set in the system, for the card's tests: `emulate-features` with names and values, none to end it. */
import type { CDPSession, Page } from 'puppeteer-core';

type Feature = { name: string; value: string };
type Command = { command: string; payload: unknown; session: { id: string } };

export const mediaFeatures = (pageOf: (sessionId: string) => Page) => {
  // Ends with its session: one is kept for each page.
  const sessions = new WeakMap<Page, Promise<CDPSession>>();
  return {
    name: 'media-features',
    async executeCommand({ command, payload, session }: Command) {
      if (command !== 'emulate-features') return undefined;
      const page = pageOf(session.id);
      const protocol = sessions.get(page) ?? page.createCDPSession();
      sessions.set(page, protocol);
      await (await protocol).send('Emulation.setEmulatedMedia', { features: payload as Feature[] });
      return true;
    },
  };
};
