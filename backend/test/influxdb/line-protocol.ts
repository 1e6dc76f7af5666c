/** Reads line protocol as InfluxDB 3 does, and refuses what it refuses. */

/** A line is refused, in the server's words. */
export class LineError extends Error {
  override readonly name = 'LineError' as const;
}

export type ColumnType = 'tag' | 'float' | 'integer' | 'boolean' | 'string';
type Field = { name: string; type: ColumnType; value: number | bigint | boolean | string };
export type Point = { table: string; tags: [name: string, value: string][]; fields: Field[]; time_ns: bigint };

const LONGEST_TEXT = 65_536;

/** The text up to one of `stops`; a backslash before one of `escaped` makes it part of the text. */
function createReader(line: string) {
  let at = 0;
  return {
    peek: () => line[at] ?? '',
    skip() {
      at++;
    },
    rest: () => line.slice(at).trim(),
    isOver: () => at >= line.length,
    until(stops: string, escaped = ''): string {
      let text = '';
      for (; at < line.length && !stops.includes(line[at]!); at++) {
        if (line[at] === '\\' && escaped.includes(line[at + 1] ?? '\0')) at++;
        text += line[at]!;
      }
      return text;
    },
  };
}
type Reader = ReturnType<typeof createReader>;

function parseValue(reader: Reader): Pick<Field, 'type' | 'value'> {
  if (reader.peek() === '"') {
    reader.skip();
    const value = reader.until('"', '"\\');
    if (reader.isOver()) throw new LineError('unterminated string');
    if (value.length > LONGEST_TEXT) throw new LineError('a string is too long');
    reader.skip();
    return { type: 'string', value };
  }
  const raw = reader.until(', ');
  if (/^-?\d+i$/.test(raw)) return { type: 'integer', value: BigInt(raw.slice(0, -1)) };
  if (/^(t|T|true|True|TRUE|f|F|false|False|FALSE)$/.test(raw)) return { type: 'boolean', value: /^t/i.test(raw) };
  // No .5, 5., +5, NaN or Inf.
  if (/^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(raw)) return { type: 'float', value: Number(raw) };
  throw new LineError('No fields were provided');
}

function parseTags(reader: Reader): Point['tags'] {
  const tags: Point['tags'] = [];
  while (reader.peek() === ',') {
    reader.skip();
    const name = reader.until('=, ', ',= \\');
    if (reader.peek() !== '=') throw new LineError(`Tag key '${name}' has no value`);
    reader.skip();
    const value = reader.until(', ', ',= \\');
    if (value === '') throw new LineError('Tag Set Malformed');
    if (tags.some(([known]) => known === name)) throw new LineError(`duplicate tag key ${name}`);
    tags.push([name, value]);
  }
  return tags;
}

function parseFields(reader: Reader): Field[] {
  const fields: Field[] = [];
  do {
    if (fields.length > 0) reader.skip();
    const name = reader.until('=, ', ',= \\');
    if (name === '' || reader.peek() !== '=') throw new LineError('No fields were provided');
    reader.skip();
    if (fields.some((field) => field.name === name)) throw new LineError(`multiple instances of '${name}' field found`);
    fields.push({ name, ...parseValue(reader) });
  } while (reader.peek() === ',');
  return fields;
}

/** One line with its time in nanoseconds. */
export function parseLine(line: string): Point {
  const reader = createReader(line);
  const table = reader.until(', ', ', \\');
  const tags = parseTags(reader);
  while (reader.peek() === ' ') reader.skip();
  const fields = parseFields(reader);
  const time = reader.rest();
  if (!/^-?\d+$/.test(time)) throw new LineError(`Could not parse entire line. Found trailing content: '${time}'`);
  return { table, tags, fields, time_ns: BigInt(time) };
}

/** A line break within a quoted field is part of the text; a quote among the tags is nothing special. */
export function splitLines(body: string): string[] {
  const lines: string[] = [];
  let start = 0;
  let inFields = false;
  let quoted = false;
  const close = (end: number) => {
    const line = body.slice(start, end).trim();
    if (line !== '' && !line.startsWith('#')) lines.push(line);
    start = end + 1;
    inFields = quoted = false;
  };
  for (let at = 0; at < body.length; at++) {
    const character = body[at];
    if (character === '\\') at++;
    else if (character === '\n' && !quoted) close(at);
    else if (character === ' ' && !quoted) inFields = true;
    else if (character === '"' && inFields) quoted = !quoted;
  }
  close(body.length);
  return lines;
}
