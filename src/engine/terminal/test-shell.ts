import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ShellProgram, ShellSocket } from '../machine.ts';

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
export function program(file: string, ...args: string[]): () => Promise<ShellProgram> {
  return () => Promise.resolve({ file, args });
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

/** The machine's master of shells, made from the same source; node-pty wants a compiler in any case. */
function compiledMaster(): string {
  const source = path.resolve(import.meta.dirname, '../../../images/machine-base/tty');
  const files = readdirSync(source).sort();
  const hash = createHash('sha256');
  for (const file of files) hash.update(readFileSync(path.join(source, file)));
  const binary = path.join(tmpdir(), `matou-tty-${hash.digest('hex').slice(0, 16)}`);
  if (existsSync(binary)) return binary;
  const mine = `${binary}.${process.pid}`;
  const c = files.filter((file) => file.endsWith('.c')).map((file) => path.join(source, file));
  execFileSync('cc', ['-O2', '-o', mine, ...c, '-lutil']);
  renameSync(mine, binary);
  return binary;
}

/** A shell as a machine has it: a child of the master, reached by the master's socket. Each new one is counted. */
export class MasterShell implements AsyncDisposable {
  readonly #dir = tempDir();
  readonly socket = path.join(this.#dir.path, 'tty.sock');
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

  get starts(): number {
    return existsSync(this.file('starts')) ? readFileSync(this.file('starts')).length : 0;
  }

  get masterPid(): number {
    return this.#master!.pid!;
  }

  readonly attach = async (): Promise<ShellSocket> => {
    await this.start();
    return { terminal: 1, connect: (onread) => connect({ path: this.socket, onread }) };
  };

  /** By the program that is for where the socket can't be reached. */
  readonly attachByProgram = async (): Promise<ShellProgram> => {
    await this.start();
    const argv = (what: string): string[] => [what, this.socket, '1'];
    return {
      file: compiledMaster(),
      args: argv('attach'),
      argsAgain: ['live'],
      hangUp: (force) => {
        execFileSync(compiledMaster(), [...argv('hangup'), ...(force ? [] : ['idle'])]);
        return Promise.resolve();
      },
    };
  };

  async start(): Promise<void> {
    if (this.#master && this.#master.exitCode === null && this.#master.signalCode === null) return;
    rmSync(this.socket, { force: true });
    const home = this.#dir.path;
    const counted = ['sh', '-c', `printf x >>"$0"; exec "$@"`, this.file('starts'), ...this.#argv];
    this.#master = spawn(compiledMaster(), ['serve', this.socket, ...counted], {
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
    await until('the master listens', () => existsSync(this.socket));
  }

  async killMaster(): Promise<void> {
    const master = this.#master;
    if (!master || master.exitCode !== null || master.signalCode !== null) return;
    // Its shells go with it: the ptys that it held hang up.
    const exit = once(master, 'exit');
    master.kill('SIGKILL');
    await exit;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.killMaster();
    this.#dir[Symbol.dispose]();
  }
}
