import type { Mark } from '../../shared/wire.ts';

export type RunState =
  | { readonly kind: 'running'; readonly piece: number; readonly total: number }
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly exitCode: number; readonly piece: number; readonly total: number }
  /** The shell is not at its prompt, so nothing was typed: a program runs, or vim has the whole screen. */
  | { readonly kind: 'busy'; readonly fullScreen: boolean }
  /** Meant for a shell in a container, and the machine's own shell is at its prompt: nothing was typed. */
  | { readonly kind: 'outside' }
  /** Typed into a running program: what comes of it can't be followed. */
  | { readonly kind: 'typed' }
  /** The connection broke, or the learner stopped waiting: the terminal knows more than we do. */
  | { readonly kind: 'lost' };

/** A server that says nothing of the shell's state (no marks in a nested shell) must not block the button for ever. */
const FIRST_MARK_MS = 800;

/** Goes to the end of what was half typed and wipes it: our line must not be glued to it. */
const CLEAR_LINE = '\x05\x15';

interface Run {
  readonly pieces: readonly string[];
  readonly report: (state: RunState) => void;
  next: number;
  exitCode: number;
}

/** Types the pieces of a code block into a shell, each when the prompt is back. One block at a time. */
export class CommandRunner {
  readonly #type: (text: string) => void;
  readonly #isFullScreen: () => boolean;
  #shell: 'unknown' | 'prompt' | 'running' = 'unknown';
  #run: Run | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(type: (text: string) => void, isFullScreen: () => boolean = () => false) {
    this.#type = type;
    this.#isFullScreen = isFullScreen;
  }

  /** As far as the shell says: a program runs in it. */
  get isRunning(): boolean {
    return this.#shell === 'running';
  }

  run(pieces: readonly string[], report: (state: RunState) => void): void {
    if (pieces.length === 0) return;
    const fullScreen = this.#isFullScreen();
    if (this.#run || this.#shell === 'running' || fullScreen) {
      report({ kind: 'busy', fullScreen });
      return;
    }
    this.#run = { pieces, report, next: 0, exitCode: 0 };
    report({ kind: 'running', piece: 1, total: pieces.length });
    if (this.#shell === 'prompt') this.#typeNext();
    else this.#timer = setTimeout(() => this.#typeNext(), FIRST_MARK_MS);
  }

  /** Into whatever runs: a shell in a container makes no marks. Never into vim, where text is commands. */
  typeAnyway(pieces: readonly string[], report: (state: RunState) => void): void {
    if (this.#isFullScreen()) {
      report({ kind: 'busy', fullScreen: true });
      return;
    }
    this.abandon();
    this.#typeInto(pieces, report);
  }

  /** Into the shell of a container that the learner is in. What runs it is followed on: it ends at an `exit`. */
  typeInside(pieces: readonly string[], report: (state: RunState) => void): void {
    if (this.#isFullScreen()) report({ kind: 'busy', fullScreen: true });
    else if (this.#shell === 'prompt') report({ kind: 'outside' });
    else this.#typeInto(pieces, report);
  }

  mark(mark: Mark): void {
    switch (mark.kind) {
      case 'running':
        this.#shell = 'running';
        return;
      case 'command':
        if (this.#run) this.#run.exitCode = mark.exitCode;
        return;
      case 'prompt':
        this.#shell = 'prompt';
        this.#atPrompt();
        return;
    }
  }

  /** The connection is gone: marks may be missed, so what was running can't be followed any more. */
  disconnected(): void {
    this.#shell = 'unknown';
    this.abandon();
  }

  /** Stops following; what was typed already goes on in the terminal. */
  abandon(): void {
    clearTimeout(this.#timer);
    const run = this.#run;
    this.#run = undefined;
    run?.report({ kind: 'lost' });
  }

  #atPrompt(): void {
    const run = this.#run;
    if (!run) return;
    if (run.next === 0) {
      this.#typeNext();
      return;
    }
    const total = run.pieces.length;
    if (run.exitCode !== 0) this.#finish({ kind: 'failed', exitCode: run.exitCode, piece: run.next, total });
    else if (run.next === total) this.#finish({ kind: 'done' });
    else this.#typeNext();
  }

  #typeNext(): void {
    clearTimeout(this.#timer);
    const run = this.#run;
    const piece = run?.pieces[run.next];
    if (!run || piece === undefined) return;
    run.next++;
    run.exitCode = 0;
    run.report({ kind: 'running', piece: run.next, total: run.pieces.length });
    const clear = this.#shell === 'prompt' ? CLEAR_LINE : '';
    // Between this and the shell's own mark it must not pass for being at its prompt.
    this.#shell = 'running';
    this.#type(`${clear}${asTyped(piece)}\r`);
  }

  #typeInto(pieces: readonly string[], report: (state: RunState) => void): void {
    for (const piece of pieces) this.#type(`${piece.replaceAll('\x1b', '').replaceAll('\n', '\r')}\r`);
    report({ kind: 'typed' });
  }

  #finish(state: RunState): void {
    const run = this.#run;
    this.#run = undefined;
    run?.report(state);
  }
}

/** Several lines go in one bracketed paste, so that the shell takes them whole, as it would from the clipboard. */
function asTyped(piece: string): string {
  const text = piece.replaceAll('\x1b', '');
  return text.includes('\n') ? `\x1b[200~${text.replaceAll('\n', '\r')}\x1b[201~` : text;
}
