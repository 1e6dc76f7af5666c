/** The correlations that a query asks for. */
import type { StoredCorrelation } from '../../contract/correlation.ts';
import type { CorrelationQuery } from '../store.ts';
import type { Value } from './connections.ts';
import type { Read } from './database.ts';
import { toCorrelation } from './from-cells.ts';
import { correlationTable, selectList } from './tables.ts';

const ORDER: Record<CorrelationQuery['order'], string> = {
  time: 'event_energy_correlation.time_ms DESC, entity_id DESC',
  delta: 'abs(power_delta_w) DESC, event_energy_correlation.time_ms DESC, entity_id DESC',
  entity: 'entity_id, event_energy_correlation.time_ms DESC',
};

/** The conditions with their values; `?` stands for each value. */
function conditionsOf(homeId: string, query: CorrelationQuery): { sql: string; values: Value[] }[] {
  const { before, domain, entity_id } = query;
  const optional = [
    entity_id !== undefined && { sql: 'entity_id = ?', values: [entity_id] },
    domain !== undefined && { sql: 'domain = ?', values: [domain] },
    before !== undefined && {
      sql: '(time_ms < ? OR (time_ms = ? AND entity_id < ?))',
      values: [BigInt(before.time_ms), BigInt(before.time_ms), before.entity_id],
    },
  ];
  // The end of the range follows `before`, so that only that stretch of the file is read.
  const end_ms = before === undefined ? query.end_ms : Math.min(query.end_ms, before.time_ms + 1);
  return [
    { sql: 'home_id = ?', values: [homeId] },
    { sql: 'time_ms >= ? AND time_ms < ?', values: [BigInt(query.start_ms), BigInt(end_ms)] },
    { sql: 'abs(power_delta_w) >= ? AND confidence >= ?', values: [query.min_delta_w, query.min_confidence] },
    ...optional.filter((condition) => condition !== false),
  ];
}

export async function readCorrelations(read: Read, homeId: string, query: CorrelationQuery): Promise<StoredCorrelation[]> {
  const conditions = conditionsOf(homeId, query);
  const where = conditions.map(({ sql }) => sql).join(' AND ');
  const rows = await read({
    sql: `SELECT ${selectList(correlationTable)} FROM event_energy_correlation WHERE ${where} ORDER BY ${ORDER[query.order]} LIMIT ?`,
    values: [...conditions.flatMap(({ values }) => values), BigInt(query.limit)],
  });
  return rows.map(toCorrelation);
}
