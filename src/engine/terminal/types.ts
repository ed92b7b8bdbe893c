import type { ClientFrame, CommandMark, Mark } from '../../shared/wire.ts';
import type { ShellAttachment } from '../machine.ts';

export interface OpenTerminalOptions {
  /** Says how to reach the shell; called again each time the shell has ended and a new one is wanted. */
  readonly attach: () => Promise<ShellAttachment>;
  /** The secret in the shell's marks: a mark without it is text that some program printed. */
  readonly nonce: string;
  /** Default 80 × 24, until a viewer says its size. */
  readonly cols?: number;
  readonly rows?: number;
  /** Lines above the screen that a viewer gets back after a reload. Default 5000. */
  readonly scrollbackLines?: number;
  /** How long a new shell is waited for after the old one ended. Default 10 000. */
  readonly reattachTimeoutMs?: number;
  /** A shell that nobody has looked at for this long, and that runs nothing, is ended. Default: never. */
  readonly idleGraceMs?: number;
}

/** One page looking at a terminal. `send` gets encoded ServerFrames, in order, and must not throw. */
export interface Viewer {
  /**
   * `sent` is called once when the bytes are needed no more, after which they may change; who keeps them never calls it.
   */
  send(frame: Uint8Array<ArrayBuffer>, sent?: () => void): void;
  /** Bytes that `send` has taken but the network has not: a viewer that acknowledges what it never read is found out by it. */
  bufferedBytes?(): number;
}

export interface ViewerHandle {
  /** A frame from the page. Ack counts the bytes of Output frames only: a Restore is not acknowledged. */
  receive(frame: ClientFrame): void;
  /** The page is gone. The shell lives on. */
  detach(): void;
}

export interface Subscription {
  stop(): void;
}

/** The shell is gone for good, or a deadline passed: nothing can be said about the command. */
export class TerminalUnavailable extends Error {
  override readonly name = 'TerminalUnavailable';
}

/** Disposing it ends the way to the shell, not the shell. Every viewer gets an Exit frame then. */
export interface TerminalSession extends AsyncDisposable {
  /** Sends Restore, the present Mark if one is known, then everything that the shell prints from here on. */
  attach(viewer: Viewer): ViewerHandle;
  /**
   * As attach, for somebody who looks on: at their own pace, which slows nobody, and without a word about the size.
   * What they type counts only while `mayType` says so.
   */
  watch(viewer: Viewer, mayType?: () => boolean): ViewerHandle;
  /** Types into the shell. */
  input(data: string | Uint8Array): void;
  /** Sets the size of the pty; viewers are told. */
  resize(cols: number, rows: number): void;
  /** The shell's own marks, in the order of the output. A listener must not throw. */
  onMark(listener: (mark: Mark) => void): Subscription;
  /** What the shell said last of where it is; undefined before its first prompt. */
  readonly state: 'prompt' | 'running' | undefined;
  /** Resolves at a prompt that is newer than the last Enter typed; rejects with TerminalUnavailable. */
  waitForPrompt(timeoutMs: number): Promise<void>;
  /** Types one line and Enter, resolves with the mark of its end; rejects with TerminalUnavailable. Wants a shell at its prompt. */
  run(line: string, timeoutMs: number): Promise<CommandMark>;
  /** The screen without colours, trailing blanks cut, after everything printed so far. `scrollback` adds the lines above it. */
  screenText(options?: { readonly scrollback?: boolean }): Promise<string>;
  /** Ends the shell with what it runs, and the session. */
  close(): Promise<void>;
  readonly cols: number;
  readonly rows: number;
  readonly viewers: number;
  /** Resolves once: no shell can be reached any more, it was closed or idle for too long, or the session was disposed. */
  readonly ended: Promise<void>;
}
