/** What comes again and again without an entity, in words. */
import type { Pattern, Unexplained } from '../../backend/contract/unexplained.ts';
import type { Host } from '../host/host.ts';
import type { TextKey } from '../localize.ts';

type Rhythm = Pick<Pattern, 'power_w' | 'duration_s' | 'period_s'>;

/** Loads that have a word in the reader's language. */
const guesses: Readonly<Record<string, { word: TextKey; icon: string } | undefined>> = {
  fridge: { word: 'guess.fridge', icon: 'mdi:fridge' },
  pump: { word: 'guess.pump', icon: 'mdi:pump' },
  heater: { word: 'guess.heater', icon: 'mdi:radiator' },
};

export const guessIcon = (guess: string | null): string | null => guesses[guess ?? '']?.icon ?? null;

/** As in "perhaps a fridge"; null: nothing is guessed. */
export function guessText(guess: string | null, { localize }: Host): string | null {
  const known = guesses[guess ?? ''];
  return known === undefined ? guess : localize(known.word);
}

/** As in "about 95 W for 18 min, every 50 min". */
export function rhythmText({ power_w, duration_s, period_s }: Rhythm, start: string, { localize, formats }: Host): string {
  let pattern = start === '' ? localize('chart.about', { watts: formats.watts(power_w) }) : start;
  if (duration_s !== null) pattern = localize('chart.pattern_for', { pattern, duration: formats.duration(duration_s * 1000) });
  if (period_s !== null) pattern = localize('chart.pattern_every', { pattern, period: formats.duration(period_s * 1000) });
  return pattern;
}

/** As in "7 × about 95 W for 18 min, every 50 min: perhaps a fridge"; null: nothing that the steps belong to. */
export function patternText({ steps, patterns }: Unexplained, host: Host): string | null {
  const countOf = (id: string) => steps.filter(({ pattern_id }) => pattern_id === id).length;
  const [largest] = patterns
    .map((pattern) => ({ ...pattern, seen: countOf(pattern.id) }))
    .filter(({ seen, hidden }) => seen > 0 && !hidden)
    .sort((a, b) => b.seen - a.seen);
  if (largest === undefined) return null;
  const { seen, power_w, name, guess } = largest;
  const pattern = rhythmText(largest, host.localize('chart.pattern', { count: seen, watts: host.formats.watts(power_w) }), host);
  const said = name ?? guessText(guess, host);
  return said === null ? pattern : host.localize('chart.pattern_is', { pattern, name: said });
}
