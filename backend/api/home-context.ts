/** What the backend's own page needs to know of the home: names, time zone, currency. */
import type { EntityName } from '../contract/home-context.ts';
import type { Home } from '../home/home.ts';
import { describeOf, type Meter } from '../meter/meter.ts';
import type { Access } from './auth.ts';
import type { Handlers } from './route.ts';
import type { About } from './status.ts';

export type HomeContextOptions = { home: Home; meters: readonly Meter[]; access: Access; about: About };

/** Sensors of circuits are devices too where nothing else stands for them. */
function sensorsOf(meters: readonly Meter[], home: Home): EntityName[] {
  const followed = new Set(home.entities().map(({ entity_id }) => entity_id));
  return meters
    .flatMap((meter) => describeOf(meter).circuits)
    .flatMap(({ entity_id, circuit_name: name }) =>
      entity_id === null || followed.has(entity_id)
        ? []
        : [{ entity_id, name, icon: null, area: null, device_class: 'power', state: null }],
    );
}

export function createHomeContext({ home, meters, access, about }: HomeContextOptions): Pick<Handlers, 'entities' | 'context'> {
  return {
    entities: () => [...home.entities(), ...sensorsOf(meters, home)],
    context: async ({ asker }) => ({
      home_id: about.home_id,
      ...home.settings(),
      mode: access.mode,
      version: about.version,
      admin: await asker.isAdmin(),
    }),
  };
}
