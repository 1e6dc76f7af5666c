/** What an entity draws when it is on, as far as it is learned. */
import { FULL_BRIGHTNESS, fitBrightnessCurve, stepOnCurve } from './brightness-curve.ts';
import { NO_LOAD, type EntityModel, type Told, type Transition } from './entity-model.ts';
import { momentsOf } from './gaussian-mixture.ts';
import type { EngineDevice } from './types.ts';

type Estimate = { powerW: number; weight: number; variance: number };
type OnPower = { powerW: number; intervalW: number; weight: number };

/** 95 % of a normal lie within so many sds. */
const SDS_OF_95 = 1.96;
/** Learned: as much evidence as three clear switches, and an interval of at most 5 W or 25 %. */
const LEARNED = { weight: 3, intervalW: 5, share: 0.25 } as const;

/** The steps of switching on; those of switching off mirrored, at half their weight: some devices run out slowly. */
function estimatesOf({ kind, nothing, clusters }: Transition): Estimate[] {
  if (kind === 'level') return [];
  const [sign, weight] = kind === 'on' ? [1, 1] : [-1, 0.5];
  const steps = clusters.map(({ count, mean, squares }) => ({
    powerW: sign * mean,
    weight: weight * count,
    variance: (8 + squares) / (2 + count) / Math.max(count, 0.2),
  }));
  const still = kind === 'on' && nothing > 0.5 ? [{ powerW: 0, weight: nothing - 0.5, variance: 1 }] : [];
  return [...steps.filter(({ powerW }) => powerW > 0), ...still];
}

/** The weighted median: a device that sometimes starts with a stage, sometimes whole, is told by what it does most. */
function weightedMedian(estimates: readonly Estimate[]): OnPower | null {
  const total = estimates.reduce((sum, { weight }) => sum + weight, 0);
  if (total < 0.5) return null;
  let sum = 0;
  for (const { powerW, weight, variance } of [...estimates].sort((a, b) => a.powerW - b.powerW)) {
    sum += weight;
    if (sum >= total / 2) return { powerW, intervalW: SDS_OF_95 * Math.sqrt(variance), weight: total };
  }
  return null;
}

/** A light: its curve at full brightness. */
function ofCurve({ brightnessSteps }: EntityModel): OnPower {
  const { mean, variance } = momentsOf(stepOnCurve(fitBrightnessCurve(brightnessSteps), 0, FULL_BRIGHTNESS));
  return {
    powerW: mean,
    intervalW: SDS_OF_95 * Math.sqrt(variance),
    weight: brightnessSteps.reduce((sum, { weight }) => sum + weight, 0),
  };
}

/**
 * What an entity draws over being off; null while nothing was seen of it.
 *
 * @example
 * onPowerOf(modelOfAKettle); // { powerW: 2010, intervalW: 14, weight: 8.2 }
 */
export function onPowerOf(model: EntityModel): OnPower | null {
  if (model.brightnessSteps.length > 0) return ofCurve(model);
  return weightedMedian(Object.values(model.transitions).flatMap(estimatesOf));
}

function isLearned({ powerW, intervalW, weight }: OnPower): boolean {
  return weight >= LEARNED.weight && intervalW <= Math.max(LEARNED.intervalW, LEARNED.share * powerW);
}

/** `entered`: a user said so, whatever the meter shows. */
type FullPower = { powerW: number; sdW: number; entered?: boolean };

/** What people enter is right within a tenth. */
const fullPowerTold = (told: Told): FullPower =>
  told.kind === 'no_load' ? { powerW: 0, sdW: 0 } : { powerW: told.powerW, sdW: 0.1 * told.powerW, entered: true };

/** What an entity draws at full level, and how sure that is, W: 0 where it has no measurable effect, null where nothing is known. */
export function fullPowerOf(model: EntityModel | undefined): FullPower | null {
  if (model === undefined) return null;
  if (model.told !== null) return fullPowerTold(model.told);
  if (model.load < NO_LOAD) return { powerW: 0, sdW: 0 };
  const onPower = onPowerOf(model);
  return onPower === null ? null : { powerW: Math.max(0, onPower.powerW), sdW: onPower.intervalW / SDS_OF_95 };
}

const round = (value: number): number => Math.round(value * 10) / 10;

function verdictOf(model: EntityModel, onPower: OnPower | null): EngineDevice['verdict'] {
  if (model.load < NO_LOAD) return 'no_effect';
  return onPower !== null && isLearned(onPower) ? 'learned' : 'learning';
}

/** As a user says. */
const deviceTold = (told: Told): Pick<EngineDevice, 'on_power_w' | 'interval_w' | 'verdict' | 'entered'> =>
  told.kind === 'no_load'
    ? { on_power_w: null, interval_w: null, verdict: 'no_effect' }
    : { on_power_w: told.powerW, interval_w: null, verdict: 'learned', entered: true };

/** The device as the engine tells it. */
export function deviceOf(entityId: string, model: EntityModel): EngineDevice {
  if (model.told !== null) return { entity_id: entityId, switches: model.lessons, ...deviceTold(model.told) };
  const onPower = onPowerOf(model);
  return {
    entity_id: entityId,
    on_power_w: onPower === null ? null : round(onPower.powerW),
    interval_w: onPower === null ? null : round(onPower.intervalW),
    switches: model.lessons,
    verdict: verdictOf(model, onPower),
  };
}
