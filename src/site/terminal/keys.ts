/** What a key combination asks of the pane; everything else belongs to the shell. */
export type KeyAction =
  | 'copy'
  | 'copy-and-clear'
  | 'paste-by-browser'
  | 'find'
  | 'new'
  | 'split'
  | 'next'
  | 'previous'
  | 'next-command'
  | 'previous-command'
  | 'larger'
  | 'smaller'
  | 'usual-size'
  | 'leave';

export interface KeyContext {
  readonly mac: boolean;
  readonly hasSelection: boolean;
  readonly several: boolean;
  /** vim, less, htop: they have a use for Ctrl+↑. */
  readonly fullScreen: boolean;
  readonly ctrlVPastes: boolean;
}

type Key = Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey'>;

/** As VS Code has them, where a browser lets a page have them. */
export function actionOf(event: Key, context: KeyContext): KeyAction | undefined {
  const { ctrlKey: ctrl, metaKey: meta, shiftKey: shift, altKey: alt } = event;
  const { mac } = context;
  const key = event.key.toLowerCase();
  if (key === 'f6') return ctrl || meta || alt || shift ? undefined : 'leave';

  const arrows = mac ? meta && alt && !ctrl && !shift : alt && !ctrl && !meta && !shift;
  if (arrows && context.several && key === 'arrowleft') return 'previous';
  if (arrows && context.several && key === 'arrowright') return 'next';
  if (alt) return undefined;

  if (ctrl && shift && !meta) {
    // By place: with Shift these keys have other names on other layouts.
    if (event.code === 'Backquote') return 'new';
    if (event.code === 'Digit5') return 'split';
    if (key === 'f') return 'find';
    if (key === 'c') return 'copy';
    if (key === 'v') return 'paste-by-browser';
  }
  const main = mac ? meta && !ctrl : ctrl && !meta;
  if (main) {
    if (key === '=' || key === '+') return 'larger';
    if (key === '-' && !shift) return 'smaller';
    if (key === '0' && !shift) return 'usual-size';
    if (shift) return undefined;
    if (key === 'arrowup' && !context.fullScreen) return 'previous-command';
    if (key === 'arrowdown' && !context.fullScreen) return 'next-command';
    if (mac && key === 'f') return 'find';
    if (mac && key === 'c') return 'copy';
    if (key === 'v' && (mac || context.ctrlVPastes)) return 'paste-by-browser';
    // Once: without a selection it is the shell's again, so a second press interrupts.
    if (!mac && key === 'c' && context.hasSelection) return 'copy-and-clear';
  }
  return undefined;
}
