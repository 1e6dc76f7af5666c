/** The tables of the series: their columns in the order of the file, and what makes two rows the same. */
import { StoredCorrelation } from '../../contract/correlation.ts';
import { MeterSource, MeterType } from '../../contract/identity.ts';
import type { CircuitReading, Reading } from '../../contract/reading.ts';
import { Cause, type StateChange } from '../../contract/state-change.ts';
import type { StoredStep } from '../../contract/unexplained.ts';
import type { EntityHour, MeterHour } from '../store.ts';

/** What a column holds: `time` ms since 1970 (BIGINT), `number` DOUBLE, `text` VARCHAR; a list: VARCHAR, one of these words. */
export type Kind = 'time' | 'number' | 'text' | readonly string[];
export type Cell = string | number | null;
type Cells = { readonly [column: string]: Cell | undefined };

export type Table<Row extends { time_ms: number }> = {
  name: string;
  /** All columns but home_id, which is the first of every table. */
  columns: readonly (readonly [name: string, kind: Kind])[];
  /** With home_id and time_ms the identity of a row. */
  identity: readonly string[];
  /** The identity without home_id and time, as one text. */
  keyOf: (row: Row) => string;
  toCells: (row: Row) => Cells;
};

const time = ['time_ms', 'time'] as const;
const text = (name: string) => [name, 'text'] as const;
const number = (name: string) => [name, 'number'] as const;
const meterType = ['meter_type', MeterType.options] as const;
const causeKind = ['cause_kind', Cause.entries.kind.options] as const;

export const readingTable: Table<Reading> = {
  name: 'smart_meter',
  columns: [
    time,
    text('meter_id'),
    meterType,
    ['meter_source', MeterSource.options],
    ...['total_power_w', 'daily_kwh', 'grid_w', 'solar_w', 'battery_w', 'phase_1_w', 'phase_2_w', 'phase_3_w'].map(number),
  ],
  identity: ['meter_id'],
  keyOf: (row) => row.meter_id,
  toCells: (row) => row,
};

export const circuitTable: Table<CircuitReading> = {
  name: 'smart_meter_circuit',
  columns: [time, text('meter_id'), meterType, text('circuit_id'), text('circuit_name'), number('power_w'), number('percentage')],
  identity: ['meter_id', 'circuit_id'],
  keyOf: (row) => `${row.meter_id}\n${row.circuit_id}`,
  toCells: (row) => row,
};

export const changeTable: Table<StateChange> = {
  name: 'home_assistant_events',
  columns: [
    time,
    ...['entity_id', 'domain', 'state_value', 'previous_state'].map(text),
    ...['brightness', 'percentage', 'current_position'].map(number),
    ...['hvac_action', 'mode'].map(text),
    number('color_temp_kelvin'),
    text('members'),
    number('weather_temp'),
    ...['context_id', 'context_parent_id', 'context_user_id'].map(text),
    causeKind,
    text('cause_name'),
  ],
  identity: ['entity_id'],
  keyOf: (row) => row.entity_id,
  toCells({ attributes: { members, ...scaling }, cause, ...row }) {
    return {
      ...row,
      ...scaling,
      members: members === undefined ? null : JSON.stringify(members),
      cause_kind: cause.kind,
      cause_name: cause.name,
    };
  },
};

export const correlationTable: Table<StoredCorrelation> = {
  name: 'event_energy_correlation',
  columns: [
    time,
    ...['entity_id', 'domain', 'state', 'previous_state'].map(text),
    ...['previous_level', 'level'].map(number),
    text('meter_id'),
    ...['power_before_w', 'power_after_w', 'power_delta_w', 'power_delta_pct', 'interval_w', 'confidence'].map(number),
    text('shared_with'),
    ['source', StoredCorrelation.entries.source.options],
    causeKind,
    text('cause_name'),
  ],
  identity: ['entity_id'],
  keyOf: (row) => row.entity_id,
  toCells: ({ shared_with, cause, ...row }) => ({
    ...row,
    shared_with: JSON.stringify(shared_with),
    cause_kind: cause.kind,
    cause_name: cause.name,
  }),
};

export const meterHourTable: Table<MeterHour> = {
  name: 'smart_meter_hour',
  columns: [time, text('meter_id'), ...['mean_w', 'max_w', 'energy_kwh'].map(number)],
  identity: ['meter_id'],
  keyOf: (row) => row.meter_id,
  toCells: (row) => row,
};

export const entityHourTable: Table<EntityHour> = {
  name: 'entity_energy_hour',
  columns: [time, text('entity_id'), ...['energy_kwh', 'on_s', 'cost'].map(number), text('provenance')],
  identity: ['entity_id'],
  keyOf: (row) => row.entity_id,
  toCells: (row) => row,
};

export const stepTable: Table<StoredStep> = {
  name: 'unexplained_step',
  columns: [time, ['end_ms', 'time'], number('power_w'), text('pattern_id')],
  identity: [],
  keyOf: () => '',
  toCells: (row) => row,
};

/** What identifies rows in each table, without the types of its rows. */
export const TABLES: readonly Pick<Table<never>, 'name' | 'columns' | 'identity'>[] = [
  readingTable,
  circuitTable,
  changeTable,
  correlationTable,
  meterHourTable,
  entityHourTable,
  stepTable,
];

const selectColumn = ([name, kind]: readonly [name: string, kind: Kind]): string => {
  if (kind === 'time') return `${name}::DOUBLE AS ${name}`;
  return typeof kind === 'string' ? name : `${name}::ENUM(${kind.map((word) => `'${word}'`).join(', ')}) AS ${name}`;
};

/** The columns of a table as they are selected: times as numbers that JavaScript can hold, words by their number, which is read three times as fast as text. */
export const selectList = (table: Pick<Table<never>, 'columns'>, without?: string): string =>
  table.columns
    .filter(([name]) => name !== without)
    .map(selectColumn)
    .join(', ');
