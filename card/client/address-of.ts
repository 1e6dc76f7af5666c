/** Where each call of the contract that the card makes lies; the compiler checks it against the contract, whose schemas stay out of the bundle. */
import type { API_PREFIX, endpoints, EndpointName } from '../../backend/contract/endpoints.ts';

const endpointPaths: { readonly [N in EndpointName]: (typeof endpoints)[N]['path'] } = {
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
  deadLetters: '/dead-letters',
  leftovers: '/leftovers',
  jobs: '/jobs',
  startJob: '/jobs',
  cancelJob: '/jobs/{id}',
};

type Method<N extends EndpointName> = (typeof endpoints)[N]['method'];

/** How the calls are made that do more than read. */
const writingMethods: { readonly [N in EndpointName as Method<N> extends 'GET' ? never : N]: Method<N> } = {
  correct: 'POST',
  takeBack: 'DELETE',
  backUp: 'POST',
  startJob: 'POST',
  cancelJob: 'DELETE',
};

/** Without the first slash: relative to the page, which may lie below a proxy's path. */
type WithoutSlash<P extends string> = P extends `/${infer Rest}` ? Rest : never;
export const apiPrefix: WithoutSlash<typeof API_PREFIX> = 'api/v1';

/** How a call is made, and where, its parameters filled in. */
export function addressOf(name: EndpointName, parameters: Readonly<Record<string, string>> = {}): { method: string; path: string } {
  const methods: Readonly<Record<string, string | undefined>> = writingMethods;
  const path = endpointPaths[name].replace(/\{(\w+)\}/g, (_whole, parameter: string) => encodeURIComponent(parameters[parameter] ?? ''));
  return { method: methods[name] ?? 'GET', path };
}
