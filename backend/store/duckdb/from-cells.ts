/** Rows of the file -> records of the contract. */
import type { StoredCorrelation } from '../../contract/correlation.ts';
import type { StateChange } from '../../contract/state-change.ts';
import type { Cell } from './tables.ts';

/** A row as read; the table says which columns hold text and which numbers. */
export type Row = { [column: string]: Cell | boolean };

type Cause = StateChange['cause'];

/** Columns that are null are attributes that the entity does not have. */
export function toChange(row: Row): StateChange {
  const { brightness, percentage, current_position, hvac_action, mode, color_temp_kelvin, members, cause_kind, cause_name, ...rest } = row;
  const scaling = { brightness, percentage, current_position, hvac_action, mode, color_temp_kelvin };
  const known: Record<string, unknown> = Object.fromEntries(Object.entries(scaling).filter(([, value]) => value !== null));
  if (typeof members === 'string') known['members'] = JSON.parse(members);
  return { ...rest, attributes: known, cause: { kind: cause_kind, name: cause_name } as Cause } as StateChange;
}

export function toCorrelation({ shared_with, cause_kind, cause_name, ...rest }: Row): StoredCorrelation {
  const shared = typeof shared_with === 'string' ? (JSON.parse(shared_with) as string[]) : [];
  return { ...rest, shared_with: shared, cause: { kind: cause_kind, name: cause_name } as Cause } as StoredCorrelation;
}
