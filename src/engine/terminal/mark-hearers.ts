import type { Mark } from '../../shared/wire.ts';
import { TerminalUnavailable, type Subscription } from './types.ts';

/** Those who hear the shell's marks, and those who wait for one. */
export class MarkHearers {
  readonly #listeners = new Set<(mark: Mark) => void>();
  /** Told when the shell that should print their mark is gone. */
  readonly #waiters = new Set<(final: boolean) => void>();
  #closed = false;

  /** Whether somebody waits. */
  get awaited(): boolean {
    return this.#waiters.size > 0;
  }

  listen(listener: (mark: Mark) => void): Subscription {
    this.#listeners.add(listener);
    return { stop: () => void this.#listeners.delete(listener) };
  }

  tell(mark: Mark): void {
    for (const listener of [...this.#listeners]) listener(mark);
  }

  shellLost(): void {
    for (const lost of [...this.#waiters]) lost(false);
  }

  close(): void {
    this.#closed = true;
    for (const lost of [...this.#waiters]) lost(true);
    this.#listeners.clear();
  }

  /** The next mark of a kind. A command has no end when its shell is gone; a prompt may come from the next shell. */
  wait<K extends Mark['kind']>(kind: K, timeoutMs: number): Promise<Extract<Mark, { kind: K }>> {
    if (this.#closed) return Promise.reject(new TerminalUnavailable('the terminal is closed'));
    return new Promise((resolve, reject) => {
      const stop = (): void => {
        clearTimeout(timer);
        subscription.stop();
        this.#waiters.delete(lost);
      };
      const fail = (why: string): void => {
        stop();
        reject(new TerminalUnavailable(why));
      };
      const lost = (final: boolean): void => {
        if (final) fail('the terminal was closed');
        else if (kind === 'command') fail('the shell has ended');
      };
      const timer = setTimeout(() => fail(`no ${kind} mark from the shell in ${timeoutMs} ms`), timeoutMs);
      const subscription = this.listen((mark) => {
        if (mark.kind !== kind) return;
        stop();
        resolve(mark as Extract<Mark, { kind: K }>);
      });
      this.#waiters.add(lost);
    });
  }
}
