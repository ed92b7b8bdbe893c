import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ShellAttachment } from '../machine.ts';

/** Far more than anything takes: a test that gets here has failed, not been slow. */
const DEADLINE_MS = 15_000;

export async function until(what: string, check: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + DEADLINE_MS;
  while (!(await check())) {
    if (performance.now() > deadline) throw new Error(`in ${DEADLINE_MS} ms not: ${what}`);
    await sleep(5);
  }
}

/** An `attach` that runs a program of the host. */
export function program(file: string, ...args: string[]): () => Promise<ShellAttachment> {
  return () => Promise.resolve({ file, args, [Symbol.dispose]: () => undefined });
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** A directory of its own, gone at the end. */
export function tempDir(): Disposable & { readonly path: string } {
  const dir = mkdtempSync(path.join(tmpdir(), 'matou-terminal-'));
  return {
    path: dir,
    [Symbol.dispose]: () => rmSync(dir, { recursive: true, force: true }),
  };
}

/** A shell that lives under dtach, as it does in a machine; started again when it has ended and is wanted. */
export class DtachShell implements AsyncDisposable {
  starts = 0;
  readonly #dir = tempDir();
  readonly #socket = path.join(this.#dir.path, 'tty.sock');
  readonly #argv: readonly string[];
  readonly #env: NodeJS.ProcessEnv;
  #master: ChildProcess | undefined;

  constructor(argv: readonly string[], env: NodeJS.ProcessEnv = {}) {
    this.#argv = argv;
    this.#env = env;
  }

  /** A file for the shell's own use. */
  file(name: string): string {
    return path.join(this.#dir.path, name);
  }

  readonly attach = async (): Promise<ShellAttachment> => {
    if (this.#master === undefined || this.#master.exitCode !== null || this.#master.signalCode !== null) {
      this.starts += 1;
      rmSync(this.#socket, { force: true });
      const home = this.#dir.path;
      this.#master = spawn('dtach', ['-N', this.#socket, '-r', 'none', ...this.#argv], {
        env: {
          PATH: process.env.PATH,
          LANG: 'C.UTF-8',
          TERM: 'xterm-256color',
          HOME: home,
          HISTFILE: '',
          ...this.#env,
        },
        cwd: home,
        stdio: 'ignore',
      });
      await until('dtach listens', () => existsSync(this.#socket));
    }
    return program('dtach', '-a', this.#socket, '-r', 'none', '-E', '-z')();
  };

  get alive(): boolean {
    return this.#master !== undefined && this.#master.exitCode === null;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const master = this.#master;
    if (master?.exitCode === null && master.signalCode === null) {
      // Its shell goes with it: the pty that it held hangs up.
      const exit = once(master, 'exit');
      master.kill('SIGKILL');
      await exit;
    }
    this.#dir[Symbol.dispose]();
  }
}
