import type { JSX } from 'react';
import type { Cgroup } from '../../../shared/observe.ts';
import { fit, widthOf } from '../draw/text.ts';
import type { Frame } from './tree.ts';
import { cgroupText } from './words.ts';
import styles from './processes.module.css';

const BAR_PX = 46;
/** From here on it is drawn as nearly full. */
const FULL = 0.85;

interface FrameBoxProps {
  readonly frame: Frame;
  readonly pointed: boolean;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Round a container's processes: its name, its limits and what it uses of them. */
export function FrameBox({ frame, pointed, x, y, width, height }: FrameBoxProps): JSX.Element {
  const { cgroup } = frame;
  const name = fit(frame.name, width / 2, 12);
  const taken = Math.max(60, widthOf(name, 12) + 22);
  return (
    <g className={styles.frame} data-container={frame.name} data-pointed={pointed} tabIndex={-1}>
      <rect className={styles.frameBox} x={x} y={y} width={width} height={height} rx={7} />
      <text className={styles.frameName} x={x + 9} y={y + 16}>
        {name}
      </text>
      {cgroup && <Limits cgroup={cgroup} x={x + taken} y={y} room={width - taken - 8} />}
    </g>
  );
}

interface LimitsProps {
  readonly cgroup: Cgroup;
  readonly x: number;
  readonly y: number;
  readonly room: number;
}

function Limits({ cgroup, x, y, room }: LimitsProps): JSX.Element {
  const { used, limit } = cgroup.memory;
  const part = used !== null && limit ? Math.min(1, used / limit) : null;
  const textX = x + (part === null ? 0 : BAR_PX + 6);
  return (
    <g>
      <title>{`${cgroupText(cgroup)}\n${cgroup.memory.file ?? cgroup.path}`}</title>
      {part !== null && (
        <>
          <rect className={styles.gauge} x={x} y={y + 8} width={BAR_PX} height={8} rx={2} />
          <rect
            className={styles.used}
            data-full={part > FULL}
            x={x}
            y={y + 8}
            width={Math.max(1, part * BAR_PX)}
            height={8}
            rx={2}
          />
        </>
      )}
      <text className={styles.limits} x={textX} y={y + 16}>
        {fit(cgroupText(cgroup), room - (textX - x), 11)}
      </text>
    </g>
  );
}
