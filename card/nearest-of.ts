/** The word that was probably meant. */

/** Letters to add, drop or change until one word is the other. */
function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, i) => i);
  for (let i = 1; i <= from.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= to.length; j += 1) {
      const swap = (row[j - 1] ?? 0) + (from[i - 1] === to[j - 1] ? 0 : 1);
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, swap));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}

/** Null where none is near: more than half of the letters would change. */
export function nearestOf(word: string, words: readonly string[]): string | null {
  const ranked = words.map((candidate) => ({ candidate, away: distance(word.toLowerCase(), candidate.toLowerCase()) }));
  const best = ranked.sort((a, b) => a.away - b.away)[0];
  return best !== undefined && best.away <= Math.max(2, word.length / 2) ? best.candidate : null;
}
