import type { z } from 'zod';
import type { commandCheckSchema } from '../../shared/conditions.ts';
import type { CommandMark } from '../../shared/wire.ts';
import { testPattern } from './patterns.ts';
import { met, unmet } from './types.ts';
import type { Kind } from './types.ts';

type CommandWant = z.infer<typeof commandCheckSchema>;

const MAX_SHOWN_CHARS = 120;

/** The learner ran a command that matches as a whole, and it ended with the wanted code. */
export const command: Kind<CommandWant> = (want, { happenings, beganMs }) => {
  const commands = happenings.commandsSince(want.since === 'step' ? beganMs : 0);
  const ran = matching(want, commands);
  const fits = ran.find(({ exitCode }) => want.exitCode === null || exitCode === want.exitCode);
  if (fits) return Promise.resolve(met(`运行过 ${describe(fits)}`));
  const failed = ran.at(-1);
  if (failed) return Promise.resolve(unmet(`${describe(failed)}，应当是 ${want.exitCode}`));
  if (matching(want, happenings.commandsSince(0)).some(({ exitCode }) => exitCode === want.exitCode)) {
    return Promise.resolve(unmet('这条命令在这一步开始之前运行过；请在这一步里再运行一次'));
  }
  const last = commands.at(-1);
  return Promise.resolve(unmet(last ? `最近一条命令是 ${describe(last)}` : '这一步里还没有运行过命令'));
};

function matching<T extends CommandMark>({ matches }: CommandWant, commands: readonly T[]): T[] {
  const pattern = new RegExp(`^(?:${matches})$`, 'u');
  const matched = testPattern(
    pattern,
    commands.map((mark) => mark.command.trim()),
  );
  return commands.filter((_, index) => matched[index]);
}

function describe({ command, exitCode }: CommandMark): string {
  const line = command.trim().replaceAll(/\s*\n\s*/g, ' ⏎ ');
  const shown = line.length > MAX_SHOWN_CHARS ? `${line.slice(0, MAX_SHOWN_CHARS)}…` : line;
  return `\`${shown}\`，退出码 ${exitCode}`;
}
