/** A recorded piece of a terminal, as it is stored beside a lesson and as a page shows it. */
export interface ConsoleCommand {
  readonly prompt: string;
  readonly command: string;
  /** What was typed into the program that it started: lines, and keys such as `^C`. */
  readonly input?: readonly string[] | undefined;
  readonly exitCode: number;
  /** Lines as a terminal would show them in the end: no colours, no progress that was overwritten. */
  readonly output: readonly string[];
}

export interface Elision {
  readonly head: number;
  readonly tail: number;
}

/** What a page gets of a block. */
export interface ConsoleBlock {
  readonly id: string;
  readonly commands: readonly ConsoleCommand[];
}

export const ELLIPSIS = '…';

/** The first and last lines; all of them where hardly anything would be saved. */
export function elide(lines: readonly string[], elision: Elision | undefined): readonly string[] {
  if (!elision || lines.length <= elision.head + elision.tail + 1) return lines;
  return [...lines.slice(0, elision.head), ELLIPSIS, ...lines.slice(lines.length - elision.tail)];
}
