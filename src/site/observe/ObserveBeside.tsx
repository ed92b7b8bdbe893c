import { lazy, Suspense, useRef, type JSX, type PointerEvent } from 'react';
import { changePrefs, MAX_PERCENT, MIN_PERCENT, USUAL_PERCENT, useObservePrefs } from './observe-state.ts';
import styles from './observe.module.css';

/** Only who opens the panel loads it. */
const ObservePanel = lazy(async () => ({ default: (await import('./ObservePanel.tsx')).ObservePanel }));

const STEP_PERCENT = 5;

interface ObserveBesideProps {
  readonly lab: string;
  readonly seen: boolean;
  readonly wide: boolean;
  /** Over the terminal, or at its side. */
  readonly way: 'beside' | 'side';
}

/** The panel's place in the pane: over the terminal, or beside it where there is room. */
export function ObserveBeside({ lab, seen, wide, way }: ObserveBesideProps): JSX.Element {
  const { percent, alone } = useObservePrefs();
  const place = useRef<HTMLDivElement>(null);
  const drag = (event: PointerEvent<HTMLElement>): void => {
    const room = place.current?.parentElement?.getBoundingClientRect();
    if (!room || !event.currentTarget.hasPointerCapture(event.pointerId)) return;
    const part =
      way === 'side' ? (event.clientX - room.left) / room.width : (event.clientY - room.top) / room.height;
    changePrefs({ percent: part * 100 });
  };
  return (
    <div ref={place} className={styles.place} data-alone={alone || !wide} data-way={way}>
      <Suspense fallback={<p className={styles.waiting}>正在载入…</p>}>
        <ObservePanel lab={lab} seen={seen} wide={wide} />
      </Suspense>
      <div
        className={styles.handle}
        role="separator"
        aria-orientation={way === 'side' ? 'vertical' : 'horizontal'}
        aria-label="观察和终端之间的分隔"
        aria-valuenow={Math.round(percent)}
        aria-valuemin={MIN_PERCENT}
        aria-valuemax={MAX_PERCENT}
        tabIndex={0}
        onPointerDown={(event) => {
          event.preventDefault();
          event.currentTarget.setPointerCapture(event.pointerId);
        }}
        onPointerMove={drag}
        onDoubleClick={() => changePrefs({ percent: USUAL_PERCENT })}
        onKeyDown={(event) => {
          if (event.key === 'ArrowUp' || event.key === 'ArrowLeft')
            changePrefs({ percent: percent - STEP_PERCENT });
          else if (event.key === 'ArrowDown' || event.key === 'ArrowRight')
            changePrefs({ percent: percent + STEP_PERCENT });
        }}
      />
    </div>
  );
}
