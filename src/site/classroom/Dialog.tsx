import { useId, useLayoutEffect, useRef, type JSX, type ReactNode } from 'react';
import styles from './classroom.module.css';

interface DialogProps {
  readonly title: string;
  /** `side`: along the right edge, for something to be read beside the board. `full`: the whole window. */
  readonly shape?: 'middle' | 'wide' | 'side' | 'full';
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** Mount it to open it. The browser's own dialog keeps the focus inside and gives it back; Escape closes it. */
export function Dialog({ title, shape = 'middle', onClose, children }: DialogProps): JSX.Element {
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  // Layout: closed while it is still in the page, or there is no way back for the focus.
  useLayoutEffect(() => {
    const element = dialog.current;
    element?.showModal();
    return () => element?.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      className={styles.dialog}
      data-shape={shape}
      aria-labelledby={titleId}
      onCancel={(event) => {
        // A dialog that is opened out of this one cancels by itself.
        if (event.target !== dialog.current) return;
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => {
        if (event.target === dialog.current && shape === 'side') onClose();
      }}
    >
      <div className={styles.dialogInner}>
        <header className={styles.dialogHead}>
          <h2 id={titleId}>{title}</h2>
          <button type="button" className={styles.close} aria-label="关闭" onClick={onClose}>
            <span aria-hidden="true">✕</span>
          </button>
        </header>
        {children}
      </div>
    </dialog>
  );
}
