/**
 * Types the commands of a script into a real shell, one after another, as a person would.
 * Knows nothing about what the commands are for, nor who reads the screen.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from './typing/commands.ts';
import { TerminalUnavailable } from './terminal.ts';
import type { TerminalSession } from './terminal.ts';

export { scriptProblem, splitCommands, type Command } from './typing/commands.ts';

/** A pull of a big image on a busy machine takes tens of seconds; longer than this, nobody at a terminal waits. */
const COMMAND_DEADLINE_MS = 90_000;
const LOOK_AGAIN_MS = 50;

type Typing = Pick<TerminalSession, 'input' | 'waitForPrompt' | 'screenText'>;

/** Waits for each command's end before the next; rejects with TerminalUnavailable at a command that doesn't end. */
export async function typeCommands(
  session: Typing,
  commands: readonly Command[],
  afterEach: () => Promise<void> = () => Promise.resolve(),
): Promise<void> {
  for (const command of commands) {
    if (command.meanwhile.length > 0) await typeAndInteract(session, command);
    else session.input(`${keystrokes(command.text)}\r`);
    // The prompt after it: the command's own mark comes right before.
    await session.waitForPrompt(COMMAND_DEADLINE_MS);
    await afterEach();
  }
}

async function typeAndInteract(session: Typing, { text, meanwhile }: Command): Promise<void> {
  let seen = await session.screenText({ scrollback: true });
  session.input(`${keystrokes(text)}\r`);
  let over = false;
  const end = session.waitForPrompt(COMMAND_DEADLINE_MS).finally(() => (over = true));
  end.catch(() => {}); // told below, by whoever waits
  for (const each of meanwhile) {
    if (each.kind === 'type') {
      seen = await session.screenText({ scrollback: true });
      session.input(each.data);
      continue;
    }
    const pattern = new RegExp(each.pattern, 'u');
    for (;;) {
      const last = over;
      if (pattern.test(newPart(seen, await session.screenText({ scrollback: true })))) break;
      if (last) {
        const how = await end.then(
          () => '命令已经结束',
          () => `等了 ${COMMAND_DEADLINE_MS / 1000} 秒`,
        );
        throw new TerminalUnavailable(`${how}，屏幕上没有出现“${each.pattern}”`);
      }
      await sleep(LOOK_AGAIN_MS);
    }
  }
}

/** What the screen shows now and didn't before; all of it where it was cleared. */
function newPart(before: string, now: string): string {
  let same = 0;
  while (same < before.length && before[same] === now[same]) same += 1;
  return now.slice(same);
}

/** Enter is a carriage return at a terminal; a tab would complete a file name unless Ctrl-V goes before it. */
export const keystrokes = (text: string): string => text.replaceAll('\t', '\x16\t').replaceAll('\n', '\r');
