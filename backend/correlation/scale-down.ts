/** Bounds what entities are said to have used together. */

/**
 * Together no more than `mostKwh`: those that say more are all scaled down alike.
 *
 * @example
 * scaleDown([{ energy_kwh: 3 }, { energy_kwh: 1 }], 2); // [{ energy_kwh: 1.5 }, { energy_kwh: 0.5 }]
 */
export function scaleDown<H extends { energy_kwh: number | null }>(hours: readonly H[], mostKwh: number): H[] {
  const sum = hours.reduce((total, { energy_kwh }) => total + (energy_kwh ?? 0), 0);
  if (sum <= mostKwh) return [...hours];
  return hours.map((hour) => ({ ...hour, energy_kwh: hour.energy_kwh === null ? null : (hour.energy_kwh * mostKwh) / sum }));
}
