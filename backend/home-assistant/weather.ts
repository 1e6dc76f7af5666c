/** The outdoor temperature that a weather entity tells, in °C. */
export function temperatureOf(attributes: Readonly<Record<string, unknown>>): number | null {
  const { temperature, temperature_unit: unit } = attributes;
  if (typeof temperature !== 'number' || !Number.isFinite(temperature)) return null;
  if (unit === '°F') return ((temperature - 32) * 5) / 9;
  if (unit === 'K') return temperature - 273.15;
  return temperature;
}
