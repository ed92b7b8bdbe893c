import type { JSX } from 'react';
import { OBSERVED_NAMESPACES, type Process } from '../../../shared/observe.ts';
import { fit, memoryText, widthOf } from '../draw/text.ts';
import { namespacesText, ROLE_TEXT } from './words.ts';
import styles from './processes.module.css';

export const ROW_PX = 26;
const SQUARE_PX = 13;
const FONT_PX = 11.5;
const SMALL_PX = 10.5;

interface RowProps {
  readonly process: Process;
  readonly x: number;
  readonly y: number;
  readonly room: number;
  readonly nsX: (index: number) => number;
  readonly right: number;
  readonly hasMemory: boolean;
  /** The namespace that is pointed at: who else is in it lights up. */
  readonly inode: number | null;
  readonly onInode: (inode: number | null) => void;
}

export function Row({ process, x, y, room, nsX, right, hasMemory, inode, onInode }: RowProps): JSX.Element {
  const pid = String(process.pid);
  const inner = process.innerPid === process.pid ? '' : `里面是 ${process.innerPid}`;
  const pidWidth = widthOf(pid, SMALL_PX) + 8;
  const name = fit(nameOf(process), room - 14 - pidWidth, FONT_PX);
  const left = room - 14 - widthOf(name, FONT_PX) - pidWidth - 8;
  const rest = fit([inner, ROLE_TEXT[process.role]].filter(Boolean).join(' · '), left, SMALL_PX);
  return (
    <g
      className={styles.row}
      data-role={process.role}
      data-pid={process.pid}
      role="img"
      tabIndex={0}
      aria-label={[name, `进程号 ${pid}`, inner, ROLE_TEXT[process.role], namespacesText(process)]
        .filter(Boolean)
        .join('，')}
    >
      <title>{process.command}</title>
      <rect className={styles.hit} x={x - 4} y={y + 1} width={right - x + 8} height={ROW_PX - 2} rx={4} />
      <circle className={styles.dot} cx={x + 3} cy={y + ROW_PX / 2} r={4} />
      <text x={x + 14} y={y + 17}>
        <tspan className={styles.name}>{name}</tspan>
        <tspan className={styles.pid} dx={6}>
          {pid}
        </tspan>
        <tspan className={styles.rest} dx={8}>
          {rest}
        </tspan>
      </text>
      {OBSERVED_NAMESPACES.map((kind, index) => {
        const space = process.namespaces[kind];
        return (
          <rect
            key={kind}
            className={styles.space}
            data-own={space.own}
            data-same={inode !== null && space.inode === inode}
            x={nsX(index) - SQUARE_PX / 2}
            y={y + (ROW_PX - SQUARE_PX) / 2}
            width={SQUARE_PX}
            height={SQUARE_PX}
            rx={2.5}
            onMouseEnter={() => onInode(space.inode)}
            onMouseLeave={() => onInode(null)}
          >
            <title>{`${kind}:[${space.inode ?? '?'}]，${space.own ? '自己的' : '和实验机的一样'}`}</title>
          </rect>
        );
      })}
      {hasMemory && (
        <text className={styles.memory} x={right} y={y + 17} textAnchor="end">
          {memoryText(process.memoryBytes)}
        </text>
      )}
    </g>
  );
}

/** What was typed, not the kernel's fifteen bytes. */
function nameOf({ role, name, command }: Process): string {
  if (role === 'shim') return 'containerd-shim';
  return role === 'init' || role === 'in-container' ? command || name : name;
}
