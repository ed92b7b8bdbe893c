import { useEffect, useRef, useState, type JSX } from 'react';
import { isDark } from '../theme-watch.ts';
import { findColours } from './themes.ts';
import type { Screen } from './xterm.ts';
import styles from './find.module.css';

interface Ways {
  readonly caseSensitive: boolean;
  readonly wholeWord: boolean;
  readonly regex: boolean;
}

/** The search addon marks no more than these, and then doesn't know which one it is at. */
const MOST_MARKED = 1_000;

interface FindBarProps {
  readonly screen: Screen;
  /** What was selected when it was opened. */
  readonly initial: string;
  readonly onClose: () => void;
}

export function FindBar({ screen, initial, onClose }: FindBarProps): JSX.Element {
  const [text, setText] = useState(initial);
  const [ways, setWays] = useState<Ways>({ caseSensitive: false, wholeWord: false, regex: false });
  const [found, setFound] = useState<{ index: number; count: number } | null>(null);
  const input = useRef<HTMLInputElement>(null);
  const broken = ways.regex && !isRegex(text);

  useEffect(() => {
    const listener = screen.search.onDidChangeResults(({ resultIndex, resultCount }) =>
      setFound({ index: resultIndex, count: resultCount }),
    );
    input.current?.focus();
    input.current?.select();
    return () => {
      listener.dispose();
      screen.search.clearDecorations();
    };
  }, [screen]);

  const find = (back: boolean, query: string, how: Ways, incremental = false): void => {
    if (query === '' || (how.regex && !isRegex(query))) {
      screen.search.clearDecorations();
      setFound(null);
      return;
    }
    const options = { ...how, decorations: findColours(isDark()) };
    if (back) screen.search.findPrevious(query, options);
    else screen.search.findNext(query, { ...options, incremental });
  };
  const toggle = (way: keyof Ways, label: string, sign: string): JSX.Element => (
    <button
      type="button"
      aria-label={label}
      title={label}
      aria-pressed={ways[way]}
      onClick={() => {
        const next = { ...ways, [way]: !ways[way] };
        setWays(next);
        // The addon compares the options only after it has stored the new ones: without this it would not look again.
        screen.search.clearDecorations();
        find(false, text, next, true);
      }}
    >
      {sign}
    </button>
  );
  return (
    <form
      className={styles.find}
      role="search"
      aria-label="在终端里查找"
      onSubmit={(event) => {
        event.preventDefault();
        find(true, text, ways);
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onClose();
        else if (event.key === 'Enter' && event.shiftKey && event.target === input.current) {
          event.preventDefault();
          find(false, text, ways);
        }
      }}
    >
      <input
        ref={input}
        type="search"
        aria-label="在终端里查找"
        aria-invalid={broken}
        placeholder="查找"
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          find(false, event.target.value, ways, true);
        }}
      />
      {toggle('caseSensitive', '区分大小写', 'Aa')}
      {toggle('wholeWord', '只找整个词', '“词”')}
      {toggle('regex', '正则表达式', '.*')}
      <span role="status" className={styles.count}>
        {countText(text, broken, found)}
      </span>
      <button type="button" aria-label="上一个" title="上一个（回车）" onClick={() => find(true, text, ways)}>
        ↑
      </button>
      <button
        type="button"
        aria-label="下一个"
        title="下一个（Shift+回车）"
        onClick={() => find(false, text, ways)}
      >
        ↓
      </button>
      <button type="button" aria-label="关闭查找" title="关闭（Esc）" onClick={onClose}>
        ✕
      </button>
    </form>
  );
}

function countText(text: string, broken: boolean, found: { index: number; count: number } | null): string {
  if (broken) return '正则写错了';
  if (text === '' || !found) return '';
  if (found.count === 0) return '没有';
  if (found.count >= MOST_MARKED) return `${MOST_MARKED} 处以上`;
  return `${found.index + 1} / ${found.count}`;
}

function isRegex(text: string): boolean {
  try {
    new RegExp(text);
    return true;
  } catch {
    return false;
  }
}
