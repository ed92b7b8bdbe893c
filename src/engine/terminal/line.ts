/** Which shell, and how much of what it printed has been heard. */
export interface Position {
  readonly life: string;
  readonly at: number;
}

export interface Size {
  readonly cols: number;
  readonly rows: number;
}

/** Where a line begins. */
export interface Beginning {
  /** The shell's number of life; undefined where the way to it doesn't tell. */
  readonly life: string | undefined;
  /** Bytes that come first and were printed before anybody here listened. */
  readonly replayBytes: number;
  /** Something before the first byte is missing. */
  readonly gap: boolean;
  /** The size that the shell has; undefined: the one asked for. */
  readonly size: Size | undefined;
}

export interface LineEvents {
  readonly onData: (data: Buffer) => void;
  /** Once, when all that came was given to onData. Not called for a line that was closed. */
  readonly onEnd: (end: LineEnd) => void;
}

export interface LineEnd {
  /** Where to go on; undefined where the way doesn't tell. */
  readonly position: Position | undefined;
  /** That the shell itself has ended; undefined: the next line will show. */
  readonly shellEnded: boolean | undefined;
}

/** The way to one shell. Closing it leaves the shell alone. */
export interface Line extends Beginning {
  write(data: Uint8Array): void;
  /** The same, and forgets what was typed before and not yet read. */
  interrupt(data: Uint8Array): void;
  resize(cols: number, rows: number): void;
  pause(): void;
  resume(): void;
  /** Asks the shell to end; without `force` only one that runs nothing does. onEnd tells. */
  hangUp(force: boolean): void;
  close(): Promise<void>;
}

/** Input for a program that doesn't read. What is typed beyond it is lost. */
export const MAX_UNWRITTEN_BYTES = 4 * 1024 * 1024;
