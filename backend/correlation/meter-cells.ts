/** The house in cells of about a minute: means of a fast meter over full minutes, each reading of a slow one as it is. */

/** From `from` up to `to` (s) by the meter's clock. */
export type MeterCell = { from: number; to: number; powerW: number };

/** Cells that wait for their hour to be over, and the open one. Plain data. */
export type MeterCells = {
  cells: MeterCell[];
  last: { t: number; powerW: number } | null;
  /** Of the minute in which `last` lies: what was held since it began. */
  wattS: number;
  knownS: number;
};

const CELL_S = 60;
/** A minute of which less is known tells nothing of its mean. */
const LEAST_KNOWN = 0.8;

export const createMeterCells = (): MeterCells => ({ cells: [], last: null, wattS: 0, knownS: 0 });

function closeMinute(meter: MeterCells, to: number): void {
  if (meter.knownS >= LEAST_KNOWN * CELL_S) meter.cells.push({ from: to - CELL_S, to, powerW: meter.wattS / meter.knownS });
  [meter.wattS, meter.knownS] = [0, 0];
}

/** Holds the last sample up to `t`, cut at full minutes. */
function holdUntil(meter: MeterCells, t: number): void {
  if (meter.last === null) return;
  const { powerW } = meter.last;
  for (let at = meter.last.t; at < t;) {
    const minuteEnd = (Math.floor(at / CELL_S) + 1) * CELL_S;
    const to = Math.min(t, minuteEnd);
    meter.wattS += (to - at) * powerW;
    meter.knownS += to - at;
    if (to === minuteEnd) closeMinute(meter, to);
    at = to;
  }
}

/** Takes a sample of a meter that has one every `dt` seconds. */
export function addToCells(meter: MeterCells, t: number, powerW: number, dt: number): void {
  if (dt < CELL_S / 2) holdUntil(meter, t);
  else meter.cells.push({ from: meter.last?.t ?? t - dt, to: t, powerW });
  meter.last = { t, powerW };
}

/** The meter does not know until the next sample. */
export function breakCells(meter: MeterCells): void {
  Object.assign(meter, { last: null, wattS: 0, knownS: 0 });
}

/** The cells that end by `t` (s), and those behind. */
export function cellsUntil(cells: readonly MeterCell[], t: number): { due: MeterCell[]; later: MeterCell[] } {
  const behind = cells.findIndex((cell) => cell.to > t);
  const count = behind < 0 ? cells.length : behind;
  return { due: cells.slice(0, count), later: cells.slice(count) };
}
