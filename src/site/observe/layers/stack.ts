import { partition, stratify } from 'd3-hierarchy';

/** Something that lies on something else; `below` is null for what lies on the ground. */
export interface Piece {
  readonly key: string;
  readonly below: string | null;
}

export interface Slab<T> {
  readonly piece: T;
  /** In columns: where it begins and how many it spans. A shared layer is as wide as all that stands on it. */
  readonly column: number;
  readonly columns: number;
  /** From the ground, from 0. */
  readonly floor: number;
}

export interface Stack<T> {
  readonly slabs: readonly Slab<T>[];
  readonly columns: number;
  readonly floors: number;
}

interface Root {
  readonly key: typeof GROUND;
  readonly below: null;
}
/** No name that Docker gives looks like it; an empty string would be no id to d3. */
const GROUND = '(ground)';

/**
 * Layers as they lie on each other, each drawn once: a partition of the width among what stands on it. Pieces keep the
 * order in which they are given, so that a new container does not shuffle the others.
 */
export function stack<T extends Piece>(pieces: readonly T[]): Stack<T> {
  const known = new Set(pieces.map((piece) => piece.key));
  // What lies on something we can't see (it was removed between two looks) stands on the ground.
  const parentOf = (piece: T): string =>
    piece.below !== null && known.has(piece.below) ? piece.below : GROUND;
  const root = stratify<T | Root>()
    .id((piece) => piece.key)
    .parentId((piece) => (piece.key === GROUND ? null : parentOf(piece as T)))([
      { key: GROUND, below: null } satisfies Root,
      ...pieces,
    ])
    .count();
  const columns = root.value ?? 1;
  const laid = partition<T | Root>().size([columns, root.height + 1])(root);
  const slabs = laid
    .descendants()
    .filter((node) => node.depth > 0)
    .map((node): Slab<T> => ({
      piece: node.data as T,
      column: Math.round(node.x0),
      columns: Math.round(node.x1 - node.x0),
      floor: node.depth - 1,
    }));
  return { slabs, columns: pieces.length === 0 ? 0 : columns, floors: root.height };
}

/** The neighbour that an arrow key leads to: what lies over or under it, or beside it on the same floor. */
export function neighbour<T extends Piece>(
  { slabs }: Stack<T>,
  key: string,
  way: 'up' | 'down' | 'left' | 'right',
): string | null {
  const at = slabs.find((slab) => slab.piece.key === key);
  if (!at) return null;
  const middle = at.column + at.columns / 2;
  const candidates = slabs.filter((slab) => {
    if (way === 'up') return slab.piece.below === key;
    if (way === 'down') return slab.piece.key === at.piece.below;
    if (slab.floor !== at.floor) return false;
    return way === 'left' ? slab.column < at.column : slab.column > at.column;
  });
  const distance = (slab: Slab<T>): number => Math.abs(slab.column + slab.columns / 2 - middle);
  return candidates.sort((a, b) => distance(a) - distance(b))[0]?.piece.key ?? null;
}
