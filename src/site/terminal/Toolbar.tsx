import type { JSX, MouseEvent, ReactNode } from 'react';
import { FindIcon, GrowIcon, MoreIcon, PlusIcon, ShrinkIcon, SplitIcon } from './Icons.tsx';
import styles from './terminal.module.css';

interface ToolbarProps {
  readonly tabs: ReactNode;
  readonly isSplit: boolean;
  readonly isFull: boolean;
  readonly isMaximised: boolean;
  readonly onNew: () => void;
  readonly onSplit: () => void;
  readonly onFind: () => void;
  readonly onMaximise: () => void;
  readonly onMore: (event: MouseEvent<HTMLElement>) => void;
}

/** Above the terminals: their tabs, and what can be done. */
export function Toolbar(props: ToolbarProps): JSX.Element {
  const { isSplit, isMaximised } = props;
  return (
    <div className={styles.toolbar}>
      {props.tabs}
      <button
        type="button"
        className={styles.tool}
        aria-label="新终端"
        title="新终端（Ctrl+Shift+`）"
        aria-disabled={props.isFull}
        onClick={props.onNew}
      >
        <PlusIcon />
      </button>
      <span className={styles.space} />
      <button
        type="button"
        className={`${styles.tool} ${styles.wideOnly}`}
        aria-label="左右并排"
        title={isSplit ? '只看一个' : '左右并排（Ctrl+Shift+5）'}
        aria-pressed={isSplit}
        onClick={props.onSplit}
      >
        <SplitIcon />
      </button>
      <button type="button" className={styles.tool} aria-label="查找" title="查找" onClick={props.onFind}>
        <FindIcon />
      </button>
      <button
        type="button"
        className={styles.tool}
        aria-label="铺满窗口"
        title={isMaximised ? '还原' : '铺满窗口'}
        aria-pressed={isMaximised}
        onClick={props.onMaximise}
      >
        {isMaximised ? <ShrinkIcon /> : <GrowIcon />}
      </button>
      <button
        type="button"
        className={styles.tool}
        aria-label="更多"
        title="更多"
        aria-haspopup="menu"
        onClick={props.onMore}
      >
        <MoreIcon />
      </button>
    </div>
  );
}
