import { useRef, type JSX, type KeyboardEvent } from 'react';
import { fit, sizeText } from '../draw/text.ts';
import { labelOf, type Label, type LayerPiece, type Written } from './pieces.ts';
import { neighbour, type Slab, type Stack } from './stack.ts';
import styles from './layers.module.css';

const FLOOR_PX = 46;
/** An init layer is all alike: a thin one, with its container's own layer right on it. */
const INIT_PX = 20;
const HEAD_PX = 30;
const GAP_PX = 4;
const PAD_PX = 10;
const GROUND_PX = 10;
const MIN_COLUMN_PX = 96;
const MAX_COLUMN_PX = 210;
const FONT_PX = 12;
const SMALL_PX = 11;

const WAYS = { ArrowUp: 'up', ArrowDown: 'down', ArrowLeft: 'left', ArrowRight: 'right' } as const;

interface LayersSvgProps {
  readonly stack: Stack<LayerPiece>;
  /** The room there is; a picture that needs more is scrolled. */
  readonly width: number;
  readonly label: Label;
  readonly selected: string | null;
  readonly lit: ReadonlySet<string>;
  readonly onSelect: (key: string) => void;
}

export function LayersSvg(props: LayersSvgProps): JSX.Element {
  const { stack, width, selected } = props;
  const svg = useRef<SVGSVGElement>(null);
  const column = Math.max(
    MIN_COLUMN_PX,
    Math.min(MAX_COLUMN_PX, Math.floor((width - 2 * PAD_PX) / Math.max(1, stack.columns))),
  );
  const total = { width: stack.columns * column + 2 * PAD_PX, height: heightOf(stack) };
  // One stop for Tab; the arrows go on from there.
  const stop = stack.slabs.some((slab) => slab.piece.key === selected)
    ? selected
    : (stack.slabs[0]?.piece.key ?? null);
  const onKeyDown = (event: KeyboardEvent, key: string): void => {
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      props.onSelect(key);
    }
    const way = WAYS[event.key as keyof typeof WAYS];
    if (way === undefined || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    const next = neighbour(stack, key, way);
    if (next === null) return;
    svg.current?.querySelector<SVGGElement>(`[data-layer="${CSS.escape(next)}"]`)?.focus();
    if (selected !== null) props.onSelect(next);
  };
  return (
    <svg
      ref={svg}
      className={styles.svg}
      width={total.width}
      height={total.height}
      viewBox={`0 0 ${total.width} ${total.height}`}
      role="group"
      aria-label="镜像层：下面的层在底下，共用的层只画一次；方向键在层之间走，回车看一层的编号"
    >
      <path
        className={styles.ground}
        d={`M${PAD_PX - 4} ${total.height - GROUND_PX}H${total.width - PAD_PX + 4}`}
      />
      {stack.slabs.map((slab) => {
        const { key } = slab.piece;
        const box = boxOf(slab, column, total.height);
        return (
          <g
            key={key}
            className={styles.slab}
            data-kind={slab.piece.layer.kind}
            data-shared={slab.piece.layer.images.length > 1}
            data-selected={key === selected}
            data-lit={props.lit.has(key)}
            data-layer={key}
            role="button"
            tabIndex={key === stop ? 0 : -1}
            aria-pressed={key === selected}
            aria-label={spoken(slab)}
            transform={`translate(${box.x} ${box.y})`}
            onClick={() => props.onSelect(key)}
            onKeyDown={(event) => onKeyDown(event, key)}
          >
            <title>{spoken(slab)}</title>
            <SlabBox slab={slab} width={box.width} height={box.height} label={props.label} />
          </g>
        );
      })}
    </svg>
  );
}

/** A container's own layers lie lower than their floor says, by what an init layer is thinner than others. */
function boxOf({ piece, ...at }: Slab<LayerPiece>, column: number, height: number) {
  const isInit = piece.layer.kind === 'init';
  const onInit = piece.layer.kind === 'rw' && piece.below?.endsWith('/init');
  const ground = height - GROUND_PX - 2;
  const bottom = ground - at.floor * FLOOR_PX + (onInit ? FLOOR_PX - INIT_PX : 0);
  const room = isInit ? INIT_PX : FLOOR_PX;
  return {
    x: PAD_PX + at.column * column + GAP_PX / 2,
    y: bottom - room + GAP_PX,
    width: at.columns * column - GAP_PX,
    height: room - GAP_PX,
  };
}

const heightOf = ({ slabs }: Stack<LayerPiece>): number => {
  const tops = slabs.map(({ floor, piece }) =>
    piece.layer.kind === 'rw' && piece.below?.endsWith('/init')
      ? floor * FLOOR_PX + INIT_PX
      : (floor + 1) * FLOOR_PX,
  );
  return Math.max(0, ...tops) + HEAD_PX + GROUND_PX + 4;
};

function SlabBox({
  slab: { piece },
  width,
  height,
  label,
}: {
  readonly slab: Slab<LayerPiece>;
  readonly width: number;
  readonly height: number;
  readonly label: Label;
}): JSX.Element {
  const { layer, tags, container, written } = piece;
  const room = width - 18;
  const text = labelOf(piece, label);
  const small =
    layer.kind === 'image' && label !== 'size' && layer.sizeBytes !== null ? sizeText(layer.sizeBytes) : '';
  const share = layer.images.length > 1 && width > 260 ? `${layer.images.length} 个镜像共用` : '';
  const badge = markBadge(piece);
  const side = Math.max(share.length * SMALL_PX, badge.length * 8);
  const tag = tags.length > 1 ? `${tags[0]}  +${tags.length - 1}` : tags[0];
  const isRw = layer.kind === 'rw';
  if (layer.kind === 'init')
    return (
      <>
        <rect className={styles.box} width={width} height={height} rx={4} />
        <text className={styles.thin} x={9} y={12}>
          {fit(text, room, SMALL_PX)}
        </text>
      </>
    );
  return (
    <>
      <rect className={styles.box} width={width} height={height} rx={5} />
      {written?.at && (
        // A new key plays the flash again.
        <rect key={written.at} className={styles.flash} width={width} height={height} rx={5} />
      )}
      {tag !== undefined && (
        <text className={styles.tag} x={9} y={18}>
          {fit(tag, room - side, FONT_PX)}
        </text>
      )}
      <text
        className={label === 'made' || layer.kind !== 'image' ? styles.text : styles.id}
        x={9}
        y={tag === undefined ? 18 : 35}
      >
        {fit(text, room - (tag === undefined ? side : small.length * 7), SMALL_PX)}
      </text>
      {small !== '' && (
        <text
          className={styles.small}
          x={tag === undefined ? 9 : width - 9}
          y={35}
          textAnchor={tag === undefined ? 'start' : 'end'}
        >
          {small}
        </text>
      )}
      {(share || badge) && (
        <text className={styles.small} x={width - 9} y={18} textAnchor="end">
          {badge && <tspan className={styles.mark}>{badge}</tspan>}
          {share && badge && ' · '}
          {share}
        </text>
      )}
      {isRw && <Counts written={written} />}
      {isRw && container && (
        <g className={styles.head} data-state={container.state} transform="translate(0 -9)">
          <circle cx={7} cy={-4} r={4} />
          <text x={16} y={0}>
            {fit(container.name, width - 18, FONT_PX)}
          </text>
        </g>
      )}
    </>
  );
}

function Counts({ written }: { written: Written | null }): JSX.Element | null {
  if (written === null) return null;
  const { A, C, D } = written.counts;
  return (
    <text className={styles.counts} x={9} y={35}>
      {A + C + D === 0 && <tspan className={styles.none}>还没有改动</tspan>}
      {A > 0 && <tspan data-change="A">A {A}</tspan>}
      {C > 0 && <tspan data-change="C" dx={A > 0 ? 7 : 0}>{`C ${C}`}</tspan>}
      {D > 0 && <tspan data-change="D" dx={A + C > 0 ? 7 : 0}>{`D ${D}`}</tspan>}
      {written.more > 0 && <tspan dx={5}>…</tspan>}
    </text>
  );
}

function markBadge({ layer, written }: LayerPiece): string {
  const opaque =
    layer.marks.filter(({ kind }) => kind === 'opaque').length +
    (written?.changes.filter((change) => change.opaque !== null).length ?? 0);
  const whiteouts = layer.marks.filter(({ kind }) => kind === 'whiteout').length;
  const inRw = written?.changes.filter((change) => change.type === 'whiteout').length ?? 0;
  return [
    ...(whiteouts + inRw > 0 ? [`✕${whiteouts + inRw}`] : []),
    ...(opaque > 0 ? [`▣${opaque}`] : []),
  ].join(' ');
}

/** What a screen reader says of a slab. */
function spoken({ piece }: Slab<LayerPiece>): string {
  const { layer, tags, container, written } = piece;
  const parts: string[] = [];
  if (layer.kind === 'image') {
    parts.push('镜像层');
    if (tags.length > 0) parts.push(`${tags.join('、')} 的最上层`);
    const made = labelOf(piece, 'made');
    if (made) parts.push(made);
    if (layer.sizeBytes !== null) parts.push(sizeText(layer.sizeBytes));
    if (layer.images.length > 1) parts.push(`${layer.images.length} 个镜像共用`);
  } else {
    parts.push(`容器 ${container?.name ?? ''} 的${layer.kind === 'init' ? ' init 层' : '读写层'}`);
    if (layer.kind === 'rw' && written) {
      const { A, C, D } = written.counts;
      parts.push(A + C + D === 0 ? '还没有改动' : `新增 ${A}，改动 ${C}，删除 ${D}`);
    }
  }
  const whiteouts = layer.marks.filter(({ kind }) => kind === 'whiteout').length;
  if (whiteouts > 0) parts.push(`${whiteouts} 个白障`);
  return parts.join('，');
}
