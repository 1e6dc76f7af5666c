/** The patterns that were seen before, as facts: a pattern keeps its id while it is recognisably the same. */
import * as v from 'valibot';
import type { Found } from '../insight/find-patterns.ts';
import { recognizePatterns, type Shape } from '../insight/recognize-patterns.ts';
import type { Store } from '../store/store.ts';

export interface KnownPatterns {
  has(id: string): boolean;
  /** As it was seen last; undefined: there is no such pattern. */
  shapeOf(id: string): Shape | undefined;
  /** Gives each its id; a new one, and one that has moved lately, is kept. Throws UnavailableError. */
  identify(found: readonly Found[], atMs: number): Promise<(Found & { id: string })[]>;
}

const KIND = 'pattern';
const Known = v.object({ power_w: v.number(), duration_s: v.nullable(v.number()), seen_ms: v.number() });
type Known = v.InferOutput<typeof Known>;

const DAY_MS = 86_400_000;
/** Its shape is kept anew when it has moved by so much. */
const MOVED = 0.05;
/** Those not seen for longest are forgotten beyond so many, unless a user said something of them. */
const MOST = 500;

const hasMoved = (a: Shape, b: Shape): boolean =>
  Math.abs(a.power_w - b.power_w) > MOVED * b.power_w || Math.abs((a.duration_s ?? 0) - (b.duration_s ?? 0)) > MOVED * (b.duration_s ?? 0);

const numberOf = (id: string): number => Number(/^p(\d+)$/.exec(id)?.[1] ?? 0);

/** `isCorrected`: a user named or hid it. Throws UnavailableError. */
export async function createKnownPatterns(store: Store, isCorrected: (id: string) => boolean): Promise<KnownPatterns> {
  const known = new Map<string, Known>();
  for (const [id, value] of await store.facts.list(KIND)) if (v.is(Known, value)) known.set(id, value);
  let last = Math.max(0, ...[...known.keys()].map(numberOf));

  async function keep(id: string, shape: Known): Promise<void> {
    known.delete(id);
    known.set(id, shape);
    await store.facts.put(KIND, id, shape);
    const oldest = [...known.keys()].find((other) => !isCorrected(other));
    if (known.size <= MOST || oldest === undefined) return;
    known.delete(oldest);
    await store.facts.remove(KIND, oldest);
  }

  /** What is seen of the past moves nothing of what was seen later. */
  const moves = (shape: Shape, before: Known, atMs: number): boolean =>
    atMs >= before.seen_ms && (hasMoved(shape, before) || atMs - before.seen_ms > DAY_MS);

  return {
    has: (id) => known.has(id),
    shapeOf: (id) => known.get(id),
    async identify(found, atMs) {
      const ids = recognizePatterns(found, known);
      const kept: Promise<void>[] = [];
      const identified = found.map((pattern, i) => {
        const id = ids[i] ?? `p${++last}`;
        const { power_w, duration_s } = pattern;
        const before = known.get(id);
        if (before === undefined || moves(pattern, before, atMs)) kept.push(keep(id, { power_w, duration_s, seen_ms: atMs }));
        return { ...pattern, id };
      });
      await Promise.all(kept);
      return identified;
    },
  };
}
