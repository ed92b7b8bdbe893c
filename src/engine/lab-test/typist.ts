import { Happenings } from '../checks.ts';
import type { ScriptedAnswer } from '../labs.ts';
import type { Machine } from '../machine.ts';
import { openTerminal } from '../terminal.ts';
import type { OpenTerminalOptions, TerminalSession } from '../terminal.ts';
import { typeCommands } from '../typing.ts';
import type { Command } from '../typing.ts';

const FIRST_PROMPT_DEADLINE_MS = 30_000;
const ANSWER_DEADLINE_MS = 30_000;
const SCREEN_LINES = 15;

export type OpenTerminal = (options: OpenTerminalOptions) => Promise<TerminalSession>;

/** Types commands into a machine's real shell, as a learner would: readline, history and the shell's marks are in play. */
export interface Typist extends AsyncDisposable {
  /** Every command that ended so far, whoever's script it was from, and every event of the machine's daemon. */
  readonly happenings: Happenings;
  /** Waits for each command's end before the next; rejects with TerminalUnavailable at a command that doesn't end. */
  type(commands: readonly Command[], afterEach?: () => Promise<void>): Promise<void>;
  /** What a script writes into the questions of its step. */
  answer(answers: readonly ScriptedAnswer[]): Promise<Record<string, string>>;
  /** The last lines on the screen, for the person who must find out what went wrong. */
  screen(): Promise<string>;
}

export async function openTypist(machine: Machine, open: OpenTerminal = openTerminal): Promise<Typist> {
  const happenings = new Happenings();
  const watch = machine.watchEvents((event) => happenings.addEvent(event));
  const session = await open({
    attach: () => machine.shell(1),
    nonce: machine.nonce,
    cols: 120,
    rows: 40,
  }).catch((error: unknown) => {
    watch.stop();
    throw error;
  });
  const marks = session.onMark((mark) => {
    if (mark.kind === 'command') happenings.addCommand(mark);
  });
  const dispose = async () => {
    marks.stop();
    watch.stop();
    await session[Symbol.asyncDispose]();
  };
  try {
    await session.waitForPrompt(FIRST_PROMPT_DEADLINE_MS);
  } catch (error) {
    await dispose();
    throw error;
  }
  return {
    happenings,
    type: (commands, afterEach) => typeCommands(session, commands, afterEach),
    answer: (answers) => runAnswers(machine, answers),
    screen: async () => (await session.screenText()).trimEnd().split('\n').slice(-SCREEN_LINES).join('\n'),
    [Symbol.asyncDispose]: dispose,
  };
}

async function runAnswers(
  machine: Machine,
  answers: readonly ScriptedAnswer[],
): Promise<Record<string, string>> {
  const given: Record<string, string> = {};
  for (const { id, script } of answers) {
    const argv = ['bash', '-c', `cd /root && ${script}`];
    const { stdout } = await machine.exec(argv, { timeoutMs: ANSWER_DEADLINE_MS });
    given[id] = stdout.trimEnd();
  }
  return given;
}
