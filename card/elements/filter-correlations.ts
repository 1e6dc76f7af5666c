/** Which changes are listed, and in which order. */
import type { Correlation } from '../../backend/contract/correlation.ts';
import { confidenceOf } from './confidence-of.ts';

export type Order = 'time' | 'delta' | 'entity';
export type Filters = { text: string; atLeast: number; kind: string | null };
type NameOf = (entityId: string) => string;

/** Domains that have a word of their own; all else is "other". */
const kinds = ['light', 'switch', 'climate', 'fan', 'cover', 'media_player', 'humidifier', 'vacuum', 'water_heater'] as const;
export type Kind = (typeof kinds)[number] | 'other';

const kindByDomain = new Map<string, Kind>(kinds.map((kind) => [kind, kind]));
export const kindOf = (domain: string): Kind => kindByDomain.get(domain) ?? 'other';

/** Without what is less likely right than wrong, and without what is smaller than `minDelta`. */
export const worthShowing = (all: readonly Correlation[], minDelta: number): Correlation[] =>
  all.filter((correlation) => confidenceOf(correlation) !== null && Math.abs(correlation.power_delta_w) >= minDelta);

/** The kinds that occur, with how often. */
export function countKinds(all: readonly Correlation[]): { kind: Kind; count: number }[] {
  const counts = Map.groupBy(all, ({ domain }) => kindOf(domain));
  return [...kinds, 'other' as const].flatMap((kind) => {
    const count = counts.get(kind)?.length ?? 0;
    return count > 0 ? [{ kind, count }] : [];
  });
}

export function filterCorrelations(all: readonly Correlation[], { text, atLeast, kind }: Filters, nameOf: NameOf): Correlation[] {
  const wanted = text.trim().toLocaleLowerCase();
  return all.filter(({ entity_id, domain, power_delta_w }) => {
    if (Math.abs(power_delta_w) < atLeast) return false;
    if (kind !== null && kindOf(domain) !== kind) return false;
    return wanted === '' || entity_id.includes(wanted) || nameOf(entity_id).toLocaleLowerCase().includes(wanted);
  });
}

const newestFirst = (a: Correlation, b: Correlation): number => Date.parse(b.timestamp) - Date.parse(a.timestamp);

export function sortCorrelations(all: readonly Correlation[], order: Order, nameOf: NameOf): Correlation[] {
  return all.toSorted((a, b) => {
    if (order === 'delta') return Math.abs(b.power_delta_w) - Math.abs(a.power_delta_w) || newestFirst(a, b);
    if (order === 'entity') return nameOf(a.entity_id).localeCompare(nameOf(b.entity_id)) || newestFirst(a, b);
    return newestFirst(a, b);
  });
}
