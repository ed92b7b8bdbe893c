import type { JSX, PointerEvent } from 'react';
import styles from './terminal.module.css';

interface KeyRowProps {
  readonly ctrlHeld: boolean;
  readonly onCtrl: () => void;
  readonly onKey: (sequence: string) => void;
  /** In vim and less the arrows have other sequences. */
  readonly applicationCursor: () => boolean;
}

/** A press must not take the focus from the terminal: the phone's keyboard would go away. */
const keepFocus = (event: PointerEvent): void => event.preventDefault();

/** The keys that a phone's keyboard hasn't. Shown on narrow or touch screens only (CSS). */
export function KeyRow({ ctrlHeld, onCtrl, onKey, applicationCursor }: KeyRowProps): JSX.Element {
  const arrow = (letter: string): string => `\x1b${applicationCursor() ? 'O' : '['}${letter}`;
  const keys: readonly { label: string; name: string; sequence: () => string }[] = [
    { label: 'Esc', name: 'Esc', sequence: () => '\x1b' },
    { label: 'Tab', name: 'Tab', sequence: () => '\t' },
    { label: '↑', name: '上', sequence: () => arrow('A') },
    { label: '↓', name: '下', sequence: () => arrow('B') },
    { label: '←', name: '左', sequence: () => arrow('D') },
    { label: '→', name: '右', sequence: () => arrow('C') },
  ];
  const [esc, tab, ...arrows] = keys;
  const button = (key: (typeof keys)[number] | undefined): JSX.Element | null =>
    key ? (
      <button
        key={key.label}
        type="button"
        aria-label={key.name}
        onPointerDown={keepFocus}
        onClick={() => onKey(key.sequence())}
      >
        {key.label}
      </button>
    ) : null;
  return (
    <div className={styles.keyRow} role="toolbar" aria-label="终端按键">
      {button(esc)}
      {button(tab)}
      <button type="button" aria-pressed={ctrlHeld} onPointerDown={keepFocus} onClick={onCtrl}>
        Ctrl
      </button>
      {arrows.map(button)}
    </div>
  );
}
