import { expect, it } from 'vitest';
import { neighbour, stack, type Piece } from './stack.ts';

const piece = (key: string, below: string | null): Piece => ({ key, below });
const shape = (pieces: readonly Piece[]): string[] =>
  stack(pieces).slabs.map((s) => `${s.piece.key} ${s.column}+${s.columns}@${s.floor}`);

// debian below nginx and layers; two containers on nginx, one on debian itself.
const HARBOUR = [
  piece('debian', null),
  piece('nginx', 'debian'),
  piece('layers', 'debian'),
  piece('box', null),
  piece('web1', 'nginx'),
  piece('web2', 'nginx'),
  piece('ship', 'debian'),
];

it('draws a shared layer once, as wide as all that stands on it', () => {
  expect(shape(HARBOUR)).toEqual([
    'debian 0+4@0',
    'box 4+1@0',
    'nginx 0+2@1',
    'layers 2+1@1',
    'ship 3+1@1',
    'web1 0+1@2',
    'web2 1+1@2',
  ]);
});

it('no two slabs lie over each other, and each lies within the one below', () => {
  const { slabs, columns } = stack(HARBOUR);
  const cells = slabs.flatMap((s) =>
    Array.from({ length: s.columns }, (_, i) => `${s.floor}/${s.column + i}`),
  );
  expect(new Set(cells).size).toBe(cells.length);
  for (const slab of slabs) {
    expect(slab.column + slab.columns).toBeLessThanOrEqual(columns);
    const below = slabs.find((s) => s.piece.key === slab.piece.below);
    if (!below) continue;
    expect(slab.column).toBeGreaterThanOrEqual(below.column);
    expect(slab.column + slab.columns).toBeLessThanOrEqual(below.column + below.columns);
  }
});

it('a new container comes last and moves nobody to its left', () => {
  const before = shape(HARBOUR).filter((line) => /nginx|web/.test(line));
  const after = shape([...HARBOUR, piece('ship2', 'debian')]).filter((line) => /nginx|web/.test(line));
  expect(after).toEqual(before);
});

it('stands on the ground what lies on something unknown', () => {
  expect(shape([piece('orphan', 'gone')])).toEqual(['orphan 0+1@0']);
});

it('is empty without pieces', () => {
  expect(stack([])).toEqual({ slabs: [], columns: 0, floors: 0 });
});

it('arrows go to what lies over, under and beside', () => {
  const laid = stack(HARBOUR);
  expect(neighbour(laid, 'debian', 'up')).toBe('layers');
  expect(neighbour(laid, 'web2', 'down')).toBe('nginx');
  expect(neighbour(laid, 'web1', 'right')).toBe('web2');
  expect(neighbour(laid, 'debian', 'right')).toBe('box');
  expect(neighbour(laid, 'debian', 'left')).toBeNull();
  expect(neighbour(laid, 'debian', 'down')).toBeNull();
});
