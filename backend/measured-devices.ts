/** Which devices of the home have a power sensor of their own, as the meter and the home know it now. */
import type { Home } from './home/home.ts';
import { measuredDevices, type MeasuredDevice } from './insight/measured-devices.ts';
import { describeOf, type Meter } from './meter/meter.ts';

export const listMeasuredDevices = (house: Meter | undefined, home: Home): MeasuredDevice[] =>
  measuredDevices(
    describeOf(house).circuits,
    home.entities().map(({ entity_id }) => entity_id),
    (entityId) => home.deviceOf(entityId),
  );
