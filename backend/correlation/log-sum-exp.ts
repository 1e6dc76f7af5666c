/**
 * log(sum of exp(x)): adds probabilities that are held as logs. The largest is taken out first, so that nothing underflows.
 *
 * @example
 * logSumExp([-1000, -1000]); // -999.307
 */
export function logSumExp(logs: readonly number[]): number {
  let top = -Infinity;
  for (const x of logs) if (x > top) top = x;
  if (top === -Infinity) return top;
  let sum = 0;
  for (const x of logs) sum += Math.exp(x - top);
  return top + Math.log(sum);
}
