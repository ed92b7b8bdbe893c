import { useState, type JSX } from 'react';
import { OBSERVED_NAMESPACES } from '../../../shared/observe.ts';
import { FrameBox } from './FrameBox.tsx';
import { Row, ROW_PX } from './Row.tsx';
import type { ProcessTree } from './tree.ts';
import styles from './processes.module.css';

const HEAD_PX = 46;
/** Above a frame: the container's name, its limits and use. */
const BAND_PX = 24;
const FRAME_GAP_PX = 8;
const INDENT_PX = 18;
const LEFT_PX = 34;
const NS_PX = 22;
const NARROW_NS_PX = 17;
const MEMORY_PX = 64;
/** Below it the memory's column is left out, and the namespaces' stand closer. */
const NARROW_PX = 480;
const PAD_PX = 8;
const MIN_TREE_PX = 190;
const MAX_TREE_PX = 520;

interface ProcessesSvgProps {
  readonly tree: ProcessTree;
  readonly width: number;
  /** The container that a lesson points at. */
  readonly pointed: string | null;
}

/** Row by row: who is whose child, who asked whom, and which namespaces are not the machine's. */
export function ProcessesSvg({ tree, width, pointed }: ProcessesSvgProps): JSX.Element {
  const [inode, setInode] = useState<number | null>(null);
  const { rows, frames, asked } = tree;
  const narrow = width < NARROW_PX;
  const ns = narrow ? NARROW_NS_PX : NS_PX;
  const spaces = OBSERVED_NAMESPACES.length * ns + (narrow ? 0 : MEMORY_PX);
  const free = width - spaces - 2 * PAD_PX;
  const treeWidth = Math.max(MIN_TREE_PX, Math.min(MAX_TREE_PX, free));
  const total = treeWidth + spaces + 2 * PAD_PX;
  const right = total - PAD_PX - 4;
  const yOf = (row: number): number =>
    HEAD_PX +
    row * ROW_PX +
    frames.filter(({ from }) => from <= row).length * (BAND_PX + FRAME_GAP_PX) +
    frames.filter(({ to }) => to < row).length * 4;
  const height = yOf(rows.length - 1) + ROW_PX + 14;
  const depthOf = (row: number): number => rows[row]?.depth ?? 0;
  const xOf = (row: number): number => LEFT_PX + depthOf(row) * INDENT_PX;
  const nsX = (index: number): number => PAD_PX + treeWidth + index * ns + ns / 2;
  return (
    <svg
      className={styles.svg}
      viewBox={`0 0 ${total} ${height}`}
      width={total}
      height={height}
      role="group"
      aria-label="进程树：dockerd、containerd、shim 和容器里的进程"
    >
      <defs>
        <marker
          id="asked-head"
          viewBox="0 0 8 8"
          refX="7"
          refY="4"
          markerWidth="6"
          markerHeight="6"
          orient="auto"
        >
          <path className={styles.askedHead} d="M0 0 8 4 0 8z" />
        </marker>
      </defs>
      {OBSERVED_NAMESPACES.map((kind, index) => (
        <text
          key={kind}
          className={styles.column}
          transform={`translate(${nsX(index) + 3} ${HEAD_PX - 6}) rotate(-55)`}
        >
          {kind}
        </text>
      ))}
      {!narrow && (
        <text className={styles.column} x={right} y={HEAD_PX - 6} textAnchor="end">
          内存
        </text>
      )}
      {frames.map((frame) => (
        <FrameBox
          key={frame.container}
          frame={frame}
          pointed={frame.container === pointed}
          x={xOf(frame.from) - 10}
          y={yOf(frame.from) - BAND_PX}
          width={total - 3 - xOf(frame.from) + 10}
          height={yOf(frame.to) + ROW_PX + 3 - yOf(frame.from) + BAND_PX}
        />
      ))}
      {rows.map(({ row, parentRow }) =>
        parentRow === null ? null : (
          <path
            key={row}
            className={styles.branch}
            d={`M${xOf(parentRow) + 3} ${yOf(parentRow) + ROW_PX / 2 + 6}V${yOf(row) + ROW_PX / 2}H${xOf(row) - 4}`}
          />
        ),
      )}
      {asked.map(({ from, to }, index) => {
        // The first is dockerd's own, further out than containerd's to the shims.
        const out = index === 0 ? 22 : 9;
        const [a, b] = [yOf(from) + ROW_PX / 2, yOf(to) + ROW_PX / 2];
        const way = b > a ? 6 : -6;
        return (
          <path
            key={to}
            className={styles.asked}
            markerEnd="url(#asked-head)"
            d={`M${xOf(from) - 3} ${a + 3}H${out + 6}q-6 0 -6 ${way}V${b - 3 - way}q0 ${way} 6 ${way}H${xOf(to) - 4}`}
          />
        );
      })}
      {rows.map((row) => (
        <Row
          key={row.process.pid}
          process={row.process}
          x={xOf(row.row)}
          y={yOf(row.row)}
          room={PAD_PX + treeWidth - xOf(row.row) - 6}
          nsX={nsX}
          right={right}
          hasMemory={!narrow}
          inode={inode}
          onInode={setInode}
        />
      ))}
    </svg>
  );
}
