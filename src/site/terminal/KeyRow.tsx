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

/** What takes three presses on a phone's keyboard, and stands in every other command. */
const SIGNS = ['|', '/', '-', '~', '$', '&', '>', '*'];

/** The keys that a phone's keyboard hasn't. Shown on narrow or touch screens only (CSS); it scrolls sideways. */
export function KeyRow({ ctrlHeld, onCtrl, onKey, applicationCursor }: KeyRowProps): JSX.Element {
  const key = (label: string, name: string, sequence: () => string): JSX.Element => (
    <button
      key={name}
      type="button"
      aria-label={name}
      onPointerDown={keepFocus}
      onClick={() => onKey(sequence())}
    >
      {label}
    </button>
  );
  const arrow = (label: string, name: string, letter: string): JSX.Element =>
    key(label, name, () => `\x1b${applicationCursor() ? 'O' : '['}${letter}`);
  return (
    <div className={styles.keyRow} role="toolbar" aria-label="终端按键">
      {key('Esc', 'Esc', () => '\x1b')}
      {key('Tab', 'Tab', () => '\t')}
      <button type="button" aria-pressed={ctrlHeld} onPointerDown={keepFocus} onClick={onCtrl}>
        Ctrl
      </button>
      {key('^C', 'Ctrl+C', () => '\x03')}
      {arrow('↑', '上', 'A')}
      {arrow('↓', '下', 'B')}
      {arrow('←', '左', 'D')}
      {arrow('→', '右', 'C')}
      {SIGNS.map((sign) => key(sign, sign, () => sign))}
    </div>
  );
}
