import type { CommandMark } from '../../shared/wire.ts';
import type { Machine } from '../machine.ts';
import { openTerminal } from '../terminal.ts';
import type { OpenTerminalOptions, TerminalSession } from '../terminal.ts';
import type { Command } from './commands.ts';

/** A pull of a big image on a busy machine takes tens of seconds; longer than this, nobody at a terminal waits. */
const COMMAND_DEADLINE_MS = 60_000;
const FIRST_PROMPT_DEADLINE_MS = 30_000;
const SCREEN_LINES = 15;

export type OpenTerminal = (options: OpenTerminalOptions) => Promise<TerminalSession>;

/** Types commands into a machine's real shell, as a learner would: readline, history and the shell's marks are in play. */
export interface Typist extends AsyncDisposable {
  /** Every command that ended so far, whoever's script it was from. */
  readonly commands: readonly CommandMark[];
  /** Waits for each command's end before the next; rejects with TerminalUnavailable at a command that doesn't end. */
  type(commands: readonly Command[]): Promise<void>;
  /** The last lines on the screen, for the person who must find out what went wrong. */
  screen(): Promise<string>;
}

export async function openTypist(machine: Machine, open: OpenTerminal = openTerminal): Promise<Typist> {
  const session = await open({ attach: () => machine.shell(1), nonce: machine.nonce, cols: 120, rows: 40 });
  const commands: CommandMark[] = [];
  const marks = session.onMark((mark) => {
    if (mark.kind === 'command') {
      commands.push({ command: mark.command, exitCode: mark.exitCode, durationMs: mark.durationMs });
    }
  });
  const dispose = async () => {
    marks.stop();
    await session[Symbol.asyncDispose]();
  };
  try {
    await session.waitForPrompt(FIRST_PROMPT_DEADLINE_MS);
  } catch (error) {
    await dispose();
    throw error;
  }
  return {
    commands,
    type: async (typed) => {
      for (const { text } of typed) {
        session.input(`${keystrokes(text)}\r`);
        // The prompt after it: the command's own mark comes right before.
        await session.waitForPrompt(COMMAND_DEADLINE_MS);
      }
    },
    screen: async () => (await session.screenText()).trimEnd().split('\n').slice(-SCREEN_LINES).join('\n'),
    [Symbol.asyncDispose]: dispose,
  };
}

/** Enter is a carriage return at a terminal; a tab would complete a file name unless Ctrl-V goes before it. */
export const keystrokes = (text: string): string => text.replaceAll('\t', '\x16\t').replaceAll('\n', '\r');
