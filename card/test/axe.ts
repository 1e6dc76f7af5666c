/** What axe-core finds wrong with what is on the page. */
import 'axe-core';
import { darkTheme, lightTheme } from '../page/theme.ts';
import { isEqual, isTrue } from './expect.ts';
import { smallTargetsIn } from './targets.ts';

declare global {
  interface Window {
    axe: typeof import('axe-core');
  }
}

const themes = { light: lightTheme, dark: darkTheme };

/** Gives a place the values of a theme, as the page or a dashboard does. */
export const paint = (place: HTMLElement, theme: keyof typeof themes): void => {
  place.style.cssText += lightTheme + themes[theme];
};

/** Everyone can see, read out and press what is in `place`. The whole page is not ours here: no landmarks, no first heading. */
export async function isAccessible(place: HTMLElement): Promise<void> {
  const { passes, violations } = await window.axe.run(place, {
    rules: { region: { enabled: false }, 'page-has-heading-one': { enabled: false } },
  });
  isTrue(
    passes.some(({ id }) => id === 'color-contrast'),
    'contrast was measured',
  );
  isEqual(
    violations.map(({ id, nodes }) => [id, nodes[0]?.html, nodes[0]?.failureSummary]),
    [],
  );
  isEqual(smallTargetsIn(place), []);
}
