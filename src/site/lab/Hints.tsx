import { useState, type JSX } from 'react';
import { noteHints } from '../live/api-client.ts';
import { RichText } from './RichText.tsx';
import styles from './lab.module.css';

interface HintsProps {
  readonly hints: readonly string[];
  /** How many are unfolded. */
  readonly shown: number;
  readonly onMore: () => void;
}

/** One more at each press, so that the next one is asked for and not read by accident. */
export function HintButton({ hints, shown, onMore }: HintsProps): JSX.Element {
  const all = shown === hints.length;
  return (
    <button
      type="button"
      className={styles.hintButton}
      aria-disabled={all}
      onClick={all ? undefined : onMore}
    >
      {shown === 0 ? '给个提示' : all ? '提示都在下面了' : '再给一条'}
      <span className={styles.minor}>
        {shown} / {hints.length}
      </span>
    </button>
  );
}

export function HintList({ hints, shown }: Omit<HintsProps, 'onMore'>): JSX.Element {
  return (
    <ol className={styles.hints} aria-live="polite" hidden={shown === 0}>
      {hints.slice(0, shown).map((hint) => (
        <li key={hint}>
          <RichText text={hint} />
        </li>
      ))}
    </ol>
  );
}

/** How many hints of a step are unfolded: also those that the server remembers from before. */
export function useHints(lab: string, step: string, most: number, remembered: number) {
  const [here, setHere] = useState(0);
  const shown = Math.min(most, Math.max(here, remembered));
  return {
    shown,
    more(server: boolean): void {
      setHere(shown + 1);
      // Only for the record: a hint is shown whether or not it could be noted.
      if (server) void noteHints(lab, step, shown + 1).catch(() => {});
    },
  };
}
