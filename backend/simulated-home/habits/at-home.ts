/** Who is at home when: what the other habits go by. */
import type { HomeDay } from '../home-day.ts';

/** Ben works at home on Monday, Wednesday and Friday. */
export const worksAtHome = ({ weekday }: HomeDay): boolean => weekday === 1 || weekday === 3 || weekday === 5;

/** The hours in which somebody is up and about. */
export function wakingHours(day: HomeDay): readonly (readonly [from: number, until: number])[] {
  if (day.weekend) return [[8, 24.2]];
  return worksAtHome(day)
    ? [[6.3, 23.4]]
    : [
        [6.3, 8.3],
        [16.8, 23.4],
      ];
}

/** The hour in which the sun sets, roughly: for when people switch on their lights. */
export const sunset = ({ summer }: HomeDay): number => 18.6 + 2.6 * summer;
