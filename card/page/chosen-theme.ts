/** Light, dark, or as the browser asks for: what was chosen on this page, kept for the next visit. */
const KEY = 'wattribute-theme';
export const themes = ['auto', 'light', 'dark'] as const;
type Theme = (typeof themes)[number];

const themeOf = (text: string | null): Theme => themes.find((theme) => theme === text) ?? 'auto';

/** `theme.ts` has the values for each. */
function apply(theme: Theme): Theme {
  document.documentElement.dataset['theme'] = theme;
  return theme;
}

/** Shows what was chosen before; storage may be forbidden, and then nothing was. */
export function restoreTheme(): Theme {
  try {
    return apply(themeOf(localStorage.getItem(KEY)));
  } catch {
    return apply('auto');
  }
}

export function chooseTheme(theme: Theme): Theme {
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // Holds until the page is loaded anew.
  }
  return apply(theme);
}
