import { execFile } from 'node:child_process';
import type { Problem } from '../problems.ts';
import { readDirective } from './directives.ts';
import type { Meanwhile } from './directives.ts';

/** One command of a script, as it is typed; several lines where bash wants them (a loop, a here-document). */
export interface Command {
  readonly text: string;
  /** Line of its beginning in the file, from 1. */
  readonly line: number;
  /** What the comments below it say that is done while it runs. */
  readonly meanwhile: readonly Meanwhile[];
}

/**
 * Splits a script into the commands that a person would type one after another. Bash itself says where a command
 * is complete: no rule of ours would know all of its here-documents, quotes and compound commands.
 */
export async function splitCommands(
  file: string,
  text: string,
): Promise<{ commands: Command[]; problems: Problem[] }> {
  const commands: Command[] = [];
  const problems: Problem[] = [];
  const lines = text.replaceAll('\r\n', '\n').split('\n');
  let open: Command | undefined;
  for (const [index, line] of lines.entries()) {
    const place = { file, line: index + 1, column: 1 };
    if (!open && (line.trim() === '' || line.trim().startsWith('#'))) {
      const last = commands.pop();
      const directive = readDirective(line, last?.meanwhile.length === 0);
      const read = directive && 'kind' in directive ? directive : undefined;
      if (last) commands.push(read ? { ...last, meanwhile: [...last.meanwhile, read] } : last);
      if (directive && 'message' in directive) problems.push({ ...place, ...directive });
      else if (read && !last)
        problems.push({ ...place, message: '前面还没有命令：这一行说的是命令运行时做什么' });
      continue;
    }
    open = open ? { ...open, text: `${open.text}\n${line}` } : { text: line, line: index + 1, meanwhile: [] };
    const { state, message } = await parse(open.text);
    if (state === 'wrong') {
      problems.push({ ...place, message: `bash 读不懂这一行：${message}` });
      return { commands, problems };
    }
    if (state === 'complete') {
      commands.push(open);
      open = undefined;
    }
  }
  if (open) {
    const message = '从这一行开始的命令没有写完：少了引号、括号、done、fi 或 EOF';
    problems.push({ file, line: open.line, column: 1, message });
  }
  return { commands, problems };
}

/** What bash can't read in a whole script, if anything; `line` is counted in the script. */
export async function scriptProblem(text: string): Promise<{ line: number; message: string } | undefined> {
  const { code, stderr } = await bashParse(text);
  // An unfinished here-document is a mere warning to bash.
  if (code === 0 && !/delimited by end-of-file/.test(stderr)) return undefined;
  return { line: Number(/line (\d+)/.exec(stderr)?.[1] ?? 1), message: firstMessage(stderr) };
}

async function parse(text: string): Promise<{ state: 'complete' | 'open' | 'wrong'; message: string }> {
  // A line that ends in a backslash goes on, although bash -n takes the end of the text for the end of the line.
  if (/(?:^|[^\\])(?:\\\\)*\\$/.test(text)) return { state: 'open', message: '' };
  const { code, stderr } = await bashParse(text);
  if (/unexpected end of file|unexpected EOF|delimited by end-of-file/.test(stderr))
    return { state: 'open', message: '' };
  if (code === 0) return { state: 'complete', message: '' };
  return { state: 'wrong', message: firstMessage(stderr) };
}

const firstMessage = (stderr: string): string =>
  stderr.split('\n')[0]?.replace(/^bash: (?:-c: )?(?:line \d+: )?/, '') ?? '';

/** `-n` reads and runs nothing. The messages are told apart by their English words, hence LC_ALL. */
function bashParse(text: string): Promise<{ code: number; stderr: string }> {
  return new Promise((resolve, reject) => {
    const env = { LC_ALL: 'C', PATH: '/usr/local/bin:/usr/bin:/bin' };
    execFile('bash', ['--norc', '-n', '-c', text], { env, timeout: 5_000 }, (error, _stdout, stderr) => {
      if (error && typeof error.code !== 'number') reject(error);
      else resolve({ code: error ? Number(error.code) : 0, stderr });
    });
  });
}
