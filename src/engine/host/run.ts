import { execFile, spawn } from 'node:child_process';
import { promisify } from 'node:util';

const execFileAsync = promisify(execFile);

/** A command of the host that ended badly; its message holds the command and what it printed. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
  constructor(
    readonly command: string,
    readonly output: string,
    readonly exitCode: number | string | null,
  ) {
    super(`${command}: ${exitCode ?? 'killed'}\n${output}`);
  }
}

/** Runs a host command without a shell and gives its standard output. Rejects with CommandError. */
export async function run(
  file: string,
  args: readonly string[],
  options: { timeoutMs?: number; signal?: AbortSignal | undefined } = {},
): Promise<string> {
  try {
    const { stdout } = await execFileAsync(file, args, {
      timeout: options.timeoutMs ?? 60_000,
      maxBuffer: 64 * 1024 * 1024,
      signal: options.signal,
    });
    return stdout;
  } catch (error) {
    const e = error as { stdout?: string; stderr?: string; code?: number | string | null; message: string };
    const output = `${e.stdout ?? ''}${e.stderr ?? ''}`.trim() || e.message;
    throw new CommandError([file, ...args].join(' '), output, e.code ?? null);
  }
}

/** Like run, for output that is not text; at most 64 MiB. */
export async function runForBytes(file: string, args: readonly string[]): Promise<Buffer> {
  const { stdout } = await execFileAsync(file, args, { encoding: 'buffer', maxBuffer: 64 * 1024 * 1024 });
  return stdout;
}

/** Like run, but a failure is an answer: undefined. */
export async function tryRun(file: string, args: readonly string[]): Promise<string | undefined> {
  return run(file, args).catch(() => undefined);
}

/** A long command: each line of its output is heard as it comes, and the last ones are kept. Never rejects. */
export async function runLines(
  file: string,
  args: readonly string[],
  options: {
    readonly tailLines: number;
    readonly onLine?: (line: string) => void;
    readonly cwd?: string;
    readonly signal?: AbortSignal | undefined;
  },
): Promise<{ readonly exitCode: number | null; readonly tail: string }> {
  const tail: string[] = [];
  const { cwd, signal } = options;
  const child = spawn(file, args, { cwd, signal, stdio: ['ignore', 'pipe', 'pipe'] });
  const listen = (chunk: Buffer): void => {
    const lines = chunk.toString('utf8').split('\n');
    for (const line of lines.filter((each) => each.trim() !== '')) {
      tail.push(`    ${line}`);
      if (tail.length > options.tailLines) tail.shift();
      options.onLine?.(line);
    }
  };
  child.stdout.on('data', listen);
  child.stderr.on('data', listen);
  const exitCode = await new Promise<number | null>((resolve) => {
    child.once('error', () => resolve(null));
    child.once('close', resolve);
  });
  return { exitCode, tail: tail.join('\n') };
}
