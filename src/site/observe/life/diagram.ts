import { LIFE_STATES, type LifeState } from '../../../shared/observe.ts';
import type { Edge } from './path.ts';

export interface Box {
  readonly state: LifeState;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** Places for containers, in order; what has none is counted in `more`. */
  readonly chips: readonly { readonly x: number; readonly y: number; readonly width: number }[];
  readonly more: number;
}

export interface Arrow {
  readonly edge: Edge;
  readonly path: string;
  /** The daemon's word for it, and where that stands. */
  readonly word: string;
  readonly label: {
    readonly x: number;
    readonly y: number;
    readonly anchor: 'start' | 'middle' | 'end';
    /** Of a middle one: it stands below its arrow, not above. */
    readonly isBelow?: boolean;
  };
  /** Where the numbers of the steps stand. */
  readonly middle: { readonly x: number; readonly y: number };
}

export interface Diagram {
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly Box[];
  readonly arrows: readonly Arrow[];
  /** Where every container begins. */
  readonly start: { readonly x: number; readonly y: number };
}

type Side = 'top' | 'right' | 'bottom' | 'left';

interface Link {
  readonly edge: Edge;
  readonly word: string;
  readonly from: Side;
  readonly to: Side;
  /** Parts of the side, from its beginning: two arrows between the same boxes don't lie on each other. */
  readonly at?: readonly [from: number, to: number];
  /** By this many pixels beside the straight way; for ways round other boxes. */
  readonly bend?: number;
  /** Where on its way the word stands: 0 its beginning, 1 its end. */
  readonly wordAt?: number;
}

interface Plan {
  readonly columns: readonly number[];
  readonly gaps: number;
  /** Column and row. */
  readonly places: Readonly<Record<LifeState, readonly [number, number]>>;
  readonly links: readonly Link[];
}

const HEADER_PX = 25;
const CHIP_PX = 22;
const PAD_PX = 6;
const MIN_BOX_PX = 40;
/** As many rows of chips in a box; two in a row once they don't fit one below the other. */
const CHIP_ROWS = 5;
const CHIP_GAP_PX = 4;

const WIDE: Plan = {
  columns: [140, 172, 158],
  gaps: 78,
  places: {
    created: [0, 1],
    paused: [1, 0],
    running: [1, 1],
    restarting: [1, 2],
    dead: [2, 0],
    exited: [2, 1],
    removed: [2, 2],
  },
  links: [
    { edge: 'created>running', word: 'start', from: 'right', to: 'left' },
    { edge: 'running>paused', word: 'pause', from: 'top', to: 'bottom', at: [0.27, 0.27] },
    { edge: 'paused>running', word: 'unpause', from: 'bottom', to: 'top', at: [0.73, 0.73] },
    { edge: 'running>exited', word: 'die', from: 'right', to: 'left', at: [0.3, 0.3] },
    { edge: 'exited>running', word: 'start', from: 'left', to: 'right', at: [0.7, 0.7] },
    { edge: 'running>restarting', word: 'die', from: 'bottom', to: 'top', at: [0.27, 0.27] },
    { edge: 'restarting>running', word: 'start', from: 'top', to: 'bottom', at: [0.73, 0.73] },
    { edge: 'exited>removed', word: 'destroy', from: 'bottom', to: 'top' },
    { edge: 'exited>dead', word: '', from: 'top', to: 'bottom' },
    { edge: 'created>removed', word: 'destroy', from: 'bottom', to: 'bottom', bend: 26, wordAt: 0.3 },
  ],
};

const NARROW: Plan = {
  columns: [150, 122],
  gaps: 56,
  places: {
    created: [0, 0],
    running: [0, 1],
    exited: [0, 2],
    removed: [0, 3],
    paused: [1, 1],
    restarting: [1, 2],
    dead: [1, 3],
  },
  links: [
    { edge: 'created>running', word: 'start', from: 'bottom', to: 'top', at: [0.3, 0.3] },
    { edge: 'running>paused', word: 'pause', from: 'right', to: 'left', at: [0.42, 0.3] },
    { edge: 'paused>running', word: 'unpause', from: 'left', to: 'right', at: [0.72, 0.58] },
    { edge: 'running>restarting', word: 'die', from: 'right', to: 'top', at: [0.84, 0.75] },
    { edge: 'restarting>running', word: 'start', from: 'top', to: 'right', at: [0.3, 0.96] },
    { edge: 'running>exited', word: 'die', from: 'bottom', to: 'top', at: [0.3, 0.3] },
    { edge: 'exited>running', word: 'start', from: 'top', to: 'bottom', at: [0.6, 0.6] },
    { edge: 'exited>removed', word: 'destroy', from: 'bottom', to: 'top', at: [0.3, 0.3] },
    { edge: 'exited>dead', word: '', from: 'right', to: 'top', at: [0.85, 0.5] },
    { edge: 'created>removed', word: '', from: 'left', to: 'left', bend: 16 },
  ],
};

const ROW_GAP_PX = 46;
const EDGE_PX = 24;
const START_PX = 48;

/** The diagram of the states, with room in each box for the containers that are in it. Edges that nobody has a place for are straight. */
export function diagram(
  counts: Readonly<Partial<Record<LifeState, number>>>,
  narrow: boolean,
  others: readonly Edge[] = [],
): Diagram {
  const plan = narrow ? NARROW : WIDE;
  const rows = Math.max(...Object.values(plan.places).map(([, row]) => row)) + 1;
  const chipsOf = (state: LifeState) => chips(counts[state] ?? 0, plan.columns[plan.places[state][0]] ?? 0);
  const heights = Array.from({ length: rows }, (_, row) =>
    Math.max(
      ...LIFE_STATES.filter((state) => plan.places[state][1] === row).map((state) => chipsOf(state).height),
    ),
  );
  const left = EDGE_PX + (narrow ? 8 : 0);
  const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);
  const boxes = LIFE_STATES.map((state): Box => {
    const [column, row] = plan.places[state];
    const { height, places, more } = chipsOf(state);
    const y = START_PX + sum(heights.slice(0, row)) + row * ROW_GAP_PX;
    return {
      state,
      x: left + sum(plan.columns.slice(0, column)) + column * plan.gaps,
      // In the middle of its row, so that arrows along a row are straight.
      y: y + ((heights[row] ?? height) - height) / 2,
      width: plan.columns[column] ?? 0,
      height,
      chips: places,
      more,
    };
  });
  const boxOf = (state: LifeState): Box => boxes.find((box) => box.state === state) ?? boxes[0]!;
  const created = boxOf('created');
  const start = { x: created.x + created.width * (narrow ? 0.3 : 0.5), y: created.y - 38 };
  const extra = others
    .filter((edge) => !edge.startsWith('none>') && !plan.links.some((link) => link.edge === edge))
    .map((edge): Link => ({ edge, word: '', from: 'right', to: 'right', bend: 30 }));
  const bottom = Math.max(...boxes.map((box) => box.y + box.height));
  const arrows = [
    arrowFromStart(start, created),
    ...[...plan.links, ...extra].map((link) => {
      const [from, to] = link.edge.split('>') as [LifeState, LifeState];
      return arrow(link, boxOf(from), boxOf(to), bottom);
    }),
  ];
  return {
    width: left + sum(plan.columns) + (plan.columns.length - 1) * plan.gaps + EDGE_PX,
    height: bottom + (narrow ? EDGE_PX / 2 : 36),
    boxes,
    arrows,
    start,
  };
}

function chips(count: number, width: number): { height: number; places: Box['chips']; more: number } {
  const two = count > CHIP_ROWS;
  const most = two ? CHIP_ROWS * 2 : CHIP_ROWS;
  const shown = Math.min(count, most);
  const chipWidth = (width - 2 * PAD_PX - (two ? CHIP_GAP_PX : 0)) / (two ? 2 : 1);
  const rows = Math.ceil(shown / (two ? 2 : 1));
  const more = count - shown;
  const places = Array.from({ length: shown }, (_, index) => ({
    x: PAD_PX + (two ? (index % 2) * (chipWidth + CHIP_GAP_PX) : 0),
    y: HEADER_PX + Math.floor(index / (two ? 2 : 1)) * CHIP_PX,
    width: chipWidth,
  }));
  const height = rows === 0 ? MIN_BOX_PX : HEADER_PX + rows * CHIP_PX + PAD_PX + (more > 0 ? 16 : 0);
  return { height: Math.max(MIN_BOX_PX, height), places, more };
}

function pointOn(box: Box, side: Side, at: number): { x: number; y: number } {
  switch (side) {
    case 'top':
      return { x: box.x + box.width * at, y: box.y };
    case 'bottom':
      return { x: box.x + box.width * at, y: box.y + box.height };
    case 'left':
      return { x: box.x, y: box.y + box.height * at };
    case 'right':
      return { x: box.x + box.width, y: box.y + box.height * at };
  }
}

function arrowFromStart(start: { x: number; y: number }, created: Box): Arrow {
  return {
    edge: 'none>created',
    path: `M${start.x} ${start.y}V${created.y - 2}`,
    word: 'create',
    label: { x: start.x + 14, y: start.y + 14, anchor: 'start' },
    middle: { x: start.x, y: (start.y + created.y) / 2 },
  };
}

function arrow(link: Link, from: Box, to: Box, bottom: number): Arrow {
  const [fromAt, toAt] = link.at ?? [0.5, 0.5];
  const a = pointOn(from, link.from, fromAt);
  const b = pointOn(to, link.to, toAt);
  const { edge, word } = link;
  if (link.bend !== undefined) return bent(link, a, b, bottom);
  const isAlong = link.from === 'left' || link.from === 'right';
  // A straight arrow where the two sides face each other: both ends at one height, or above one another.
  if (isAlong && (link.to === 'left' || link.to === 'right')) {
    const isLevel = clampInto(to, a.y) === a.y;
    const middle = { x: (a.x + b.x) / 2, y: isLevel ? a.y : (a.y + b.y) / 2 };
    return {
      edge,
      word,
      path: `M${a.x} ${a.y}${isLevel ? '' : `L${b.x} ${b.y}`}H${b.x}`,
      // One that leads back comes close to the one above it.
      label:
        a.x < b.x
          ? { x: middle.x, y: a.y - 6, anchor: 'middle' }
          : { x: middle.x, y: middle.y + 14, anchor: 'middle', isBelow: true },
      middle,
    };
  }
  if (!isAlong && (link.to === 'top' || link.to === 'bottom')) {
    const isRight = fromAt > 0.5;
    return {
      edge,
      word,
      path: `M${a.x} ${a.y}L${b.x} ${b.y}`,
      label: {
        x: (a.x + b.x) / 2 + (isRight ? 12 : -12),
        y: (a.y + b.y) / 2 - 13,
        anchor: isRight ? 'start' : 'end',
      },
      middle: { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 },
    };
  }
  // Round one corner.
  const corner = isAlong ? { x: b.x, y: a.y } : { x: a.x, y: b.y };
  return {
    edge,
    word,
    path: `M${a.x} ${a.y}Q${corner.x} ${corner.y} ${b.x} ${b.y}`,
    label: isAlong
      ? { x: b.x + 4, y: a.y + 14, anchor: 'start' }
      : { x: (a.x + b.x) / 2, y: corner.y - 6, anchor: 'middle' },
    middle: { x: (a.x + 2 * corner.x + b.x) / 4, y: (a.y + 2 * corner.y + b.y) / 4 },
  };
}

/** Out to one side, along, and in again: round what lies between. */
function bent(
  { edge, word, from, bend = 0, wordAt = 0.5 }: Link,
  a: { x: number; y: number },
  b: { x: number; y: number },
  bottom: number,
): Arrow {
  if (from === 'bottom') {
    const y = bottom + bend;
    const x = a.x + (b.x - a.x) * wordAt;
    return {
      edge,
      word,
      path: `M${a.x} ${a.y}V${y - 8}q0 8 8 8H${b.x - 8}q8 0 8 -8V${b.y}`,
      label: { x, y: y - 6, anchor: 'middle' },
      middle: { x: (a.x + b.x) / 2, y },
    };
  }
  const out = from === 'left' ? Math.min(a.x, b.x) - bend : Math.max(a.x, b.x) + bend;
  const turn = from === 'left' ? 8 : -8;
  const down = b.y > a.y ? 8 : -8;
  return {
    edge,
    word,
    path: `M${a.x} ${a.y}H${out + turn}q${-turn} 0 ${-turn} ${down}V${b.y - down}q0 ${down} ${turn} ${down}H${b.x}`,
    label: {
      x: out + (from === 'left' ? 5 : -5),
      y: a.y + (b.y - a.y) * wordAt,
      anchor: from === 'left' ? 'start' : 'end',
    },
    middle: { x: out, y: (a.y + b.y) / 2 },
  };
}

const clampInto = (box: Box, y: number): number => Math.min(box.y + box.height - 4, Math.max(box.y + 4, y));
