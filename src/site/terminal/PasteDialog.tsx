import { useId, useLayoutEffect, useRef, useState, type JSX } from 'react';
import { lineCount, onOneLine, pasteWarning } from './paste.ts';
import styles from './dialogs.module.css';

interface PasteDialogProps {
  readonly text: string;
  /** The shell takes several lines as one input then, and waits for Enter. */
  readonly bracketed: boolean;
  readonly onPaste: (text: string) => void;
  readonly onCancel: () => void;
}

/** Asked before several lines go into a shell: what was copied is not always what was seen. */
export function PasteDialog({ text, bracketed, onPaste, onCancel }: PasteDialogProps): JSX.Element {
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  const [dontAsk, setDontAsk] = useState(false);
  // In the layout phase: who takes it away may put the focus elsewhere at once.
  useLayoutEffect(() => {
    const element = dialog.current;
    element?.showModal();
    return () => element?.close();
  }, []);
  const paste = (what: string): void => {
    if (dontAsk) pasteWarning.off = true;
    onPaste(what);
  };
  return (
    <dialog ref={dialog} className={styles.dialog} aria-labelledby={titleId} onCancel={onCancel}>
      <h2 id={titleId}>粘贴 {lineCount(text)} 行？</h2>
      <p>
        {bracketed
          ? 'shell 会把它们当作一次输入先收下，按回车才运行。'
          : '正在运行的程序会逐行收到它们；如果是 shell，每一行都会立刻运行。'}
      </p>
      <pre className={styles.preview} tabIndex={0} aria-label="要粘贴的内容">
        {text}
      </pre>
      <label className={styles.check}>
        <input type="checkbox" checked={dontAsk} onChange={(event) => setDontAsk(event.target.checked)} />
        在刷新页面之前不再询问
      </label>
      <div className={styles.buttons}>
        <button type="button" className={styles.secondary} onClick={onCancel}>
          取消
        </button>
        <button type="button" className={styles.secondary} onClick={() => paste(onOneLine(text))}>
          合成一行粘贴
        </button>
        <button type="button" className={styles.primary} autoFocus onClick={() => paste(text)}>
          粘贴
        </button>
      </div>
    </dialog>
  );
}
