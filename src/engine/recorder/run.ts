import type { ConsoleCommand } from '../../shared/console.ts';
import { UserError } from '../../shared/errors.ts';
import { splitCommands } from '../typing.ts';
import type { Workshop } from '../lab-test.ts';
import type { Lab } from '../labs.ts';
import { MachineUnavailable } from '../machine.ts';
import type { Machine } from '../machine.ts';
import { TerminalUnavailable } from '../terminal.ts';
import type { BlockDefinition, Transcript } from '../transcripts.ts';
import { openShell } from './shell.ts';
import type { Typed } from './shell.ts';

export interface PreparedTranscript {
  readonly transcript: Transcript;
  readonly lab: Lab;
  readonly blocks: readonly {
    readonly definition: BlockDefinition;
    /** Where it stands in the script. */
    readonly place: string;
    readonly commands: readonly Typed[];
  }[];
}

/** Something that an author has to look at. */
export interface Trouble {
  /** `file:line:col` */
  readonly place: string;
  readonly block: string;
  readonly message: string;
  /** A diff, or the last lines of the terminal. */
  readonly details: readonly string[];
}

export interface Run {
  readonly docker: string;
  readonly debian: string;
  /** By id, hidden ones too; those that came before `trouble`. */
  readonly blocks: ReadonlyMap<string, readonly ConsoleCommand[]>;
  /** The first command that did not go as the script says: what comes after it would prove nothing. */
  readonly trouble?: Trouble;
}

/** Splits the commands of a script, before any machine is taken. Rejects with UserError. */
export async function prepareTranscript(transcript: Transcript, lab: Lab): Promise<PreparedTranscript> {
  const problems: string[] = [];
  const blocks: PreparedTranscript['blocks'][number][] = [];
  for (const [index, definition] of transcript.definition.blocks.entries()) {
    const place = transcript.place(['blocks', index, 'id']);
    const { commands, problems: found } = await splitCommands(transcript.script, definition.run);
    const at = transcript.place(['blocks', index, 'run']);
    problems.push(...found.map(({ line, message }) => `  ${at} run 的第 ${line} 行：${message}`));
    if (commands.length === 0 && found.length === 0) problems.push(`  ${at} run 里只有注释，没有命令`);
    const timeoutMs = definition.timeout * 1000;
    const typed = commands.map(({ text }, nth): Typed => {
      const isLast = nth === commands.length - 1;
      return { text, timeoutMs, ...(isLast && definition.input && { input: definition.input }) };
    });
    blocks.push({ definition, place, commands: typed });
  }
  if (problems.length > 0) {
    const what = `录制脚本里有 ${problems.length} 处要改：\n${problems.join('\n')}`;
    throw new UserError(what, '改好以后再录制。');
  }
  return { transcript, lab, blocks };
}

/** All blocks in one real shell of one fresh machine. */
export async function runTranscript(prepared: PreparedTranscript, workshop: Workshop): Promise<Run> {
  const taken = await takeMachine(prepared, workshop);
  if ('trouble' in taken) return { docker: '', debian: '', blocks: new Map(), ...taken };
  await using machine = taken.machine;
  const versions = await versionsOf(machine);
  await using shell = await openShell(machine, workshop.openTerminal);
  const blocks = new Map<string, readonly ConsoleCommand[]>();
  for (const { definition, place, commands } of prepared.blocks) {
    const done: ConsoleCommand[] = [];
    const trouble = async (message: string): Promise<Run> => {
      const details = (await shell.screen().catch(() => '')).split('\n').map((line) => `│ ${line}`);
      return { ...versions, blocks, trouble: { place, block: definition.id, message, details } };
    };
    for (const [index, typed] of commands.entries()) {
      const which = `第 ${index + 1} 条命令 ${firstLine(typed.text)}`;
      try {
        done.push(await shell.run(typed));
      } catch (error) {
        if (!(error instanceof TerminalUnavailable || error instanceof MachineUnavailable)) throw error;
        return await trouble(`${which} 没有做完：${explain(error, definition)}`);
      }
      const isLast = index === commands.length - 1;
      const wanted = isLast ? definition.exitCode : 0;
      const { exitCode } = done.at(-1)!;
      if (exitCode === wanted) continue;
      const advice = isLast
        ? `如果就是要展示它失败，写 exitCode: ${exitCode}`
        : '要展示失败的命令，让它做一段的最后一条';
      return await trouble(`${which} 的退出码是 ${exitCode}，应当是 ${wanted}。${advice}`);
    }
    blocks.set(definition.id, done);
  }
  return { ...versions, blocks };
}

/** An image that the registry lacks is one lesson's trouble, not the others'. */
async function takeMachine(
  { transcript, lab, blocks }: PreparedTranscript,
  workshop: Workshop,
): Promise<{ machine: Machine } | { trouble: Trouble }> {
  try {
    return { machine: await workshop.takeMachine(lab) };
  } catch (error) {
    if (!(error instanceof UserError || error instanceof MachineUnavailable)) throw error;
    const place = transcript.place(['machine']);
    const message = `实验机没有准备好：${error.message}`;
    return { trouble: { place, block: blocks[0]!.definition.id, message, details: [] } };
  }
}

const firstLine = (text: string): string => (text.includes('\n') ? `${text.split('\n')[0]} …` : text);

function explain(error: Error, { timeout }: BlockDefinition): string {
  if (!/^no \w+ mark/.test(error.message)) return error.message;
  return `${timeout} 秒里没有等到提示符。它也许在等输入（写 input），打开了分页器（加 --no-pager），一直在前台运行（用 -d，或 input: ['^C']），或者确实要更久（写 timeout）`;
}

async function versionsOf(machine: Machine): Promise<{ docker: string; debian: string }> {
  const script = "docker version --format '{{.Server.Version}}'; . /etc/os-release; echo $VERSION_ID";
  const { stdout } = await machine.exec(['bash', '-c', script]);
  const [docker = '', debian = ''] = stdout.trim().split('\n');
  return { docker, debian };
}
