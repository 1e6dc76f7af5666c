/** Which changes are listed, and in which order. */
import type { Change } from './changes-of.ts';

export type Order = 'time' | 'delta' | 'entity';
export type Filters = { text: string; atLeast: number; kind: Kind | null };
type NameOf = (entityId: string) => string;

/** Domains that have a word of their own; all else is "other", and what no entity explains comes last. */
const domains = ['light', 'switch', 'climate', 'fan', 'cover', 'media_player', 'humidifier', 'vacuum', 'water_heater'] as const;
const kinds = [...domains, 'other', 'unexplained'] as const;
export type Kind = (typeof kinds)[number];

const kindByDomain = new Map<string, Kind>(domains.map((domain) => [domain, domain]));
const kindOf = ({ correlation }: Change): Kind =>
  correlation === null ? 'unexplained' : (kindByDomain.get(correlation.domain) ?? 'other');

/** The domain that a kind is; undefined: several, or none. */
export const domainOf = (kind: Kind | null): string | undefined => domains.find((domain) => domain === kind);

/** The kinds that occur, with how often. */
export function countKinds(all: readonly Change[]): { kind: Kind; count: number }[] {
  const counts = Map.groupBy(all, kindOf);
  return kinds.flatMap((kind) => {
    const count = counts.get(kind)?.length ?? 0;
    return count > 0 ? [{ kind, count }] : [];
  });
}

/** Whether an entity is searched for by a part of its name or id. */
function isMeant(entityId: string, text: string, nameOf: NameOf): boolean {
  const wanted = text.trim().toLocaleLowerCase();
  return entityId.includes(wanted) || nameOf(entityId).toLocaleLowerCase().includes(wanted);
}

/** The one entity that is searched for; undefined: none, or several may be meant. */
export function onlyMeant(ids: readonly string[], text: string, nameOf: NameOf): string | undefined {
  const meant = text.trim() === '' ? [] : ids.filter((id) => isMeant(id, text, nameOf));
  return meant.length === 1 ? meant[0] : undefined;
}

export function filterChanges(all: readonly Change[], { text, atLeast, kind }: Filters, nameOf: NameOf): Change[] {
  return all.filter(
    (change) =>
      Math.abs(change.delta_w) >= atLeast &&
      (kind === null || kindOf(change) === kind) &&
      (text.trim() === '' || (change.correlation !== null && isMeant(change.correlation.entity_id, text, nameOf))),
  );
}

/** What of the rows is not told already. */
export function without<T extends { id: string }>(rows: readonly T[], told: readonly { id: string }[]): T[] {
  const ids = new Set(told.map(({ id }) => id));
  return rows.filter(({ id }) => !ids.has(id));
}

const newestFirst = (a: Change, b: Change): number => b.timeMs - a.timeMs;
/** What no entity explains comes last. */
const sortName = ({ correlation }: Change, nameOf: NameOf): string => (correlation === null ? '\uffff' : nameOf(correlation.entity_id));

export function sortChanges(all: readonly Change[], order: Order, nameOf: NameOf): Change[] {
  return all.toSorted((a, b) => {
    if (order === 'delta') return Math.abs(b.delta_w) - Math.abs(a.delta_w) || newestFirst(a, b);
    if (order === 'entity') return sortName(a, nameOf).localeCompare(sortName(b, nameOf)) || newestFirst(a, b);
    return newestFirst(a, b);
  });
}
