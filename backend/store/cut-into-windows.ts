/** Cuts a stretch of time into windows that end at multiples of their width. */
import type { Range } from './store.ts';

const DAY_MS = 86_400_000;

/** In time order; by default those of a day (UTC). */
export function cutIntoWindows({ start_ms, end_ms }: Range, width_ms = DAY_MS): Range[] {
  const windows: Range[] = [];
  for (let from = start_ms; from < end_ms;) {
    const to = Math.min(end_ms, (Math.floor(from / width_ms) + 1) * width_ms);
    windows.push({ start_ms: from, end_ms: to });
    from = to;
  }
  return windows;
}
