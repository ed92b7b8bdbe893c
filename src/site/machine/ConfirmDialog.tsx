import { useId, useLayoutEffect, useRef, type JSX, type ReactNode } from 'react';
import styles from './machine.module.css';

interface ConfirmDialogProps {
  readonly title: string;
  readonly children: ReactNode;
  readonly confirm: string;
  readonly onConfirm: () => void;
  readonly onCancel: () => void;
}

/** Mount it to ask. The browser's own dialog keeps the focus inside and gives it back. */
export function ConfirmDialog({
  title,
  children,
  confirm,
  onConfirm,
  onCancel,
}: ConfirmDialogProps): JSX.Element {
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  // Layout: closed while it is still in the page, or there is no way back for the focus.
  useLayoutEffect(() => {
    const element = dialog.current;
    element?.showModal();
    return () => element?.close();
  }, []);
  return (
    <dialog ref={dialog} className={styles.dialog} aria-labelledby={titleId} onCancel={onCancel}>
      <h2 id={titleId}>{title}</h2>
      <p>{children}</p>
      <div className={styles.dialogButtons}>
        <button type="button" className={styles.secondary} onClick={onCancel}>
          取消
        </button>
        <button type="button" className={styles.primary} data-testid="confirm" onClick={onConfirm}>
          {confirm}
        </button>
      </div>
    </dialog>
  );
}
