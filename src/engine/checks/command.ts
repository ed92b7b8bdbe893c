import type { CommandMark } from '../../shared/wire.ts';
import { testPattern } from './patterns.ts';
import { MET, unmet } from './types.ts';
import type { Kind } from './types.ts';

interface CommandWant {
  readonly matches: string;
  readonly exitCode: number;
}

const MAX_SHOWN_CHARS = 120;

/** The learner ran a command that matches as a whole, and it ended with the wanted code. */
export const command: Kind<CommandWant> = (want, { commands }) => {
  const pattern = new RegExp(`^(?:${want.matches})$`, 'u');
  const matched = testPattern(
    pattern,
    commands.map((mark) => mark.command.trim()),
  );
  const matching = commands.filter((_, index) => matched[index]);
  if (matching.some(({ exitCode }) => exitCode === want.exitCode)) return Promise.resolve(MET);
  const failed = matching.at(-1);
  if (failed) return Promise.resolve(unmet(`${describe(failed)}，应当是 ${want.exitCode}`));
  const last = commands.at(-1);
  return Promise.resolve(unmet(last ? `最近一条命令是 ${describe(last)}` : '终端里还没有运行过命令'));
};

function describe({ command, exitCode }: CommandMark): string {
  const line = command.trim().replaceAll(/\s*\n\s*/g, ' ⏎ ');
  const shown = line.length > MAX_SHOWN_CHARS ? `${line.slice(0, MAX_SHOWN_CHARS)}…` : line;
  return `\`${shown}\`，退出码 ${exitCode}`;
}
