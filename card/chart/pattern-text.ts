/** What comes again and again without an entity, in words. */
import type { Unexplained } from '../../backend/contract/unexplained.ts';
import type { Host } from '../host/host.ts';
import type { TextKey } from '../localize.ts';

/** Loads that have a word in the reader's language. */
const guesses: Readonly<Record<string, TextKey | undefined>> = { fridge: 'guess.fridge', pump: 'guess.pump', heater: 'guess.heater' };

/** As in "7 × about 95 W for 18 min, every 50 min: perhaps a fridge"; null: nothing that the steps belong to. */
export function patternText({ steps, patterns }: Unexplained, { localize, formats }: Host): string | null {
  const countOf = (id: string) => steps.filter(({ pattern_id }) => pattern_id === id).length;
  const [largest] = patterns
    .map((pattern) => ({ ...pattern, seen: countOf(pattern.id) }))
    .filter(({ seen }) => seen > 0)
    .sort((a, b) => b.seen - a.seen);
  if (largest === undefined) return null;
  const { seen, power_w, duration_s, period_s, name, guess } = largest;
  let pattern = localize('chart.pattern', { count: seen, watts: formats.watts(power_w) });
  if (duration_s !== null) pattern = localize('chart.pattern_for', { pattern, duration: formats.duration(duration_s * 1000) });
  if (period_s !== null) pattern = localize('chart.pattern_every', { pattern, period: formats.duration(period_s * 1000) });
  const word = guesses[guess ?? ''];
  const said = name ?? (word === undefined ? guess : localize(word));
  return said === null ? pattern : localize('chart.pattern_is', { pattern, name: said });
}
