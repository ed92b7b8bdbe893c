import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findLeftovers } from '../../src/engine/host.ts';

export const root = resolve(import.meta.dirname, '../..');

export interface Program {
  readonly child: ChildProcess;
  output(): string;
  /** Resolves with the exit code, or the signal's name. */
  readonly ended: Promise<number | string>;
  /** Resolves with the address once it listens; rejects with the output if it ends first. */
  listening(withinMs?: number): Promise<string>;
}

/** Runs the very command behind `npm start`; `before` is a shell line run first, in a mount namespace of its own. */
export function startProgram(
  args: readonly string[],
  options: { before?: string; uid?: number; npm?: boolean } = {},
): Program {
  const { before, uid } = options;
  // Another user may not be let into the folder that the checkout lies in: they get it at a place of their own.
  const at = uid === undefined ? root : mkdtempSync(join(tmpdir(), 'matou-checkout-'));
  const prepare = [
    ...(uid === undefined ? [] : [`chmod 755 ${at}`, `mount --bind ${root} ${at}`, `cd ${at}`]),
    ...(before ? [before] : []),
  ];
  const program = options.npm
    ? ['npm', 'start', '--', ...args]
    : [process.execPath, join(at, 'src/cli/bootstrap.mjs'), 'start', ...args];
  const argv = uid === undefined ? program : [...setpriv(uid), ...program];
  const [file, ...rest] =
    prepare.length > 0
      ? ['unshare', '-m', 'sh', '-c', `${prepare.join('; ')}; exec "$@"`, 'sh', ...argv]
      : argv;
  const child = spawn(file!, rest, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  let text = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
  const ended = new Promise<number | string>((done) =>
    child.once('close', (code, signal) => {
      if (at !== root) rmdirSync(at);
      done(code ?? signal ?? 'unknown');
    }),
  );
  return {
    child,
    output: () => text,
    ended,
    async listening(withinMs = 10 * 60_000) {
      const deadline = Date.now() + withinMs;
      let over = false;
      void ended.then(() => (over = true));
      for (;;) {
        const address = /^(http:\/\/\S+)$/m.exec(text)?.[1];
        if (address) return address;
        if (over || Date.now() > deadline) throw new Error(`not listening:\n${text}`);
        await sleep(50);
      }
    },
  };
}

const setpriv = (uid: number): string[] => ['setpriv', `--reuid=${uid}`, `--regid=${uid}`, '--clear-groups'];

/** Everything on the host that carries this home's tag; empty after a clean stop. */
export async function leftovers(home: string): Promise<string[]> {
  return (await findLeftovers(home)).map(({ kind, what }) => `${kind} ${what}`);
}
