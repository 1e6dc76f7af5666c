/** What a device draws while it does nothing, where that is seen. */
import type { StoredCorrelation } from '../contract/correlation.ts';
import type { Device } from '../contract/device.ts';
import { onThreshold } from './on-threshold.ts';
import { isOn } from './on-time.ts';
import { medianOf, quantileOf } from './quantile-of.ts';

/** States in which it draws nothing at all. */
const DEAD = new Set(['off', 'unavailable']);
const LEAST_SEEN = 2;
/** A measured device is at rest for a twentieth of the time at least; what it then draws is no more than a quarter of what it draws when on. */
const REST_SHARE = 0.05;
const MOST_OF_ON = 0.25;

export type CircuitPower = Pick<Device, 'on_power_w' | 'standby_w'>;

const isRest = (state: string): boolean => !DEAD.has(state) && isOn(state) === false;

/** Of the steps between being off and waiting (idle, standby, paused), as a television tells them; null: fewer than two were seen. */
export function standbyOfSteps(steps: readonly StoredCorrelation[]): number | null {
  const sizes = steps.flatMap(({ state, previous_state, power_delta_w }) => {
    if (DEAD.has(previous_state) && isRest(state)) return [power_delta_w];
    return isRest(previous_state) && DEAD.has(state) ? [-power_delta_w] : [];
  });
  const middle = medianOf(sizes);
  return sizes.length < LEAST_SEEN || middle === null ? null : Math.max(0, Math.round(middle * 10) / 10);
}

/**
 * Of a device with a sensor of its own, from the means of equal bins: what it draws when on, and when it waits.
 *
 * @example
 * powerOfBins([1, 1, 1, 140, 141]); // { on_power_w: 140.5, standby_w: 1 }
 */
export function powerOfBins(watts: readonly number[]): CircuitPower {
  const most = watts.reduce((max, w) => Math.max(max, w), 0);
  const on = medianOf(watts.filter((w) => w > onThreshold(most)));
  const rest = quantileOf(watts, REST_SHARE);
  if (on === null || rest === null) return { on_power_w: null, standby_w: null };
  const round = (w: number) => Math.round(w * 10) / 10;
  return { on_power_w: round(on), standby_w: rest <= MOST_OF_ON * on ? round(Math.max(0, rest)) : null };
}
