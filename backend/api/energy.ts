/** The answers about power: now, over time, by circuit, and which state change moved it. */
import type { Clock } from '../clock.ts';
import type { Circuit } from '../contract/circuit.ts';
import { toWireCorrelation } from '../contract/correlation.ts';
import { parseCorrelationId, toTimestamp } from '../contract/identity.ts';
import type { Corrections } from '../corrections.ts';
import { NotFoundError } from '../errors.ts';
import type { House } from '../house.ts';
import { readSeries } from '../insight/read-series.ts';
import type { LiveView } from '../live.ts';
import { describeOf, type Meter, type MeterCircuit } from '../meter/meter.ts';
import type { Patterns } from '../patterns.ts';
import type { CircuitBin, Store } from '../store/store.ts';
import { chooseBins } from './choose-bins.ts';
import type { Handlers } from './route.ts';
import { rangeOf } from './time-range.ts';

export type EnergyOptions = {
  store: Store;
  corrections: Corrections;
  patterns: Patterns;
  live: LiveView;
  house: House;
  meters: readonly Meter[];
  clock: Clock;
};

/** Bins of each circuit in one answer, at most. */
const CIRCUIT_BINS = 60;

const toCircuit = ({ time_ms, ...bin }: CircuitBin, described: MeterCircuit | undefined): Circuit => ({
  timestamp: toTimestamp(time_ms),
  ...bin,
  entity_id: described?.entity_id ?? null,
  parent: described?.parent ?? null,
  provenance: 'measured',
});

export function createEnergy({
  store,
  corrections,
  patterns,
  live,
  house,
  meters,
  clock,
}: EnergyOptions): Pick<Handlers, 'current' | 'circuits' | 'correlations' | 'series'> {
  /** The house is the first. */
  const meterOf = (meterId: string | undefined): Meter => {
    const meter = meterId === undefined ? meters[0] : meters.find(({ id }) => id === meterId);
    if (meter !== undefined) return meter;
    throw new NotFoundError(meterId === undefined ? 'No meter is set up.' : `There is no meter "${meterId}".`);
  };

  return {
    current({ query }) {
      const meter = meterOf(query.meter_id);
      const current = live.current(meter.id);
      if (current === undefined) throw new NotFoundError(`Nothing is known of the meter "${meter.id}".`);
      return current;
    },

    async circuits({ query }) {
      const meter = meterOf(query.meter_id);
      const asked = chooseBins(rangeOf(query, clock.now()), CIRCUIT_BINS);
      const bins = await store.series.circuitBins({ ...asked, meter_id: meter.id });
      const named = new Map(meter.describe()?.circuits.map((circuit) => [circuit.circuit_id, circuit]));
      return bins.sort((a, b) => b.time_ms - a.time_ms).map((bin) => toCircuit(bin, named.get(bin.circuit_id)));
    },

    async correlations({ query }) {
      const { entity_id, domain, min_delta, min_confidence, order, limit, before } = query;
      const found = await store.series.correlations({
        ...rangeOf(query, clock.now()),
        entity_id,
        domain,
        min_delta_w: min_delta,
        min_confidence,
        order,
        limit,
        before: before === undefined ? undefined : parseCorrelationId(before),
      });
      return found.map((correlation) => toWireCorrelation(correlation, corrections.feedbackOf(correlation)));
    },

    async series({ query }) {
      const meter = meterOf(query.meter_id);
      const bins = chooseBins(rangeOf(query, clock.now()), query.points);
      const { timeline, hourDays, alwaysOn } = house;
      const about = { meter_id: meter.id, kind: describeOf(meter).kind, isHouse: meter === meters[0] };
      return readSeries(bins, {
        store,
        timeline,
        hourDays,
        alwaysOn,
        known: house.known(),
        named: patterns.named,
        ...about,
        nowMs: clock.now(),
      });
    },
  };
}
