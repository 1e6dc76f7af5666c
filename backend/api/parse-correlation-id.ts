/** What stands in a correlation id, `<ms>.<entity_id>`, which the contract has checked. */
export function parseCorrelationId(id: string): { time_ms: number; entity_id: string } {
  const dot = id.indexOf('.');
  return { time_ms: Number(id.slice(0, dot)), entity_id: id.slice(dot + 1) };
}
