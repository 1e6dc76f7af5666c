/** The icon of an entity that names none. */
const byDomain: Record<string, string> = {
  automation: 'mdi:robot',
  binary_sensor: 'mdi:radiobox-blank',
  climate: 'mdi:thermostat',
  cover: 'mdi:window-shutter',
  fan: 'mdi:fan',
  humidifier: 'mdi:air-humidifier',
  input_boolean: 'mdi:toggle-switch-outline',
  lawn_mower: 'mdi:robot-mower',
  light: 'mdi:lightbulb',
  lock: 'mdi:lock',
  media_player: 'mdi:speaker',
  script: 'mdi:script-text',
  sensor: 'mdi:eye',
  siren: 'mdi:bullhorn',
  switch: 'mdi:toggle-switch-variant',
  update: 'mdi:package-up',
  vacuum: 'mdi:robot-vacuum',
  valve: 'mdi:valve',
  water_heater: 'mdi:water-boiler',
};
const byClass: Record<string, string> = { outlet: 'mdi:power-plug', tv: 'mdi:television', power: 'mdi:flash' };

export const domainIcon = (domain: string, deviceClass: string | null): string =>
  byClass[deviceClass ?? ''] ?? byDomain[domain] ?? 'mdi:bookmark';
