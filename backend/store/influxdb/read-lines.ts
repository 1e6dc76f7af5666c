/** Our own lines, read back where one of them must be looked at by itself. */
import type { QueuedRow } from '../outbox/queue.ts';
import type { Measurement } from './measurements.ts';

/** `key` is the identity of the row without its home and time. */
export type SentRow = QueuedRow & { key: string };

/** Up to the first space that is not escaped there are tags, where a quote is nothing special; a line break within a quoted field is part of it. */
const LINE = /[^ \\]*(?:\\.[^ \\]*)* [^"\n]*(?:"[^"\\]*(?:\\[^][^"\\]*)*"[^"\n]*)*\n?/g;

const unescape = (text: string): string => text.replace(/\\([,= ])/g, '$1');

function tagsOf(line: string): Map<string, string> {
  const [head = ''] = line.split(/(?<!\\) /, 1);
  const tags = head.split(/(?<!\\),/).slice(1);
  return new Map(tags.map((tag): [string, string] => [tag.slice(0, tag.indexOf('=')), unescape(tag.slice(tag.indexOf('=') + 1))]));
}

export const readLines = (table: Measurement['table'], text: string): SentRow[] =>
  (text.match(LINE) ?? []).map((found) => {
    const line = found.replace(/\n$/, '');
    const tags = tagsOf(line);
    const key = table.identity.map((column) => tags.get(column) ?? '').join('\n');
    // Times are nanoseconds, more than a number holds, and always whole milliseconds.
    return { time_ms: Number(line.slice(line.lastIndexOf(' ') + 1, -6)), key, line };
  });
