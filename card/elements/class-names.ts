/** The names that are true, for a `class`; Lit's directive also keeps names that others set, which nobody does here, and is ten times as long. */
export const classNames = (names: Readonly<Record<string, boolean>>): string =>
  Object.keys(names)
    .filter((name) => names[name])
    .join(' ');
