import { execFile } from 'node:child_process';
import type { Problem } from '../labs.ts';

/** One command of a script, as it is typed; several lines where bash wants them (a loop, a here-document). */
export interface Command {
  readonly text: string;
  /** Line of its beginning in the file, from 1. */
  readonly line: number;
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
  const lines = text.replaceAll('\r\n', '\n').split('\n');
  let open: Command | undefined;
  for (const [index, line] of lines.entries()) {
    if (!open && (line.trim() === '' || line.trim().startsWith('#'))) continue;
    open = open ? { ...open, text: `${open.text}\n${line}` } : { text: line, line: index + 1 };
    const { state, message } = await parse(open.text);
    if (state === 'wrong') {
      return {
        commands,
        problems: [{ file, line: index + 1, column: 1, message: `bash 读不懂这一行：${message}` }],
      };
    }
    if (state === 'complete') {
      commands.push(open);
      open = undefined;
    }
  }
  const problems: Problem[] = open
    ? [
        {
          file,
          line: open.line,
          column: 1,
          message: '从这一行开始的命令没有写完：少了引号、括号、done、fi 或 EOF',
        },
      ]
    : [];
  return { commands, problems };
}

async function parse(text: string): Promise<{ state: 'complete' | 'open' | 'wrong'; message: string }> {
  // A line that ends in a backslash goes on, although bash -n takes the end of the text for the end of the line.
  if (/(?:^|[^\\])(?:\\\\)*\\$/.test(text)) return { state: 'open', message: '' };
  const { code, stderr } = await bashParse(text);
  if (/unexpected end of file|unexpected EOF|delimited by end-of-file/.test(stderr))
    return { state: 'open', message: '' };
  if (code === 0) return { state: 'complete', message: '' };
  const message = stderr.split('\n')[0]?.replace(/^bash: (?:-c: )?(?:line \d+: )?/, '') ?? '';
  return { state: 'wrong', message };
}

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
