/** A saved history as rows: streamed as they stand, or sorted by time when they stand by entity, as Home Assistant's own download does. */
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { parse } from 'csv-parse';
import { ConfigurationError } from '../errors.ts';
import type { HistoryRow } from './history-row.ts';

export type TimedRow = HistoryRow & { time: number };

/** Size in bytes; says so when the file is not there. */
export async function sizeOfHistory(file: string): Promise<number> {
  try {
    return (await stat(file)).size;
  } catch (cause) {
    throw new ConfigurationError(`The history file ${file} cannot be read: does it exist?`, { cause });
  }
}

const COLUMNS = ['entity_id', 'state', 'last_changed'];

/** The header: the columns that are needed must be there, others may. */
function checkedColumns(header: string[]): string[] {
  const missing = COLUMNS.filter((column) => !header.includes(column));
  if (missing.length === 0) return header;
  throw new ConfigurationError(`The history has no column ${missing.join(', ')}: it needs ${COLUMNS.join(', ')} and may have attributes.`);
}

function timed(row: HistoryRow): TimedRow {
  const time = Date.parse(row.last_changed);
  if (Number.isNaN(time)) throw new ConfigurationError(`The history has a row of ${row.entity_id} without a time: "${row.last_changed}".`);
  return { ...row, time };
}

/** Rows as they stand in the file. */
export async function* readHistory(file: string, onProgress: (bytes: number) => void): AsyncGenerator<TimedRow> {
  const source = createReadStream(file);
  const rows = source.pipe(parse({ columns: checkedColumns, relax_column_count: true, skip_empty_lines: true, bom: true }));
  let count = 0;
  for await (const row of rows) {
    if (count++ % 1000 === 0) onProgress(source.bytesRead);
    yield timed(row as HistoryRow);
  }
}

/** Rows in the order of time; all of them are held in memory. */
export async function* readHistorySorted(file: string, onProgress: (bytes: number) => void): AsyncGenerator<TimedRow> {
  const rows: TimedRow[] = [];
  for await (const row of readHistory(file, onProgress)) rows.push(row);
  yield* rows.sort((a, b) => a.time - b.time);
}
