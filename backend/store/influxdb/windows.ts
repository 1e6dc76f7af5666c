/** Reads a stretch of time in windows so short that a query of each touches few files. */
import { cutIntoWindows } from '../cut-into-windows.ts';
import type { Range } from '../store.ts';
import { FileLimitError } from './faults.ts';

/** A block of data time is a file at least: a shorter window touches no fewer. */
const SHORTEST_MS = 600_000;
/** Windows that are read at the same time. */
const TOGETHER = 4;

/** Reads one window, in halves where it touches too many files. */
async function readWindow<T>(window: Range, read: (window: Range) => Promise<T[]>): Promise<T[]> {
  try {
    return await read(window);
  } catch (error) {
    const { start_ms, end_ms } = window;
    const middle = Math.floor((start_ms + end_ms) / 2);
    if (!(error instanceof FileLimitError) || end_ms - start_ms < SHORTEST_MS) throw error;
    return [...(await readWindow({ start_ms, end_ms: middle }, read)), ...(await readWindow({ start_ms: middle, end_ms }, read))];
  }
}

export type WindowOptions = {
  width_ms?: number;
  /** Newest window first; the rows within a window keep their order. */
  backwards?: boolean;
  /** No more windows are read when there are so many rows. */
  enough?: number;
};

/** The rows of all windows, one after the other. */
export async function readWindows<T>(range: Range, read: (window: Range) => Promise<T[]>, options: WindowOptions = {}): Promise<T[]> {
  const { width_ms, backwards, enough = Infinity } = options;
  const windows = cutIntoWindows(range, width_ms);
  if (backwards === true) windows.reverse();
  const rows: T[] = [];
  while (windows.length > 0 && rows.length < enough) {
    const together = windows.splice(0, TOGETHER);
    for (const found of await Promise.all(together.map((window) => readWindow(window, read)))) rows.push(...found);
  }
  return rows;
}
