import type { JSX } from 'react';
import { maximised, useMaximised } from '../machine/pane-state.ts';
import {
  CloseIcon,
  GrowIcon,
  ListIcon,
  PanelIcon,
  PictureIcon,
  PrintIcon,
  ShrinkIcon,
} from '../terminal/Icons.tsx';
import { changePrefs, useObservePrefs } from './observe-state.ts';
import { printPanel } from './print.ts';
import styles from './observe.module.css';

/** What goes for every picture. */
export function PanelTools({ wide, onClose }: { wide: boolean; onClose: () => void }): JSX.Element {
  const { as, alone } = useObservePrefs();
  const isMaximised = useMaximised();
  const isText = as === 'text';
  return (
    <>
      <button
        type="button"
        className={styles.tool}
        aria-pressed={isText}
        aria-label="用文字看"
        title={isText ? '看图' : '用文字看'}
        onClick={() => changePrefs({ as: isText ? 'picture' : 'text' })}
      >
        {isText ? <PictureIcon /> : <ListIcon />}
      </button>
      <button
        type="button"
        className={`${styles.tool} ${styles.wideOnly}`}
        aria-label="打印"
        title="打印"
        onClick={printPanel}
      >
        <PrintIcon />
      </button>
      {wide && (
        <button
          type="button"
          className={styles.tool}
          aria-pressed={alone}
          aria-label="只看图"
          title={alone ? '图和终端一起看' : '只看图，盖住终端'}
          onClick={() => changePrefs({ alone: !alone })}
        >
          <PanelIcon />
        </button>
      )}
      <button
        type="button"
        className={styles.tool}
        aria-pressed={isMaximised}
        aria-label="观察：铺满窗口"
        title={isMaximised ? '还原' : '铺满窗口'}
        onClick={() => maximised.set(!isMaximised)}
      >
        {isMaximised ? <ShrinkIcon /> : <GrowIcon />}
      </button>
      <button
        type="button"
        className={styles.tool}
        aria-label="关上观察"
        title="关上（Esc）"
        onClick={onClose}
      >
        <CloseIcon />
      </button>
    </>
  );
}
