/** The result of a query as the messages of Arrow Flight. */
import { DuckDBTypeId, type DuckDBResultReader, type DuckDBValue } from '@duckdb/node-api';
import {
  Bool,
  type Data,
  Field,
  Float64,
  Int64,
  makeBuilder,
  makeData,
  RecordBatch,
  RecordBatchStreamWriter,
  Schema,
  Struct,
  TimestampNanosecond,
  Utf8,
  type DataType,
} from 'apache-arrow';

export type FlightMessage = { data_header: Buffer; data_body: Buffer };

/** Messages of gRPC are at most 4 MiB. */
const ROWS_PER_MESSAGE = 16_384;

type Nanos = { nanos?: bigint; micros?: bigint };
const nanosOf = (value: DuckDBValue): bigint => (value as Nanos).nanos ?? (value as Nanos).micros! * 1000n;

function arrowType(id: DuckDBTypeId): { type: DataType; convert: (value: DuckDBValue) => unknown } {
  switch (id) {
    case DuckDBTypeId.DOUBLE:
    case DuckDBTypeId.FLOAT:
      return { type: new Float64(), convert: (value) => value };
    case DuckDBTypeId.DECIMAL:
      return { type: new Float64(), convert: (value) => (value as { toDouble(): number }).toDouble() };
    case DuckDBTypeId.BIGINT:
    case DuckDBTypeId.HUGEINT:
    case DuckDBTypeId.INTEGER:
      return { type: new Int64(), convert: (value) => BigInt(value as number) };
    case DuckDBTypeId.BOOLEAN:
      return { type: new Bool(), convert: (value) => value };
    case DuckDBTypeId.TIMESTAMP_NS:
    case DuckDBTypeId.TIMESTAMP:
      return { type: new TimestampNanosecond(), convert: nanosOf };
    default:
      return { type: new Utf8(), convert: String };
  }
}

/** The builders of Arrow take times in milliseconds and lose the rest: their buffer is filled here. */
function timesOf(type: TimestampNanosecond, values: readonly DuckDBValue[]) {
  const data = new BigInt64Array(values.length);
  const nullBitmap = new Uint8Array((values.length + 7) >> 3);
  let nullCount = 0;
  for (const [index, value] of values.entries()) {
    if (value === null) nullCount++;
    else {
      data[index] = nanosOf(value);
      nullBitmap[index >> 3]! |= 1 << (index & 7);
    }
  }
  return makeData({ type, length: values.length, nullCount, nullBitmap, data });
}

function columnOf(typeId: DuckDBTypeId, values: readonly DuckDBValue[]) {
  const { type, convert } = arrowType(typeId);
  if (type instanceof TimestampNanosecond) return { type, data: timesOf(type, values) };
  const builder = makeBuilder({ type, nullValues: [null, undefined] });
  for (const value of values) builder.append(value === null ? null : convert(value));
  builder.finish();
  return { type, data: builder.flush() };
}

/** Cuts a stream of Arrow's IPC format into header and body of each message. */
function* cutMessages(bytes: Uint8Array): Generator<FlightMessage> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 0; at + 4 <= bytes.length;) {
    let length = view.getInt32(at, true);
    at += 4;
    if (length === -1) {
      length = view.getInt32(at, true);
      at += 4;
    }
    if (length === 0) return;
    // A table of FlatBuffers: its fourth field is the length of the body.
    const root = at + view.getUint32(at, true);
    const fields = root - view.getInt32(root, true);
    const offset = view.getUint16(fields, true) > 10 ? view.getUint16(fields + 10, true) : 0;
    const bodyLength = offset === 0 ? 0 : Number(view.getBigInt64(root + offset, true));
    const data_header = Buffer.from(bytes.subarray(at, at + length));
    at += length;
    yield { data_header, data_body: Buffer.from(bytes.subarray(at, at + bodyLength)) };
    at += bodyLength;
  }
}

export function toFlight(result: DuckDBResultReader): FlightMessage[] {
  const columns = result.getColumns();
  const types = result.columnTypes();
  const built = types.map(({ typeId }, index) => columnOf(typeId, columns[index] ?? []));
  const timeMark = new Map([['iox::column::type', 'iox::column_type::timestamp']]);
  const fields = result
    .columnNames()
    .map((name, index) => new Field(name, built[index]!.type, true, name === 'time' ? timeMark : undefined));
  const length = columns[0]?.length ?? 0;
  const struct = makeData({ type: new Struct(fields), length, children: built.map(({ data }) => data as Data) });
  const batch = new RecordBatch(new Schema(fields), struct);
  const parts = Math.max(1, Math.ceil(length / ROWS_PER_MESSAGE));
  const batches = Array.from({ length: parts }, (_, part) =>
    batch.slice(part * ROWS_PER_MESSAGE, Math.min(length, (part + 1) * ROWS_PER_MESSAGE)),
  );
  return [...cutMessages(RecordBatchStreamWriter.writeAll(batches).toUint8Array(true))];
}
