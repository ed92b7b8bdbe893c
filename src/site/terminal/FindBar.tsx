import { useEffect, useRef, useState, type JSX } from 'react';
import type { Screen } from './xterm.ts';
import styles from './terminal.module.css';

const DECORATIONS = {
  matchBackground: '#e6c36f',
  matchOverviewRuler: '#e6c36f',
  activeMatchBackground: '#ef8a6b',
  activeMatchColorOverviewRuler: '#ef8a6b',
};

export function FindBar({ screen, onClose }: { screen: Screen; onClose: () => void }): JSX.Element {
  const [text, setText] = useState('');
  const [found, setFound] = useState<{ index: number; count: number } | null>(null);
  const input = useRef<HTMLInputElement>(null);

  useEffect(() => {
    input.current?.focus();
    const listener = screen.search.onDidChangeResults(({ resultIndex, resultCount }) =>
      setFound({ index: resultIndex, count: resultCount }),
    );
    return () => {
      listener.dispose();
      screen.search.clearDecorations();
    };
  }, [screen]);

  const find = (back: boolean, incremental = false, query = text): void => {
    if (query === '') {
      screen.search.clearDecorations();
      setFound(null);
    } else if (back) screen.search.findPrevious(query, { decorations: DECORATIONS });
    else screen.search.findNext(query, { decorations: DECORATIONS, incremental });
  };

  return (
    <form
      className={styles.find}
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        find(true);
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onClose();
      }}
    >
      <input
        ref={input}
        type="search"
        aria-label="在终端里查找"
        placeholder="在终端里查找"
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          find(false, true, event.target.value);
        }}
      />
      <span role="status">
        {text && found ? (found.count ? `${found.index + 1} / ${found.count}` : '没有') : ''}
      </span>
      <button type="button" aria-label="上一个" onClick={() => find(true)}>
        ↑
      </button>
      <button type="button" aria-label="下一个" onClick={() => find(false)}>
        ↓
      </button>
      <button type="button" aria-label="关闭查找" onClick={onClose}>
        ✕
      </button>
    </form>
  );
}
