/** A figure with the goal beside it, as a line of print. */
export const figure = (name: string, value: string, goal: string): string => `${name}: ${value} (goal ${goal})\n`;
