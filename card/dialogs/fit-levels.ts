/** A curve through the watts of a device at its levels. */
type Level = { level: number; power_w: number; count: number };

/** With what it draws when it is fully on, which is learned from all levels, so that the curve leads there. */
export function withFull(levels: readonly Level[], full_w: number | null): readonly Level[] {
  const count = levels.reduce((all, level) => all + level.count, 0);
  return full_w === null || levels.some(({ level }) => level === 100) ? levels : [...levels, { level: 100, power_w: full_w, count }];
}

/**
 * Weighted least squares of a·x + b·x², which is 0 W at level 0.
 * @returns the watts at a level, 0 to 100 %; null where there are too few levels.
 */
export function fitLevels(levels: readonly Level[]): ((level: number) => number) | null {
  const known = levels.filter(({ level }) => level > 0);
  if (known.length < 2) return null;
  const sum = (term: (level: Level) => number) => known.reduce((all, level) => all + Math.max(1, level.count) * term(level), 0);
  const [x2, x3, x4] = [2, 3, 4].map((power) => sum(({ level }) => (level / 100) ** power)) as [number, number, number];
  const xy = sum(({ level, power_w }) => (level / 100) * power_w);
  const x2y = sum(({ level, power_w }) => (level / 100) ** 2 * power_w);
  const determinant = x2 * x4 - x3 * x3;
  if (Math.abs(determinant) < 1e-9) return null;
  const a = (xy * x4 - x2y * x3) / determinant;
  const b = (x2 * x2y - x3 * xy) / determinant;
  return (level) => Math.max(0, a * (level / 100) + b * (level / 100) ** 2);
}
