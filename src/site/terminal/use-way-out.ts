import { useEffect, type RefObject } from 'react';
import { flushSync } from 'react-dom';
import { maximised } from '../machine/pane-state.ts';

/** The step the learner is at; `tabIndex` lets it take the focus. */
const CURRENT_STEP = 'section[id^="step-"]:not([data-state="passed"])';

/**
 * F6 goes from the text to the terminal and back, as between the panes of a desktop program: Tab belongs to the shell.
 * Back leads to where the focus was, or else to the step that comes next.
 */
export function useWayOut(view: RefObject<HTMLElement | null>, enter: () => void): void {
  useEffect(() => {
    let before: HTMLElement | null = null;
    const onFocus = (event: FocusEvent): void => {
      const { target, relatedTarget } = event;
      const within = (node: EventTarget | null): boolean =>
        node instanceof Node && view.current !== null && view.current.contains(node);
      if (within(target) && !within(relatedTarget))
        before = relatedTarget instanceof HTMLElement ? relatedTarget : null;
    };
    const onKey = (event: KeyboardEvent): void => {
      if (event.key !== 'F6' || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
      const start = document.activeElement;
      if (view.current?.contains(start)) {
        // Covered, the text takes no focus; it is uncovered before the next frame.
        if (maximised.get()) flushSync(() => maximised.set(false));
        const back = before?.isConnected ? before : document.querySelector<HTMLElement>(CURRENT_STEP);
        back?.focus();
      } else enter();
      // A pane that is put away takes no focus; the key is the browser's then.
      if (document.activeElement !== start) event.preventDefault();
    };
    document.addEventListener('focusin', onFocus);
    document.addEventListener('keydown', onKey);
    return () => {
      document.removeEventListener('focusin', onFocus);
      document.removeEventListener('keydown', onKey);
    };
  }, [view, enter]);
}
