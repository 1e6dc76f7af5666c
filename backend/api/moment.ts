/** One moment, or the mean of a span, explained. */
import type { Clock } from '../clock.ts';
import type { Corrections } from '../corrections.ts';
import type { Correlator } from '../correlator.ts';
import { NotFoundError } from '../errors.ts';
import type { Home } from '../home/home.ts';
import type { House } from '../house.ts';
import { readMoment, readSpan, type MomentOptions } from '../insight/read-moment.ts';
import { describeOf, type Meter } from '../meter/meter.ts';
import type { Patterns } from '../patterns.ts';
import type { Range, Store } from '../store/store.ts';
import { chooseBins } from './choose-bins.ts';
import { badRequest } from './problem.ts';
import type { Handler } from './route.ts';
import { rangeOf } from './time-range.ts';

/** The mean of a span is made of so many bins, at most. */
const SPAN_BINS = 300;

/** The span as it was asked for, in bins that are its own at both ends. */
const inBins = (span: Range) => ({ ...chooseBins(span, SPAN_BINS), ...span });

/** Throws a RequestError that names the field. */
function timeOf(field: string, text: string): number {
  const timeMs = Date.parse(text);
  if (Number.isNaN(timeMs)) throw badRequest([{ field, message: 'there is no such time' }]);
  return timeMs;
}

/** Throws a RequestError that names the fields at fault. */
function spanOf(start: string | undefined, end: string | undefined): Range {
  if (start === undefined || end === undefined)
    throw badRequest([
      { field: start === undefined && end === undefined ? 'at' : start === undefined ? 'start' : 'end', message: 'is wanted' },
    ]);
  return rangeOf({ hours: 0, start, end }, 0);
}

/** Of the meters, the first is the house. */
export type MomentsOptions = {
  store: Store;
  corrections: Corrections;
  patterns: Patterns;
  correlator: Correlator;
  house: House;
  home: Home;
  meters: readonly Meter[];
  clock: Clock;
};

export function createMoment({ store, corrections, patterns, correlator, house, home, meters, clock }: MomentsOptions): Handler<'moment'> {
  const options = (): MomentOptions => {
    const [meter] = meters;
    if (meter === undefined) throw new NotFoundError('No meter is set up.');
    const names = new Map(home.entities().map(({ entity_id, name }) => [entity_id, name]));
    const { timeline, alwaysOn } = house;
    return {
      ...{ store, timeline, alwaysOn, meter_id: meter.id, kind: describeOf(meter).kind },
      ...{ known: house.known(), named: patterns.named, profile: correlator.profile(), nowMs: clock.now() },
      nameOf: (entityId) => names.get(entityId) ?? entityId,
      feedbackOf: corrections.feedbackOf,
      denied: corrections.denied(),
    };
  };

  return function moment({ query: { at, start, end } }) {
    if (at === undefined) return readSpan(inBins(spanOf(start, end)), options());
    if (start !== undefined || end !== undefined) throw badRequest([{ field: 'at', message: 'is a moment, or start and end are a span' }]);
    return readMoment(timeOf('at', at), options());
  };
}
