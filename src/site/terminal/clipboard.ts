import type { Terminal } from '@xterm/xterm';
import { cleaned } from './paste.ts';
import { isTouch } from './platform.ts';

/** Without HTTPS there is no clipboard API except on localhost; the old way still works there. */
export async function copyText(text: string): Promise<void> {
  if (navigator.clipboard) {
    await navigator.clipboard.writeText(text);
    return;
  }
  const focused = document.activeElement;
  const area = document.createElement('textarea');
  area.value = text;
  area.style.position = 'fixed';
  area.style.opacity = '0';
  document.body.append(area);
  area.select();
  document.execCommand('copy');
  area.remove();
  if (focused instanceof HTMLElement) focused.focus();
}

export interface ClipboardOptions {
  readonly onText: (text: string) => void;
  readonly onRefused: () => void;
  readonly onMenu: (event: MouseEvent) => void;
  readonly rightClick: () => 'paste' | 'menu';
  readonly copyOnSelect: () => boolean;
}

export function readClipboard(onText: (text: string) => void, onRefused: () => void): void {
  if (navigator.clipboard?.readText) navigator.clipboard.readText().then(onText, onRefused);
  else onRefused();
}

/** Pastes, the right button, and copying what was selected. Returns how to stop. */
export function watchClipboard(
  terminal: Terminal,
  container: HTMLElement,
  options: ClipboardOptions,
): () => void {
  const stop = new AbortController();
  const { signal } = stop;
  // Before xterm's own: the text is looked at first. A paste event needs no permission, unlike reading the clipboard.
  container.addEventListener(
    'paste',
    (event) => {
      event.preventDefault();
      event.stopPropagation();
      options.onText(event.clipboardData?.getData('text/plain') ?? '');
    },
    { capture: true, signal },
  );
  // A program's own mouse (vim, htop) has the right button, as in every terminal; with Shift it is the browser's.
  container.addEventListener(
    'contextmenu',
    (event) => {
      if (event.shiftKey) return;
      event.preventDefault();
      if (terminal.modes.mouseTrackingMode !== 'none') return;
      if (isTouch() || options.rightClick() === 'menu') {
        options.onMenu(event);
      } else if (terminal.hasSelection()) {
        void copyText(terminal.getSelection());
        terminal.clearSelection();
      } else {
        readClipboard(options.onText, options.onRefused);
        terminal.focus();
      }
    },
    { signal },
  );
  // The end of the drag may lie outside. Not at every change of the selection: that would ask dozens of times.
  let pressed = false;
  container.addEventListener('pointerdown', (event) => (pressed = event.button === 0), { signal });
  window.addEventListener(
    'pointerup',
    () => {
      if (pressed && options.copyOnSelect())
        // xterm settles the selection at mouseup, which follows.
        setTimeout(() => {
          if (terminal.hasSelection()) void copyText(terminal.getSelection());
        });
      pressed = false;
    },
    { signal },
  );
  return () => stop.abort();
}

/** Several lines go in one bracket where the program asked for that; `paste` of xterm does so, and turns \n into \r. */
export const pasteInto = (terminal: Terminal, text: string): void => terminal.paste(cleaned(text));
