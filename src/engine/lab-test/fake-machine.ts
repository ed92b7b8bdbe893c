import { expect } from 'vitest';
import type { Mark } from '../../shared/wire.ts';
import type { ContainerInspectInfo, ImageInfo, Machine } from '../machine.ts';
import { TerminalUnavailable, type TerminalSession } from '../terminal.ts';

/** As much of a machine and its shell as the fixture lab's scripts need; what is typed changes what checks see. */
export class FakeMachine {
  readonly containers: ContainerInspectInfo[] = [];
  readonly images = [{ Id: 'sha256:b', RepoTags: ['busybox:latest'] }] as ImageInfo[];
  readonly typed: string[] = [];
  open = true;
  /** What `docker create` does on this one. */
  broken = false;

  static #made = 0;
  readonly nonce = `secret ${(FakeMachine.#made += 1)}`;

  readonly machine = {
    nonce: this.nonce,
    shell: () => Promise.reject(new Error('the fake terminal needs no shell')),
    containers: () => Promise.resolve([...this.containers]),
    images: () => Promise.resolve([...this.images]),
    watchEvents: () => ({ stop: () => undefined }),
    inspectImage: () => Promise.resolve(undefined),
    [Symbol.asyncDispose]: () => {
      this.open = false;
      return Promise.resolve();
    },
  } as unknown as Machine;

  run(command: string): number {
    expect(this.open, 'the machine was given back too early').toBe(true);
    this.typed.push(command);
    const create = /^docker create\s+(?:\\\n\s*)?--name (\S+) (\S+)$/.exec(command);
    const State = { Status: 'created', ExitCode: 0 };
    if (create && this.broken) return 1;
    if (create) {
      const [, name, image] = create;
      this.containers.push({
        Name: `/${name}`,
        Created: '',
        Image: 'sha256:b',
        Config: { Image: image },
        State,
      } as ContainerInspectInfo);
      return 0;
    }
    if (command === 'docker tag busybox web') this.images[0]!.RepoTags!.push('web:latest');
    return command === 'false' ? 1 : 0;
  }

  onHang = (): void => undefined;
  #closed = (): void => undefined;
  hang(): Promise<never> {
    setImmediate(this.onHang);
    return new Promise((_, reject) => {
      this.#closed = () => reject(new TerminalUnavailable('the terminal was closed'));
    });
  }

  terminal(): TerminalSession {
    const listeners = new Set<(mark: Mark) => void>();
    let typed: string | undefined;
    const session = {
      input: (data: string) => (typed = data),
      onMark: (listener: (mark: Mark) => void) => {
        listeners.add(listener);
        return { stop: () => listeners.delete(listener) };
      },
      waitForPrompt: () => {
        if (typed === undefined) return Promise.resolve();
        expect(typed.endsWith('\r')).toBe(true);
        const command = typed.slice(0, -1).replaceAll('\r', '\n');
        if (command === 'hang') return Promise.reject(new TerminalUnavailable('no prompt'));
        if (command === 'hang for ever') return this.hang();
        const exitCode = this.run(command);
        for (const listener of listeners) listener({ kind: 'command', command, exitCode, durationMs: 1 });
        return Promise.resolve();
      },
      screenText: () => Promise.resolve(`$ ${this.typed.join('\n$ ')}\n\n`),
      [Symbol.asyncDispose]: () => {
        this.#closed();
        return Promise.resolve();
      },
    };
    return session as unknown as TerminalSession;
  }
}
