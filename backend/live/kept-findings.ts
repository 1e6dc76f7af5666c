/** What meters told that cannot be taken as it is, over restarts: kept as a fact of each meter, and added to what was found since. */
import * as v from 'valibot';
import type { Clock } from '../clock.ts';
import { QualityFinding } from '../contract/data-quality.ts';
import { messageOf } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Store } from '../store/store.ts';

const FACT = 'data_quality';
/** They are written at most so often: what is found in between is lost with a killed process alone when nothing is heard after it. */
const EVERY_MS = 10_000;

const Findings = v.array(QualityFinding);
type Findings = readonly QualityFinding[];

export interface KeptFindings {
  /** Reads what was found before this start; only once. Throws UnavailableError. */
  recall(): Promise<void>;
  /** All that was ever found; `since`: this start. */
  all(meterId: string, since: Findings): QualityFinding[];
  /** Keeps them where there is something new. */
  note(meterId: string, since: Findings): void;
}

/** Counts of both, by kind, with the later time. */
function addUp(before: Findings, since: Findings): QualityFinding[] {
  const byKind = new Map(before.map((finding) => [finding.kind, finding]));
  for (const { kind, count, last } of since) {
    const known = byKind.get(kind);
    byKind.set(kind, { kind, count: count + (known?.count ?? 0), last: last ?? known?.last ?? null });
  }
  return [...byKind.values()];
}

const countOf = (findings: Findings): number => findings.reduce((sum, { count }) => sum + count, 0);

export function createKeptFindings({ store, clock, log }: { store: Store; clock: Clock; log: Log }): KeptFindings {
  let before: Map<string, QualityFinding[]> | null = null;
  const written = new Map<string, { count: number; atMs: number }>();
  const all = (meterId: string, since: Findings) => addUp(before?.get(meterId) ?? [], since);
  return {
    async recall() {
      if (before !== null) return;
      const kept = await store.facts.list(FACT);
      before = new Map(
        [...kept].flatMap(([meterId, value]) => {
          const parsed = v.safeParse(Findings, value);
          return parsed.success ? [[meterId, parsed.output]] : [];
        }),
      );
    },
    all,
    note(meterId, since) {
      const last = written.get(meterId) ?? { count: 0, atMs: -Infinity };
      const count = countOf(since);
      // Before it is known what was there, nothing may be written over it.
      if (before === null || count === last.count || Math.abs(clock.now() - last.atMs) < EVERY_MS) return;
      written.set(meterId, { count, atMs: clock.now() });
      store.facts.put(FACT, meterId, all(meterId, since)).catch((error: unknown) => {
        written.set(meterId, last);
        log.warn(`What the meter ${meterId} told wrongly could not be kept: ${messageOf(error)}`);
      });
    },
  };
}
