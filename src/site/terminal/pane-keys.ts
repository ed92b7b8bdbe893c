import type { KeyboardEvent } from 'react';
import { actionOf } from './keys.ts';
import type { OpenTerminal } from './open-terminal.ts';
import { isMac } from './platform.ts';
import { changeFontSize, changeSettings, FONT_PX, settings } from './settings.ts';
import { copySelection, jump } from './terminal-actions.ts';

export interface KeyTargets {
  /** The one in use, if it is there yet. */
  readonly terminal: OpenTerminal | undefined;
  readonly several: boolean;
  readonly say: (text: string) => void;
  readonly find: () => void;
  readonly open: () => void;
  readonly split: () => void;
  readonly step: (by: 1 | -1) => void;
}

/** Does what a key combination in the pane asks for; the terminal has left those to it (open-terminal.ts). */
export function handleKey(event: KeyboardEvent, targets: KeyTargets): void {
  const { terminal, say } = targets;
  const inTerminal = event.target instanceof Element && event.target.closest('.xterm') !== null;
  const action = actionOf(event, {
    mac: isMac(),
    hasSelection: inTerminal && (terminal?.screen.terminal.hasSelection() ?? false),
    several: targets.several,
    fullScreen: terminal?.isFullScreen() ?? false,
    ctrlVPastes: settings.get().ctrlVPastes,
  });
  // The browser's paste event follows by itself; F6 is useWayOut's.
  if (action === undefined || action === 'paste-by-browser' || action === 'leave') return;
  const isCopy = action === 'copy' || action === 'copy-and-clear';
  if (isCopy && !inTerminal) return;
  // Otherwise Ctrl+Shift+C opens the browser's inspector, Ctrl+- makes the whole page smaller.
  event.preventDefault();
  switch (action) {
    case 'copy':
    case 'copy-and-clear':
      if (terminal) copySelection(terminal, action === 'copy-and-clear');
      return;
    case 'find':
      return targets.find();
    case 'new':
      return targets.open();
    case 'split':
      return targets.split();
    case 'next':
    case 'previous':
      return targets.step(action === 'next' ? 1 : -1);
    case 'next-command':
    case 'previous-command':
      if (terminal) jump(terminal, action === 'next-command' ? 1 : -1, say);
      return;
    case 'larger':
    case 'smaller':
      return changeFontSize(action === 'larger' ? 1 : -1);
    case 'usual-size':
      return changeSettings({ fontPx: FONT_PX });
  }
}
