/** The circuits as rows of a tree, by watts, each parent closed by what its children leave over, all by what no circuit sees. */
import type { Circuit } from '../../backend/contract/circuit.ts';
import { shareOf } from '../format/share-of.ts';

export type CircuitRow = {
  /** `remaining` and `untracked` are computed, not read. */
  kind: 'circuit' | 'remaining' | 'untracked';
  circuit: Circuit | null;
  key: string;
  level: number;
  power_w: number | null;
  /** Of the house power, %. */
  share: number | null;
  /** The meters were read at different moments: the parts are more than the whole. */
  late: boolean;
};

/** Smaller rows are left out, W. */
const LEAST_W = 1;
/** A rest may be this much below zero by rounding alone, W. */
const ROUNDING_W = 1;

type Tree = { children: Map<string | null, Circuit[]>; whole: number | null };

const byWatts = (a: Circuit, b: Circuit): number => (b.power_w ?? -1) - (a.power_w ?? -1);
const isShown = ({ power_w }: Circuit): boolean => power_w === null || power_w >= LEAST_W;

/** The parent, where it is known and does not lead back to the circuit itself. */
function parentOf(circuit: Circuit, byId: Map<string, Circuit>): string | null {
  const seen = new Set([circuit.circuit_id]);
  for (let id = circuit.parent; id !== null; id = byId.get(id)?.parent ?? null) {
    if (seen.has(id) || !byId.has(id)) return null;
    seen.add(id);
  }
  return circuit.parent;
}

const sumOf = (circuits: readonly Circuit[]): number => circuits.reduce((sum, { power_w }) => sum + (power_w ?? 0), 0);

/** What `parts` leave of `power_w`; nothing where it is too little to show. */
function restRow(kind: 'remaining' | 'untracked', key: string, level: number, power_w: number, whole: number | null): CircuitRow[] {
  const late = power_w < -ROUNDING_W;
  if (!late && power_w < LEAST_W) return [];
  const shown = Math.max(0, power_w);
  return [{ kind, circuit: null, key, level, power_w: shown, share: shareOf(shown, whole), late }];
}

function rowsBelow(parent: string | null, level: number, tree: Tree): CircuitRow[] {
  const circuits = (tree.children.get(parent) ?? []).toSorted(byWatts);
  return circuits.flatMap((circuit) => {
    const { circuit_id: key, power_w } = circuit;
    const children = tree.children.get(key) ?? [];
    // Alone below its parent it would only say the same again.
    const rest = power_w !== null && children.some(isShown) ? power_w - sumOf(children) : 0;
    const own: CircuitRow = { kind: 'circuit', circuit, key, level, power_w, share: shareOf(power_w, tree.whole), late: false };
    return [
      ...(isShown(circuit) ? [own] : []),
      ...rowsBelow(key, level + 1, tree),
      ...restRow('remaining', `${key} remaining`, level + 1, rest, tree.whole),
    ];
  });
}

/** `whole`: the house power; null where it is not known, and then there is no share and nothing untracked. */
export function nestCircuits(circuits: readonly Circuit[], whole: number | null): CircuitRow[] {
  const byId = new Map(circuits.map((circuit) => [circuit.circuit_id, circuit]));
  const children = Map.groupBy(circuits, (circuit) => parentOf(circuit, byId));
  const rows = rowsBelow(null, 0, { children, whole });
  if (whole === null || circuits.length === 0) return rows;
  return [...rows, ...restRow('untracked', 'untracked', 0, whole - sumOf(children.get(null) ?? []), whole)];
}
