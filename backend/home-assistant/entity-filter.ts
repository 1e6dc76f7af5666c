/** Which entities are followed: by domain, entity and glob, as Home Assistant's recorder does it. */
import picomatch from 'picomatch';

/** What may draw power and be switched. */
const DEFAULT_DOMAINS = ['switch', 'light', 'climate', 'fan', 'cover'];

export type EntityNames = { domains: readonly string[]; entities: readonly string[]; globs: readonly string[] };

export type EntityFilter = {
  follows: (entityId: string) => boolean;
  /** Everything that may be followed, for Home Assistant to send no more than that. */
  wanted: EntityNames;
};

const nothing: EntityNames = { domains: [], entities: [], globs: [] };

export const domainOf = (entityId: string): string => entityId.slice(0, Math.max(0, entityId.indexOf('.')));

/** As Python's fnmatch reads a glob: `*`, `?` and `[…]`, and nothing else is special. */
const matcher = (globs: readonly string[]): ((entityId: string) => boolean) =>
  globs.length === 0
    ? () => false
    : picomatch(
        globs.map((glob) => glob.replaceAll('[!', '[^')),
        { dot: true, nobrace: true, noextglob: true, nonegate: true },
      );

/**
 * The filter of the recorder (first that applies): entity included, entity excluded, glob included, glob excluded, domain included.
 * The default domains count as included unless `include.domains` names others; one that is only a default can be excluded.
 */
export function createEntityFilter({
  include = nothing,
  exclude = nothing,
  extraDomains = [],
}: {
  include?: EntityNames;
  exclude?: EntityNames;
  extraDomains?: readonly string[];
}): EntityFilter {
  const chosen = include.domains.length > 0 ? include.domains : DEFAULT_DOMAINS.filter((domain) => !exclude.domains.includes(domain));
  const domains = new Set([...chosen, ...extraDomains]);
  const entities = new Set(include.entities);
  const excluded = new Set(exclude.entities);
  const isIncluded = matcher(include.globs);
  const isExcluded = matcher(exclude.globs);
  const decide = (entityId: string): boolean => {
    if (entities.has(entityId)) return true;
    if (excluded.has(entityId)) return false;
    if (isIncluded(entityId)) return true;
    return !isExcluded(entityId) && domains.has(domainOf(entityId));
  };
  const known = new Map<string, boolean>();
  return {
    follows: (entityId) => {
      const before = known.get(entityId);
      if (before !== undefined) return before;
      const follows = decide(entityId);
      known.set(entityId, follows);
      return follows;
    },
    wanted: { domains: [...domains], entities: [...entities], globs: include.globs },
  };
}
