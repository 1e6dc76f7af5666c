/** What is known of common meters: each is one line of configuration, and any of its fields can be said otherwise. */
import { ConfigurationError } from '../../errors.ts';
import type { GenericFields } from './settings.ts';

/** `path` follows the address of the meter. */
type Preset = GenericFields & { path?: string };

const presets: Record<string, Preset> = {
  shelly_gen1: { path: '/status', power: 'emeters.power' },
  shelly_gen2: { path: '/rpc/EM.GetStatus?id=0', phases: ['a_act_power', 'b_act_power', 'c_act_power'] },
  shelly_em1: { path: '/rpc/Shelly.GetStatus', power: '`em1:0`.act_power' },
  shelly_plug: { path: '/rpc/Switch.GetStatus?id=0', power: 'apower' },
  tasmota: { path: '/cm?cmnd=Status%2010', power: 'StatusSNS.ENERGY.Power', error: 'WARNING' },
  tasmota_mqtt: { source: 'mqtt', power: 'ENERGY.Power', error: 'WARNING' },
  tasmota_sml: { path: '/cm?cmnd=Status%2010', power: 'StatusSNS.*.Power_curr', error: 'WARNING' },
  iotawatt: {
    path: '/query?select=[time.utc.unix,Mains.watts]&begin=s-10s&end=s&group=5s',
    power: '$[-1][1]',
    time: '$[-1][0] * 1000',
    interval_s: 10,
  },
  homewizard_v1: { path: '/api/v1/data', power: 'active_power_w', interval_s: 2, error: 'error.id' },
  homewizard_v2: {
    path: '/api/measurement',
    headers: { 'X-Api-Version': '2' },
    power: 'power_w',
    interval_s: 2,
    error: 'error.code',
  },
  fronius: {
    path: '/solar_api/v1/GetPowerFlowRealtimeData.fcgi',
    power: '-Body.Data.Site.P_Load',
    time: '$toMillis(Head.Timestamp)',
    kind: 'load',
  },
  envoy: { path: '/production.json?details=1', power: 'consumption[measurementType="net-consumption"].wNow', kind: 'net', interval_s: 60 },
};

export const presetNames: readonly string[] = Object.keys(presets);

/** A preset that only has the path of its answer gets it after the address that the user gives. */
function addressOf(url: string | undefined, path: string | undefined): string | undefined {
  if (url === undefined || path === undefined || new URL(url).pathname !== '/' || new URL(url).search !== '') return url;
  return `${url.replace(/\/$/, '')}${path}`;
}

const isMqtt = (url: string | undefined): boolean => url !== undefined && /^(mqtts?|wss?):/.test(url);

function presetOf(name: string | undefined): Preset {
  const preset = name === undefined ? {} : presets[name];
  if (preset === undefined) throw new ConfigurationError(`Meter: there is no preset "${name ?? ''}"; there are ${presetNames.join(', ')}`);
  return preset;
}

const saysPower = ({ power, phases }: GenericFields): boolean => power !== undefined || phases !== undefined;

const missingIn = (fields: GenericFields): string[] => [
  ...(fields.url === undefined ? ['url'] : []),
  ...(saysPower(fields) ? [] : ['preset, power or phases']),
  ...(isMqtt(fields.url) && fields.topic === undefined ? ['topic'] : []),
];

/** The fields of the preset with those of the user laid over them. Throws ConfigurationError where something is missing. */
export function withPreset(given: GenericFields): GenericFields {
  const { path, ...known } = presetOf(given.preset);
  // Who says another power says all of it anew.
  const rest = saysPower(given) ? { ...known, power: undefined, phases: undefined } : known;
  const fields: GenericFields = { ...rest, ...given, url: addressOf(given.url, path) };
  const missing = missingIn(fields);
  if (missing.length > 0) throw new ConfigurationError(`Meter: the meter generic needs ${missing.join(' and ')}`);
  return { ...fields, source: isMqtt(fields.url) ? 'mqtt' : 'http' };
}
