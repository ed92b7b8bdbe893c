import type { JSX } from 'react';
import type { Life, LifeState } from '../../../shared/observe.ts';
import { fit } from '../draw/text.ts';
import type { Arrow, Diagram } from './diagram.ts';
import { STATE_TEXT, type Edge } from './path.ts';
import styles from './life.module.css';

interface LifeSvgProps {
  readonly diagram: Diagram;
  readonly lives: readonly Life[];
  readonly selected: string | null;
  /** The way of the selected one, with the numbers of its steps. */
  readonly edges: ReadonlyMap<Edge, readonly number[]>;
  readonly onSelect: (id: string) => void;
}

const CHIP_PX = 20;
const FONT_PX = 11;

/** The states, the ways between them, and each container in the state that it is in. */
export function LifeSvg({ diagram, lives, selected, edges, onSelect }: LifeSvgProps): JSX.Element {
  const { width, height, boxes, arrows, start } = diagram;
  const gone = [...edges.keys()];
  return (
    <svg
      className={styles.svg}
      viewBox={`0 0 ${width} ${height}`}
      width={width}
      height={height}
      role="group"
      aria-label="容器的状态图；每个容器在它现在的状态里"
    >
      <defs>
        <Head id="life-head" className={styles.headPlain} />
        <Head id="life-head-gone" className={styles.headGone} />
      </defs>
      <circle className={styles.start} cx={start.x} cy={start.y} r={5} />
      {arrows.map((arrow) => (
        <Way key={arrow.edge} arrow={arrow} numbers={edges.get(arrow.edge)} dim={selected !== null} />
      ))}
      {boxes.map((box) => {
        const inside = lives.filter(({ state }) => state === box.state);
        // Where not all have room, the selected one has.
        const shown = inside
          .map((life, index) => ({ life, index: life.id === selected ? -1 : index }))
          .sort((a, b) => a.index - b.index)
          .slice(0, box.chips.length)
          .map(({ life }) => life)
          .sort((a, b) => inside.indexOf(a) - inside.indexOf(b));
        return (
          <g key={box.state} transform={`translate(${box.x} ${box.y})`}>
            <rect
              className={styles.box}
              data-state={box.state}
              data-gone={gone.some((edge) => edge.endsWith(`>${box.state}`))}
              width={box.width}
              height={box.height}
              rx={8}
            />
            <text className={styles.title} x={10} y={17}>
              {STATE_TEXT[box.state]}
              <tspan className={styles.word} dx={6}>
                {box.state}
              </tspan>
            </text>
            {box.more > 0 && (
              <text className={styles.word} x={box.width - 10} y={box.height - 6} textAnchor="end">
                还有 {box.more} 个
              </text>
            )}
            {shown.map((life, index) => {
              const chip = box.chips[index];
              return (
                chip && (
                  <Chip
                    key={life.id}
                    life={life}
                    {...chip}
                    selected={life.id === selected}
                    onSelect={() => onSelect(life.id)}
                  />
                )
              );
            })}
          </g>
        );
      })}
    </svg>
  );
}

function Head({ id, className }: { id: string; className: string | undefined }): JSX.Element {
  return (
    <marker id={id} viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">
      <path className={className} d="M0 0 8 4 0 8z" />
    </marker>
  );
}

interface WayProps {
  readonly arrow: Arrow;
  readonly numbers: readonly number[] | undefined;
  readonly dim: boolean;
}

function Way({ arrow, numbers, dim }: WayProps): JSX.Element {
  const text = numbers === undefined ? '' : numbersText(numbers);
  const width = text.length * 6.5 + 11;
  return (
    <g className={styles.way} data-gone={numbers !== undefined} data-dim={dim && numbers === undefined}>
      <path d={arrow.path} markerEnd={`url(#${numbers ? 'life-head-gone' : 'life-head'})`} />
      {/* Clear of the numbers, where it stands over the arrow or under it. */}
      <text
        x={arrow.label.x}
        y={
          arrow.label.y +
          (text !== '' && arrow.label.anchor === 'middle' ? (arrow.label.isBelow ? 6 : -6) : 0)
        }
        textAnchor={arrow.label.anchor}
      >
        {arrow.word}
      </text>
      {text !== '' && (
        <g transform={`translate(${arrow.middle.x} ${arrow.middle.y})`}>
          <rect className={styles.number} x={-width / 2} y={-8} width={width} height={16} rx={8} />
          <text className={styles.digits} y={4} textAnchor="middle">
            {text}
          </text>
        </g>
      )}
    </g>
  );
}

/** Of a way that was gone many times, the last. */
const MOST_NUMBERS = 2;

function numbersText(numbers: readonly number[]): string {
  const last = numbers.slice(-MOST_NUMBERS);
  return `${last.length < numbers.length ? '…' : ''}${last.join('·')}`;
}

interface ChipProps {
  readonly life: Life;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly selected: boolean;
  readonly onSelect: () => void;
}

function Chip({ life, x, y, width, selected, onSelect }: ChipProps): JSX.Element {
  const code = showsCode(life.state) && life.exitCode !== null ? String(life.exitCode) : '';
  const room = width - 16 - code.length * 8;
  return (
    <g
      className={styles.chip}
      data-life={life.name}
      data-selected={selected}
      role="button"
      tabIndex={0}
      aria-pressed={selected}
      aria-label={`${life.name}，${STATE_TEXT[life.state]}${code === '' ? '' : `，退出码 ${code}`}`}
      transform={`translate(${x} ${y})`}
      onClick={onSelect}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' && event.key !== ' ') return;
        event.preventDefault();
        onSelect();
      }}
    >
      <title>{life.name}</title>
      <rect width={width} height={CHIP_PX} rx={4} />
      <text x={7} y={14}>
        {fit(life.name, room, FONT_PX)}
      </text>
      {code !== '' && (
        <text className={styles.code} data-bad={life.exitCode !== 0} x={width - 7} y={14} textAnchor="end">
          {code}
        </text>
      )}
    </g>
  );
}

const showsCode = (state: LifeState): boolean =>
  state === 'exited' || state === 'dead' || state === 'removed';
