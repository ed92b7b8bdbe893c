import { useCallback, useId, useRef, useState, type JSX, type KeyboardEvent } from 'react';
import { flushSync } from 'react-dom';
import { useStore } from '../live/store.ts';
import { maximised, useMaximised } from '../machine/pane-state.ts';
import { ring } from './bell.ts';
import { controlOf } from './control-keys.ts';
import { KeyRow } from './KeyRow.tsx';
import { FIRST_LAYOUT, freeNumber, titleOf } from './layout.ts';
import { layoutOf } from './layout-store.ts';
import type { MenuRequest } from './Menu.tsx';
import type { OpenTerminal } from './open-terminal.ts';
import { handleKey } from './pane-keys.ts';
import { PaneDialogs, type Asked } from './PaneDialogs.tsx';
import { lineCount, pasteWarning } from './paste.ts';
import { isTouch } from './platform.ts';
import { settings } from './settings.ts';
import { Shortcuts } from './Shortcuts.tsx';
import { SplitHandle } from './SplitHandle.tsx';
import { Tabs } from './Tabs.tsx';
import * as actions from './terminal-actions.ts';
import { TerminalView } from './TerminalView.tsx';
import { Toolbar } from './Toolbar.tsx';
import { useLayoutActions } from './use-layout-actions.ts';
import { useMessage } from './use-message.ts';
import { useSeen } from './use-seen.ts';
import { useWayOut } from './use-way-out.ts';
import styles from './terminal.module.css';

/** All terminals of a lab's machine: tabs, one or two in view, and what goes for all of them. */
export function TerminalPane({ lab }: { lab: string }): JSX.Element {
  const layout = useStore(layoutOf(lab), FIRST_LAYOUT);
  const isMaximised = useMaximised();
  const root = useRef<HTMLDivElement>(null);
  const terminals = useRef(new Map<number, OpenTerminal>());
  const ctrl = useRef(false);
  const panelId = useId();
  const shortcutsId = useId();
  const [ctrlHeld, setCtrlHeld] = useState(false);
  const [asked, setAsked] = useState<Asked | null>(null);
  const [finding, setFinding] = useState<number | null>(null);
  const [renaming, setRenaming] = useState<number | null>(null);
  const [rung, setRung] = useState<ReadonlySet<number>>(new Set());
  const [message, say] = useMessage();
  const { open, split, show, close, rename, step, resize } = useLayoutActions(lab, say);
  const seen = useSeen(layout);
  const { tabs, left, right, active, leftPercent } = layout;

  const get = (number = layoutOf(lab).get().active): OpenTerminal | undefined =>
    terminals.current.get(number);
  // A terminal that comes into view for the first time is there a moment later.
  const focusNext = useRef<number | null>(null);
  const focus = useCallback(() => {
    const { active: number } = layoutOf(lab).get();
    const terminal = terminals.current.get(number);
    focusNext.current = terminal ? null : number;
    terminal?.focus();
  }, [lab]);
  /** As the terminal is what the learner went for; on a touch screen a keyboard would cover half of the page. */
  const focusByMouse = (): void => {
    if (!isTouch()) focus();
  };
  useWayOut(root, focus);

  const onShow = (number: number): void => {
    show(number);
    setRung((now) => new Set([...now].filter((n) => n !== number)));
  };
  const askClose = (number: number): void => {
    if (tabs.length === 1) say('这是最后一个终端，不能关。');
    else if (get(number)?.runner.isRunning) setAsked({ kind: 'close', number });
    else close(number);
  };
  const paste = (number: number, text: string): void => {
    const terminal = get(number);
    if (lineCount(text) > 1 && !pasteWarning.off) {
      const bracketed = terminal?.screen.terminal.modes.bracketedPasteMode ?? false;
      setAsked({ kind: 'paste', number, text, bracketed });
    } else terminal?.paste(text);
  };
  const find = (): void => setFinding(active);

  const onKeyDown = (event: KeyboardEvent): void => {
    // A dialog or a menu of the pane's has the keys to itself.
    if (asked !== null) return;
    const show = (arrange: () => void): void => {
      arrange();
      focus();
    };
    handleKey(event, {
      terminal: get(),
      several: tabs.length > 1,
      say,
      find,
      open: () => show(open),
      split: () => show(split),
      step: (by) => show(() => step(by)),
    });
  };

  const moreMenu = (x: number, y: number): void => {
    const terminal = get();
    const request: MenuRequest = {
      title: '终端',
      x,
      y,
      groups: [
        ...(terminal
          ? [
              actions.textItems(terminal, (text) => paste(active, text), say),
              actions.commandItems(terminal, say),
            ]
          : []),
        [
          { label: '改名…', keys: 'F2', onPick: () => setRenaming(active) },
          { label: '关闭这个终端', disabled: tabs.length === 1, onPick: () => askClose(active) },
        ],
        [{ label: '设置和按键…', onPick: () => setAsked({ kind: 'settings' }) }],
      ],
    };
    setAsked({ kind: 'menu', request });
  };
  const dismiss = useCallback(() => setAsked(null), []);
  /** What lies behind an open dialog takes no focus. */
  const leaveDialog = (): void => {
    flushSync(dismiss);
    focus();
  };
  const type = (sequence: string): void => {
    const terminal = get();
    terminal?.connection.input(takeCtrl() ? controlOf(sequence) : sequence);
    terminal?.focus();
  };
  const takeCtrl = (): boolean => {
    const held = ctrl.current;
    ctrl.current = false;
    if (held) setCtrlHeld(false);
    return held;
  };

  return (
    <div ref={root} className={styles.pane} data-split={right !== null} onKeyDown={onKeyDown}>
      <Toolbar
        isSplit={right !== null}
        isFull={freeNumber(layout) === undefined}
        isMaximised={isMaximised}
        onNew={() => {
          open();
          focusByMouse();
        }}
        onSplit={() => {
          split();
          focusByMouse();
        }}
        onFind={find}
        onMaximise={() => {
          maximised.set(!isMaximised);
          focus();
        }}
        onMore={(event) => {
          const { right: x, bottom: y } = event.currentTarget.getBoundingClientRect();
          moreMenu(x, y);
        }}
        tabs={
          <Tabs
            layout={layout}
            panelId={panelId}
            rung={rung}
            renaming={renaming}
            onShow={onShow}
            onPick={(number) => {
              onShow(number);
              focusByMouse();
            }}
            onClose={askClose}
            onAskName={setRenaming}
            onName={(number, name) => {
              setRenaming(null);
              if (name !== null) rename(number, name);
              focus();
            }}
          />
        }
      />
      <div className={styles.views}>
        {tabs
          .filter(({ number }) => seen.includes(number))
          .map((tab) => {
            const { number } = tab;
            return (
              <div
                key={number}
                id={`${panelId}-${number}`}
                role="tabpanel"
                aria-labelledby={`${panelId}-tab-${number}`}
                className={styles.slot}
                hidden={number !== left && number !== right}
                data-side={number === right ? 'right' : 'left'}
                data-active={number === active}
                style={number === left && right !== null ? { flexBasis: `${leftPercent}%` } : undefined}
                onFocus={() => {
                  if (number !== layoutOf(lab).get().active) onShow(number);
                }}
              >
                <TerminalView
                  lab={lab}
                  number={number}
                  label={titleOf(tab)}
                  describedBy={shortcutsId}
                  isActive={number === active}
                  isFinding={number === finding}
                  message={number === active ? message : null}
                  events={{
                    onPaste: (text) => paste(number, text),
                    onPasteRefused: () => say(actions.PASTE_REFUSED),
                    onMenu: (event) => {
                      onShow(number);
                      moreMenu(event.clientX, event.clientY);
                    },
                    onCommand: (place, event) => {
                      const terminal = get(number);
                      if (!terminal) return;
                      const request = actions.placeMenu(terminal, place, event, say);
                      setAsked({ kind: 'menu', request });
                    },
                    onBell: () => {
                      if (settings.get().bellSound) ring();
                      if (number !== left && number !== right) setRung((now) => new Set([...now, number]));
                    },
                    takeCtrl,
                    hasSeveral: () => layoutOf(lab).get().tabs.length > 1,
                  }}
                  onOpened={(opened) => {
                    if (!opened) {
                      terminals.current.delete(number);
                      return;
                    }
                    terminals.current.set(number, opened);
                    if (focusNext.current === number) opened.focus();
                    focusNext.current = null;
                  }}
                  onCloseFind={() => {
                    setFinding(null);
                    focus();
                  }}
                />
              </div>
            );
          })}
        {right !== null && <SplitHandle percent={leftPercent} onChange={resize} />}
      </div>
      <Shortcuts id={shortcutsId} />
      <KeyRow
        ctrlHeld={ctrlHeld}
        onCtrl={() => {
          ctrl.current = !ctrl.current;
          setCtrlHeld(ctrl.current);
          focus();
        }}
        onKey={type}
        applicationCursor={() => get()?.screen.terminal.modes.applicationCursorKeysMode ?? false}
      />
      {asked && (
        <PaneDialogs
          asked={asked}
          onDismiss={dismiss}
          onLeave={leaveDialog}
          onPaste={(number, text) => get(number)?.paste(text)}
          onClose={(number) => {
            close(number);
            focus();
          }}
        />
      )}
    </div>
  );
}
