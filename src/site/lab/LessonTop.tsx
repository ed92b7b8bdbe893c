import { useLocation } from '@docusaurus/router';
import { useEffect, useRef, useState, type JSX, type ReactNode } from 'react';
import styles from './lesson-top.module.css';

const SIDEBAR = '.theme-doc-sidebar-container';

/** The line above a lesson. */
export function LessonTop({ children }: { children: ReactNode }): JSX.Element {
  return (
    <div className={styles.row}>
      <ContentsButton />
      {children}
    </div>
  );
}

/** Beside the pane there is no room for the course's sidebar: it comes as a drawer. CSS hides this where it has room. */
function ContentsButton(): JSX.Element {
  const button = useRef<HTMLButtonElement>(null);
  const { pathname } = useLocation();
  // The page it was opened on: turning to another one closes it.
  const [openOn, setOpenOn] = useState<string | null>(null);
  const open = openOn === pathname;
  useEffect(() => {
    if (!open) return;
    const root = document.documentElement;
    root.toggleAttribute('data-contents', true);
    const sidebar = document.querySelector(SIDEBAR);
    sidebar?.querySelector<HTMLElement>('a[aria-current="page"]')?.focus({ preventScroll: true });
    const onKey = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape') return;
      setOpenOn(null);
      button.current?.focus();
    };
    const onLeave = (event: Event): void => {
      const { target } = event;
      const inside =
        target instanceof Node && (sidebar?.contains(target) || button.current?.contains(target));
      if (!inside) setOpenOn(null);
    };
    document.addEventListener('keydown', onKey);
    document.addEventListener('pointerdown', onLeave);
    document.addEventListener('focusin', onLeave);
    return () => {
      document.removeEventListener('keydown', onKey);
      document.removeEventListener('pointerdown', onLeave);
      document.removeEventListener('focusin', onLeave);
      root.removeAttribute('data-contents');
    };
  }, [open]);
  return (
    <button
      ref={button}
      type="button"
      className={styles.contents}
      aria-expanded={open}
      onClick={() => setOpenOn(open ? null : pathname)}
    >
      <span aria-hidden="true">☰</span> 目录
    </button>
  );
}
