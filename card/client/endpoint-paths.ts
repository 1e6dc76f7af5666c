/** Where each call of the contract that the card makes lies; the compiler checks it against the contract, whose schemas stay out of the bundle. */
import type { API_PREFIX, endpoints, EndpointName } from '../../backend/contract/endpoints.ts';

export const endpointPaths: { readonly [N in EndpointName]: (typeof endpoints)[N]['path'] } = {
  health: '/health',
  statistics: '/statistics',
  current: '/energy/current',
  circuits: '/energy/circuits',
  correlations: '/energy/correlations',
  series: '/energy/series',
  deviceImpact: '/energy/device-impact/{entity_id}',
  devices: '/energy/devices',
  device: '/energy/devices/{entity_id}',
  meter: '/energy/meter',
  moment: '/energy/moment',
  unexplained: '/energy/unexplained',
  corrections: '/energy/corrections',
  correct: '/energy/corrections',
  takeBack: '/energy/corrections/{id}',
  entities: '/energy/entities',
  context: '/energy/context',
  backUp: '/backup',
};

/** Without the first slash: relative to the page, which may lie below a proxy's path. */
type WithoutSlash<P extends string> = P extends `/${infer Rest}` ? Rest : never;
export const apiPrefix: WithoutSlash<typeof API_PREFIX> = 'api/v1';
