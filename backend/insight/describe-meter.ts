/** What a meter can show, in plain words computed from what was learned of it. */
import type { MeterProfile } from '../contract/meter-profile.ts';

type Learned = Pick<MeterProfile, 'cadence_s' | 'lag_s' | 'averaging' | 'resolution_w' | 'noise_w'>;

/** Samples of the plateau beside a step, as many as fit in 12 s, 2 to 6. */
const PLATEAU_S = 12;
/** A step is seen at once where it is 3.5 times its spread, and 5 W at least. */
const SEEN_SDS = 3.5;
const LEAST_SEEN_W = 5;
/** A mean over repeats is known where its 95 % interval (1.96 sd) is at most a quarter of it. */
const KNOWN_SDS = 1.96 / 0.25;
/** At least three clear switches, whatever the size. */
const LEAST_SWITCHES = 3;
/** The variance of a median of n normal values is pi/2 that of their mean. */
const MEDIAN_VARIANCE = Math.PI / 2;

const plateauOf = (cadenceS: number): number => Math.min(6, Math.max(2, Math.floor(PLATEAU_S / cadenceS)));

/**
 * Spread of one measured step, W: sd² = pi/2 · 2 (noise² + resolution²/12) / n of the two medians of n readings; a reading that is a mean holds
 * the step in part, so that one reading beside it is lost. Null while noise or cadence is unknown.
 *
 * @example
 * stepSpreadOf({ cadence_s: 1, noise_w: 2, … }); // sqrt(1.571 · 2 · 4 / 6) = 2.05
 */
export function stepSpreadOf({ cadence_s, noise_w, resolution_w, averaging }: Learned): number | null {
  if (cadence_s === null || noise_w === null) return null;
  const readings = plateauOf(cadence_s) - (averaging === true ? 1 : 0);
  const variance = noise_w ** 2 + (resolution_w ?? 0) ** 2 / 12;
  return Math.sqrt((MEDIAN_VARIANCE * 2 * variance) / readings);
}

/** The smallest step that one switch shows, W: max(5, 3.5 sd). */
export const smallestSeenW = (spreadW: number): number => Math.max(LEAST_SEEN_W, SEEN_SDS * spreadW);

/**
 * Switches until a load of this size is known to a quarter: n = (1.96 sd / (w / 4))², 3 at least.
 *
 * @example
 * switchesFor(5, 2); // (1.96 · 2 / 1.25)² = 9.8: 10
 */
export const switchesFor = (powerW: number, spreadW: number): number =>
  Math.max(LEAST_SWITCHES, Math.ceil(((KNOWN_SDS * spreadW) / powerW) ** 2));

/** Two digits, as people say it: 4.27 is 4.3, 137 is 140. */
const about = (value: number): string => String(Number(value.toPrecision(2)));

/** Sizes of loads that people have, W: a charger, a lamp, a television, a fridge. */
const SIZES_W = [5, 10, 20, 50, 100];

/**
 * What the verdict says, in numbers: for whoever words it in another language.
 *
 * @example
 * sightOf({ cadence_s: 10, noise_w: 2, … }); // { smallest_step_w: 8.9, switches_needed: [{ power_w: 5, switches: 16 }, …] }
 */
export function sightOf(learned: Learned): Pick<MeterProfile, 'smallest_step_w' | 'switches_needed'> {
  const spread = stepSpreadOf(learned);
  if (spread === null) return { smallest_step_w: null, switches_needed: [] };
  return {
    smallest_step_w: Number(about(smallestSeenW(spread))),
    switches_needed: SIZES_W.map((power_w) => ({ power_w, switches: switchesFor(power_w, spread) })),
  };
}

const paceOf = ({ cadence_s, averaging }: Learned & { cadence_s: number }): string =>
  averaging === true ? `reports the mean of about ${about(cadence_s)} s` : `reports about every ${about(cadence_s)} s`;

const lagOf = (lagS: number | null): string => (lagS === null ? '' : lagS < 1 ? ', at once' : `, ${about(lagS)} s late`);

/** A size of load that people have, which one switch does not show: half of what it does. */
function smallOf(spreadW: number): string {
  const size = Number((smallestSeenW(spreadW) / 2).toPrecision(1));
  return `smaller loads need repeats: ${size} W about ${switchesFor(size, spreadW)}`;
}

/**
 * A sentence for people; null while the pace is not known.
 *
 * @example
 * describeMeter({ cadence_s: 10, lag_s: 4, … }); // "reports about every 10 s, 4 s late; sees changes from 12 W in one switch; …"
 */
export function describeMeter(learned: Learned): string | null {
  const { cadence_s, lag_s } = learned;
  if (cadence_s === null) return null;
  const pace = `${paceOf({ ...learned, cadence_s })}${lagOf(lag_s)}`;
  const spread = stepSpreadOf(learned);
  if (spread === null) return pace;
  return `${pace}; sees changes from ${about(smallestSeenW(spread))} W in one switch; ${smallOf(spread)}`;
}
