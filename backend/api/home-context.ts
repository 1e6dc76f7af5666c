/** What the backend's own page needs to know of the home: names, time zone, currency. */
import type { Home } from '../home/home.ts';
import type { Access } from './auth.ts';
import type { Handlers } from './route.ts';
import type { About } from './status.ts';

export type HomeContextOptions = { home: Home; access: Access; about: About };

export function createHomeContext({ home, access, about }: HomeContextOptions): Pick<Handlers, 'entities' | 'context'> {
  return {
    entities: () => home.entities(),
    context: async ({ asker }) => ({
      home_id: about.home_id,
      ...home.settings(),
      mode: access.mode,
      version: about.version,
      admin: await asker.isAdmin(),
    }),
  };
}
