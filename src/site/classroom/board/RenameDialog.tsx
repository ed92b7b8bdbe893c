import { useId, useState, type JSX } from 'react';
import { MAX_NAME_CHARS } from '../../../shared/classroom.ts';
import { Dialog } from '../Dialog.tsx';
import common from '../classroom.module.css';

interface RenameDialogProps {
  readonly name: string;
  readonly onRename: (name: string) => void;
  readonly onClose: () => void;
}

export function RenameDialog({ name, onRename, onClose }: RenameDialogProps): JSX.Element {
  const id = useId();
  const [next, setNext] = useState(name);
  return (
    <Dialog title="改名" onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (next.trim() !== '') onRename(next.trim());
        }}
      >
        <div className={common.field}>
          <label htmlFor={id}>名字</label>
          <input
            id={id}
            value={next}
            maxLength={MAX_NAME_CHARS}
            autoFocus
            onChange={(event) => setNext(event.target.value)}
          />
        </div>
        <div className={common.buttons} data-end>
          <button type="button" className={common.secondary} onClick={onClose}>
            取消
          </button>
          <button type="submit" className={common.primary}>
            改名
          </button>
        </div>
      </form>
    </Dialog>
  );
}
