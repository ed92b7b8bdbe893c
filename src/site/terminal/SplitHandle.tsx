import type { JSX, PointerEvent } from 'react';
import { MIN_PERCENT } from './layout.ts';
import styles from './terminal.module.css';

const STEP_PERCENT = 5;
const clamp = (percent: number): number => Math.min(100 - MIN_PERCENT, Math.max(MIN_PERCENT, percent));

interface SplitHandleProps {
  readonly percent: number;
  readonly onChange: (percent: number) => void;
}

/** Between two terminals side by side: the views must stay where they are in the tree, so this is no panel library. */
export function SplitHandle({ percent, onChange }: SplitHandleProps): JSX.Element {
  const drag = (event: PointerEvent<HTMLElement>): void => {
    const room = event.currentTarget.parentElement?.getBoundingClientRect();
    if (!room || !event.currentTarget.hasPointerCapture(event.pointerId)) return;
    onChange(clamp(((event.clientX - room.left) / room.width) * 100));
  };
  return (
    <div
      className={styles.handle}
      role="separator"
      aria-orientation="vertical"
      aria-label="两个终端之间的分隔"
      aria-valuenow={Math.round(percent)}
      aria-valuemin={MIN_PERCENT}
      aria-valuemax={100 - MIN_PERCENT}
      tabIndex={0}
      onPointerDown={(event) => {
        event.preventDefault();
        event.currentTarget.setPointerCapture(event.pointerId);
      }}
      onPointerMove={drag}
      onDoubleClick={() => onChange(50)}
      onKeyDown={(event) => {
        if (event.key === 'ArrowLeft') onChange(clamp(percent - STEP_PERCENT));
        else if (event.key === 'ArrowRight') onChange(clamp(percent + STEP_PERCENT));
      }}
    />
  );
}
