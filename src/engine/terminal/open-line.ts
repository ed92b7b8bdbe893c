import type { ShellAttachment } from '../machine.ts';
import type { Line, LineEvents, Position, Size } from './line.ts';
import { PtyLine } from './pty-line.ts';
import { SocketLine } from './socket-line.ts';

/** Resolves with undefined when the shell could not be reached. `from`: where an earlier line ended. */
export function openLine(
  shell: ShellAttachment,
  size: Size,
  from: Position | undefined,
  again: boolean,
  events: LineEvents,
): Promise<Line | undefined> {
  return 'connect' in shell
    ? SocketLine.open(shell, size, from, events)
    : PtyLine.open(shell, size, again, events);
}
