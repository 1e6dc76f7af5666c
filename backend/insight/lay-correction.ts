/** Lays over a device what a user says of it. */
import type { Correction } from '../contract/correction.ts';
import type { Device } from '../contract/device.ts';

/**
 * `by`: the correction that holds of it; undefined: none.
 *
 * @example
 * layCorrection(hallLights, group).group; // ['light.hall_1', 'light.hall_2']
 */
export const layCorrection = (device: Device, by: Correction | undefined): Device =>
  by === undefined ? device : { ...device, group: by.members, entered_w: by.power_w, correction_id: by.id };
