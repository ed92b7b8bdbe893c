import { diffArrays } from 'diff';
import { elide } from '../../shared/console.ts';
import type { ConsoleCommand } from '../../shared/console.ts';
import type { BlockDefinition } from '../transcripts.ts';
import { maskOutputs } from './masks.ts';

const CONTEXT_LINES = 3;

/** Where two runs of a command differ, beyond what the masks allow; the lines are the real ones. */
export interface Difference {
  /** From 0. */
  readonly index: number;
  readonly command: string;
  readonly lines: readonly string[];
}

/** Both of the same commands. An unstable block is held to its exit codes only. */
export function compareBlock(
  block: Pick<BlockDefinition, 'mask' | 'lines' | 'unstable'>,
  before: readonly ConsoleCommand[],
  now: readonly ConsoleCommand[],
): Difference[] {
  const shown = (commands: readonly ConsoleCommand[]): string[][] =>
    commands.map(({ output }) => [...elide(output, block.lines)]);
  const [oldLines, newLines] = [shown(before), shown(now)];
  const [oldMasked, newMasked] = [maskOutputs(oldLines, block.mask), maskOutputs(newLines, block.mask)];
  return now.flatMap((command, index): Difference[] => {
    const old = before[index] ?? NOTHING;
    const lines: string[] = [];
    if (old.exitCode !== command.exitCode)
      lines.push(`- 退出码 ${old.exitCode}`, `+ 退出码 ${command.exitCode}`);
    if (!block.unstable) {
      if (old.prompt !== command.prompt) lines.push(`- ${old.prompt}`, `+ ${command.prompt}`);
      lines.push(
        ...diff(
          { masked: oldMasked[index] ?? [], real: oldLines[index] ?? [] },
          { masked: newMasked[index]!, real: newLines[index]! },
        ),
      );
    }
    return lines.length > 0 ? [{ index, command: command.command, lines }] : [];
  });
}

/** A command too many in a file that was edited by hand. */
const NOTHING: ConsoleCommand = { prompt: '', command: '', exitCode: 0, output: [] };

interface Side {
  readonly masked: readonly string[];
  readonly real: readonly string[];
}

/** A unified diff; empty where the masked lines are equal. */
function diff(before: Side, now: Side): string[] {
  const parts = diffArrays([...before.masked], [...now.masked]);
  if (parts.every(({ added, removed }) => !added && !removed)) return [];
  const out: string[] = [];
  let [oldAt, newAt] = [0, 0];
  for (const [index, { added, removed, count }] of parts.entries()) {
    if (removed) out.push(...before.real.slice(oldAt, oldAt + count).map((line) => `- ${line}`));
    else if (added) out.push(...now.real.slice(newAt, newAt + count).map((line) => `+ ${line}`));
    else {
      const lines = now.real.slice(newAt, newAt + count).map((line) => `  ${line}`);
      out.push(...context(lines, index > 0, index < parts.length - 1));
    }
    if (!added) oldAt += count;
    if (!removed) newAt += count;
  }
  return out;
}

/** Of lines that are the same only those beside a difference. */
function context(lines: readonly string[], after: boolean, before: boolean): string[] {
  const [head, tail] = [after ? CONTEXT_LINES : 0, before ? CONTEXT_LINES : 0];
  if (lines.length <= head + tail + 1) return [...lines];
  return [...lines.slice(0, head), '  ⋮', ...lines.slice(lines.length - tail)];
}
