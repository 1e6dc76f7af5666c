/** What a load without an entity may be, told by its size and rhythm alone; null rather than a bold guess. */

export type Rhythm = { power_w: number; duration_s: number; period_s: number | null; starts_ms: readonly number[] };

const HOUR_MS = 3_600_000;
const within = (value: number, least: number, most: number): boolean => value >= least && value <= most;

/** Runs at all times of the day: in each quarter of it, so nobody switches it. */
const runsAroundTheClock = (startsMs: readonly number[]): boolean =>
  new Set(startsMs.map((ms) => Math.floor((ms / HOUR_MS / 6) % 4))).size === 4;

/** Thermostats and floats switch loads in a rhythm; of all else the size says nothing. */
const rules: readonly { guess: string; fits: (rhythm: Rhythm & { period_s: number }) => boolean }[] = [
  {
    guess: 'fridge',
    fits: ({ power_w, duration_s, period_s, starts_ms }) =>
      within(power_w, 40, 250) && within(duration_s, 300, 3600) && within(period_s, 1200, 10_800) && runsAroundTheClock(starts_ms),
  },
  {
    guess: 'pump',
    fits: ({ power_w, duration_s, period_s, starts_ms }) =>
      within(power_w, 250, 1000) && duration_s <= 300 && period_s <= 7200 && runsAroundTheClock(starts_ms),
  },
  { guess: 'heater', fits: ({ power_w, duration_s, period_s }) => power_w >= 1000 && duration_s >= 60 && period_s <= 7200 },
];

/**
 * One word, or null.
 *
 * @example
 * guessLoad({ power_w: 95, duration_s: 1080, period_s: 3000, starts_ms: everyFiftyMinutesOfADay }); // 'fridge'
 */
export function guessLoad(rhythm: Rhythm): string | null {
  const { period_s } = rhythm;
  if (period_s === null) return null;
  return rules.find(({ fits }) => fits({ ...rhythm, period_s }))?.guess ?? null;
}
