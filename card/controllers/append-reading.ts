/** The history of the chart with one reading more: folded into the newest bin, or the first of the next one. */
import type { PowerBin, PowerHistory } from './home-state.ts';

type Value = Pick<PowerBin, 'power_w' | 'explained_w'>;

const foldInto = (bin: PowerBin, { power_w, explained_w }: Value): PowerBin =>
  power_w === null || bin.power_w === null
    ? { ...bin, power_w: power_w ?? bin.power_w, max_w: bin.max_w ?? power_w, explained_w: explained_w ?? bin.explained_w }
    : {
        ...bin,
        power_w: (bin.power_w + power_w) / 2,
        max_w: Math.max(bin.max_w ?? power_w, power_w),
        explained_w: explained_w ?? bin.explained_w,
      };

/** `silentSinceMs`: the meter was overdue since then, which is a gap. */
type Appended = Value & { time_ms: number; rangeMs: number; silentSinceMs?: number | null };

const gapAfter = (timeMs: number | null, start: number, bin_ms: number): PowerBin[] => {
  const next = timeMs === null ? start : (Math.floor(timeMs / bin_ms) + 1) * bin_ms;
  return next < start ? [{ time_ms: next, power_w: null, max_w: null, explained_w: null }] : [];
};

/** A gap that begins within a bin with readings is told by the next bin, and is over when a reading comes before that. */
function foldIntoLast(bins: readonly PowerBin[], last: PowerBin, value: Value, bin_ms: number): PowerBin[] {
  const begins = value.power_w === null && last.power_w !== null;
  const gap = begins ? [{ time_ms: last.time_ms + bin_ms, power_w: null, max_w: null, explained_w: null }] : [];
  return [...bins.slice(0, -1), foldInto(last, value), ...gap];
}

const withoutGapAt = (bins: readonly PowerBin[], time_ms: number): readonly PowerBin[] => {
  const last = bins.at(-1);
  return last?.time_ms === time_ms && last.power_w === null ? bins.slice(0, -1) : bins;
};

export function appendReading(
  history: PowerHistory,
  { time_ms, power_w, explained_w, rangeMs, silentSinceMs = null }: Appended,
): PowerHistory {
  const { bin_ms } = history;
  const start = Math.floor(time_ms / bin_ms) * bin_ms;
  const bins = withoutGapAt(history.bins, start + bin_ms);
  const last = bins.at(-1);
  if (last !== undefined && last.time_ms > start) return history;
  if (last?.time_ms === start) return { ...history, bins: foldIntoLast(bins, last, { power_w, explained_w }, bin_ms) };
  // The bin before the first shown one still holds there.
  const oldest = bins.findIndex((_bin, i) => (bins[i + 1]?.time_ms ?? Infinity) > start - rangeMs);
  const gap = gapAfter(silentSinceMs, start, bin_ms);
  return { ...history, bins: [...bins.slice(Math.max(0, oldest)), ...gap, { time_ms: start, power_w, max_w: power_w, explained_w }] };
}
