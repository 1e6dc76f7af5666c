/** The one line that says why the power is what it is. */
import type { Correlation } from '../../backend/contract/correlation.ts';
import type { Current } from '../../backend/contract/current.ts';
import type { UnexplainedStep } from '../../backend/contract/unexplained.ts';
import type { Host } from '../host/host.ts';
import { stepChangeId } from './changes-of.ts';
import { stateChangeText } from './state-change-text.ts';

/** After so long the house counts as steady. */
const STEADY_MS = 2 * 3_600_000;
/** So many names tell what a steady house draws. */
const MOST_NAMES = 2;

export type Sentence = {
  /** What changes whenever another sentence is meant. */
  key: string;
  subjects: string[];
  predicate: string;
  second: string;
  watts: string | null;
  /** The entity's icon; null: see `sign`. */
  icon: string | null;
  sign: 'unknown' | 'steady' | null;
  entityId: string | null;
  /** The change that it tells of; null: of none. */
  moment: { id: string; time: number } | null;
};

type Context = { host: Host; now: number; minDelta: number };

function ofCorrelation(latest: Correlation, { host, now }: Context): Sentence {
  const { formats, localize } = host;
  const timeMs = Date.parse(latest.timestamp);
  const isShared = latest.shared_with.length > 0;
  const time = formats.time(timeMs, now);
  const ids = [latest.entity_id, ...latest.shared_with];
  return {
    key: latest.id,
    subjects: ids.map((id) => host.entity(id).name),
    predicate: stateChangeText(latest, host),
    second: isShared ? localize('sentence.together', { time }) : localize('sentence.when', { time, ago: formats.ago(timeMs, now) }),
    // Who of them drew how much is not known: the step as a whole is.
    watts: formats.change(isShared ? latest.power_after_w - latest.power_before_w : latest.power_delta_w),
    icon: host.entity(latest.entity_id).icon,
    sign: null,
    entityId: latest.entity_id,
    moment: { id: latest.id, time: timeMs },
  };
}

function ofStep(step: UnexplainedStep, { host, now }: Context): Sentence {
  const { formats, localize } = host;
  const startMs = Date.parse(step.start);
  const time = formats.time(startMs, now);
  return {
    key: step.start,
    subjects: [localize('sentence.no_entity')],
    predicate: '',
    second:
      step.end === null
        ? localize('sentence.when', { time, ago: formats.ago(startMs, now) })
        : localize('sentence.lasted', { time, duration: formats.spelled(Date.parse(step.end) - startMs) }),
    watts: formats.change(step.power_w),
    icon: null,
    sign: 'unknown',
    entityId: null,
    moment: { id: stepChangeId(step.start, step.power_w), time: startMs },
  };
}

/** What draws most, by name. */
function mostlyNames({ split, circuits }: Current, { localize }: Host): string[] {
  const known = circuits
    .filter(({ parent, power_w }) => parent === null && power_w !== null && power_w >= 1)
    .map(({ circuit_name, power_w }) => ({ name: circuit_name, watts: power_w ?? 0 }));
  const alwaysOn = split === null ? [] : [{ name: localize('split.always_on'), watts: split.always_on_w }];
  return [...alwaysOn, ...known]
    .sort((a, b) => b.watts - a.watts)
    .slice(0, MOST_NAMES)
    .map(({ name }) => name);
}

function ofSteadiness(current: Current, sinceMs: number, { host, now }: Context): Sentence {
  const { formats, localize } = host;
  const names = formats
    .list(mostlyNames(current, host))
    .map(({ text }) => text)
    .join('');
  return {
    key: 'steady',
    subjects: [localize('sentence.steady')],
    predicate: localize('sentence.steady_for', { duration: formats.duration(now - sinceMs) }),
    second: names === '' ? '' : localize('sentence.mostly', { names }),
    watts: null,
    icon: null,
    sign: 'steady',
    entityId: null,
    moment: null,
  };
}

const isWorth = (watts: number, { minDelta }: Context): boolean => Math.abs(watts) >= minDelta;

/** The newest change that is worth a sentence, of either kind. */
function newestOf({ latest, latest_unexplained: step }: Current, context: Context) {
  const known =
    latest !== null && isWorth(latest.power_delta_w, context)
      ? { timeMs: Date.parse(latest.timestamp), tell: () => ofCorrelation(latest, context) }
      : null;
  const unknown =
    step !== null && isWorth(step.power_w, context) ? { timeMs: Date.parse(step.start), tell: () => ofStep(step, context) } : null;
  return known === null || (unknown !== null && unknown.timeMs > known.timeMs) ? unknown : known;
}

/** Null while nothing is known to have changed. */
export function sentenceFor(current: Current, context: Context): Sentence | null {
  const newest = newestOf(current, context);
  if (newest === null) return null;
  return context.now - newest.timeMs >= STEADY_MS ? ofSteadiness(current, newest.timeMs, context) : newest.tell();
}
