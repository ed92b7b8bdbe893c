import { useLayoutEffect, useRef, useState, type JSX, type KeyboardEvent } from 'react';
import { CloseIcon } from './Icons.tsx';
import { isShown, titleOf, type Layout, type Tab } from './layout.ts';
import styles from './tabs.module.css';

interface TabsProps {
  readonly layout: Layout;
  /** Ids of the panels: `${panelId}-${number}`. */
  readonly panelId: string;
  /** Terminals that rang while nobody looked. */
  readonly rung: ReadonlySet<number>;
  /** The one whose name is being typed. */
  readonly renaming: number | null;
  readonly onShow: (number: number) => void;
  /** Shown and gone to: arrows only look. */
  readonly onPick: (number: number) => void;
  readonly onClose: (number: number) => void;
  readonly onAskName: (number: number) => void;
  readonly onName: (number: number, name: string | null) => void;
}

/** One tab per terminal. Arrows go along, F2 or a double click renames, Delete or the middle button closes. */
export function Tabs(props: TabsProps): JSX.Element {
  const { layout, renaming } = props;
  const list = useRef<HTMLDivElement>(null);
  const tabOf = (number: number): HTMLElement | null =>
    list.current?.querySelector<HTMLElement>(`[data-number="${number}"]`) ?? null;

  const onKeyDown = (event: KeyboardEvent, { number }: Tab): void => {
    const { tabs } = layout;
    const at = tabs.findIndex((t) => t.number === number);
    const go = (index: number): void => {
      event.preventDefault();
      const next = tabs[(index + tabs.length) % tabs.length]?.number;
      if (next === undefined) return;
      props.onShow(next);
      tabOf(next)?.focus();
    };
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === 'ArrowRight') go(at + 1);
    else if (event.key === 'ArrowLeft') go(at - 1);
    else if (event.key === 'Home') go(0);
    else if (event.key === 'End') go(-1);
    else if (event.key === 'F2') props.onAskName(number);
    else if (event.key === 'Delete') props.onClose(number);
  };

  const renamed = layout.tabs.find((t) => t.number === renaming);
  return (
    <div className={styles.strip}>
      <div ref={list} className={styles.tabs} role="tablist" aria-label="终端">
        {layout.tabs.map((tab) => {
          const { number } = tab;
          const isActive = number === layout.active;
          return (
            <button
              key={number}
              type="button"
              role="tab"
              id={`${props.panelId}-tab-${number}`}
              aria-selected={isActive}
              aria-controls={`${props.panelId}-${number}`}
              aria-keyshortcuts="F2 Delete"
              tabIndex={isActive ? 0 : -1}
              className={styles.tab}
              data-number={number}
              data-shown={isShown(layout, number)}
              title="双击或按 F2 改名"
              onClick={() => props.onPick(number)}
              onDoubleClick={() => props.onAskName(number)}
              onAuxClick={(event) => {
                if (event.button === 1) props.onClose(number);
              }}
              onKeyDown={(event) => onKeyDown(event, tab)}
            >
              <span className={styles.name}>{titleOf(tab)}</span>
              {props.rung.has(number) && (
                <span className={styles.rung} role="img" aria-label="响过铃">
                  ●
                </span>
              )}
              {layout.tabs.length > 1 && (
                // For the mouse only: a button inside a tab would be lost on a screen reader, which has Delete and the menu.
                <span
                  className={styles.close}
                  aria-hidden="true"
                  title="关闭"
                  onClick={(event) => {
                    event.stopPropagation();
                    props.onClose(number);
                  }}
                >
                  <CloseIcon />
                </span>
              )}
            </button>
          );
        })}
      </div>
      {renamed && (
        <NameInput
          key={renamed.number}
          initial={titleOf(renamed)}
          number={renamed.number}
          onDone={(name) => props.onName(renamed.number, name)}
        />
      )}
    </div>
  );
}

interface NameInputProps {
  readonly initial: string;
  readonly number: number;
  /** Null: left as it was. */
  readonly onDone: (name: string | null) => void;
}

/** Lies over the tab and not in it: a list of tabs may hold nothing but tabs. */
function NameInput({ initial, number, onDone }: NameInputProps): JSX.Element {
  const [name, setName] = useState(initial);
  const done = useRef(false);
  const input = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => {
    const tab = input.current?.parentElement?.querySelector<HTMLElement>(`[data-number="${number}"]`);
    const list = tab?.parentElement;
    if (!input.current || !tab || !list) return;
    const bar = list.parentElement?.parentElement;
    const room = (bar ?? list).clientWidth - input.current.offsetWidth;
    input.current.style.left = `${Math.max(0, Math.min(tab.offsetLeft - list.scrollLeft, room))}px`;
  }, [number]);
  const finish = (result: string | null): void => {
    // Going away takes the focus, which would finish it a second time.
    if (done.current) return;
    done.current = true;
    onDone(result);
  };
  return (
    <input
      ref={input}
      className={styles.rename}
      aria-label="标签的名字"
      maxLength={40}
      autoFocus
      value={name}
      onFocus={(event) => event.target.select()}
      onChange={(event) => setName(event.target.value)}
      onBlur={() => finish(name === initial ? null : name)}
      onKeyDown={(event) => {
        event.stopPropagation();
        // Enter also ends a composition of Chinese.
        if (event.nativeEvent.isComposing) return;
        if (event.key !== 'Enter' && event.key !== 'Escape') return;
        // The focus goes to the terminal, and the key would follow it there.
        event.preventDefault();
        finish(event.key === 'Enter' && name !== initial ? name : null);
      }}
    />
  );
}
