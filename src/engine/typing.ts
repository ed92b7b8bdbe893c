/**
 * Types the commands of a script into a real shell, one after another, as a person would.
 * Knows nothing about what the commands are for, nor who reads the screen.
 */
import type { Command } from './typing/commands.ts';
import type { TerminalSession } from './terminal.ts';

export { splitCommands, type Command } from './typing/commands.ts';

/** A pull of a big image on a busy machine takes tens of seconds; longer than this, nobody at a terminal waits. */
const COMMAND_DEADLINE_MS = 90_000;

/** Waits for each command's end before the next; rejects with TerminalUnavailable at a command that doesn't end. */
export async function typeCommands(
  session: Pick<TerminalSession, 'input' | 'waitForPrompt'>,
  commands: readonly Command[],
  afterEach: () => Promise<void> = () => Promise.resolve(),
): Promise<void> {
  for (const { text } of commands) {
    session.input(`${keystrokes(text)}\r`);
    // The prompt after it: the command's own mark comes right before.
    await session.waitForPrompt(COMMAND_DEADLINE_MS);
    await afterEach();
  }
}

/** Enter is a carriage return at a terminal; a tab would complete a file name unless Ctrl-V goes before it. */
export const keystrokes = (text: string): string => text.replaceAll('\t', '\x16\t').replaceAll('\n', '\r');
