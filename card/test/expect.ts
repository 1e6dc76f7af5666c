/** The few comparisons that the tests make. */
const text = (value: unknown): string => (value === undefined ? 'nothing' : JSON.stringify(value));

export const isEqual = (actual: unknown, expected: unknown): void => {
  if (text(actual) !== text(expected)) throw new Error(`Expected ${text(expected)}, got ${text(actual)}`);
};
export const isTrue = (value: boolean, claim: string): void => {
  if (!value) throw new Error(`It is not so: ${claim}`);
};
export const contains = (whole: string, part: string): void => isTrue(whole.includes(part), `“${whole}” contains “${part}”`);
export const lacks = (whole: string, part: string): void => isTrue(!whole.includes(part), `“${whole}” lacks “${part}”`);
export const throwsWith = (act: () => unknown, ...parts: string[]): void => {
  try {
    act();
  } catch (error) {
    for (const part of parts) contains((error as Error).message, part);
    return;
  }
  throw new Error('It did not throw');
};
