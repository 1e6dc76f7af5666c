/** Which sensors of Home Assistant say the power, as its Energy settings name them. */

/** As `energy/get_prefs` answers; older ones list the grid's power sensors. */
export type EnergyPreferences = {
  energy_sources: { type: string; stat_rate?: string | null; power?: { stat_rate?: string | null }[] | null }[];
  device_consumption: { stat_consumption: string; stat_rate?: string | null; name?: string | null; included_in_stat?: string | null }[];
};

export type PowerSensors = {
  grid: string[];
  solar: string[];
  battery: string[];
  /** False: a source without a power sensor leaves the house power unknown. */
  isComplete: boolean;
  circuits: { entityId: string; name: string | null; parent: string | null }[];
};

const ratesOf = ({ stat_rate, power }: EnergyPreferences['energy_sources'][number]): string[] =>
  [stat_rate, ...(power ?? []).map((part) => part.stat_rate)].filter((id) => id != null);

/** The nearest device above with a power sensor of its own. */
function parentOf(device: EnergyPreferences['device_consumption'][number], all: EnergyPreferences['device_consumption']): string | null {
  const seen = new Set<string>();
  let above = device.included_in_stat ?? null;
  while (above !== null && !seen.has(above)) {
    seen.add(above);
    const found = all.find(({ stat_consumption }) => stat_consumption === above);
    if (found?.stat_rate != null) return found.stat_rate;
    above = found?.included_in_stat ?? null;
  }
  return null;
}

export function powerSensorsOf({ energy_sources, device_consumption }: EnergyPreferences): PowerSensors {
  const ofType = (type: string) => energy_sources.filter((source) => source.type === type);
  const rates = (type: string) => ofType(type).flatMap(ratesOf);
  return {
    grid: rates('grid'),
    solar: rates('solar'),
    battery: rates('battery'),
    isComplete: [...ofType('solar'), ...ofType('battery')].every((source) => ratesOf(source).length > 0),
    circuits: device_consumption.flatMap((device) =>
      device.stat_rate == null
        ? []
        : [{ entityId: device.stat_rate, name: device.name ?? null, parent: parentOf(device, device_consumption) }],
    ),
  };
}
