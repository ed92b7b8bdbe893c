import { UserError } from '../../shared/errors.ts';
import type { CommandMark } from '../../shared/wire.ts';
import type { Machine } from '../machine.ts';
import { openTerminal, type TerminalSession } from '../terminal.ts';

/** Long enough to come back after lunch; a shell that runs something stays as long as the machine. */
const IDLE_TERMINAL_MS = 30 * 60_000;

/** The learner has as many terminals open as there may be. */
export class TooManyTerminals extends UserError {}

export interface TerminalsDeps {
  readonly most: number;
  /** A command has ended in one of them. */
  onCommand(mark: CommandMark): void;
  onOpened(number: number, terminal: TerminalSession): void;
  /** Another set of them is open. */
  onChange(): void;
}

/** The terminals of one machine. */
export class Terminals {
  private readonly opening = new Map<number, Promise<TerminalSession>>();
  private readonly open_ = new Map<number, TerminalSession>();

  constructor(private readonly deps: TerminalsDeps) {}

  /** On their way too. */
  get numbers(): number[] {
    return [...this.opening.keys()];
  }

  /** Those whose shell is reached. */
  get reached(): ReadonlyMap<number, TerminalSession> {
    return this.open_;
  }

  /** The one that is open, or a new one. Throws TooManyTerminals. */
  open(machine: Machine, number: number): Promise<TerminalSession> {
    const open = this.opening.get(number);
    if (open) return open;
    const { most } = this.deps;
    if (this.opening.size >= most)
      throw new TooManyTerminals(`一台实验机最多开 ${most} 个终端。`, '先关掉一个再开。');
    const opening = openTerminal({
      attach: () => machine.shell(number),
      nonce: machine.nonce,
      idleGraceMs: IDLE_TERMINAL_MS,
    }).then((terminal) => {
      terminal.onMark((mark) => {
        if (mark.kind === 'command') this.deps.onCommand(mark);
      });
      return terminal;
    });
    this.opening.set(number, opening);
    opening.then(
      (terminal) => this.opened(number, terminal),
      () => this.opening.delete(number),
    );
    return opening;
  }

  /** Ends the shell; the next one of that number is a new one. */
  async close(number: number): Promise<void> {
    await (await this.opening.get(number))?.close();
  }

  /** Lets go of all of them; their shells end with the machine. */
  async release(): Promise<void> {
    const all = [...this.opening.values()];
    this.opening.clear();
    await Promise.allSettled(all.map(async (opening) => (await opening)[Symbol.asyncDispose]()));
  }

  private opened(number: number, terminal: TerminalSession): void {
    this.open_.set(number, terminal);
    this.deps.onChange();
    void terminal.ended.then(() => {
      this.opening.delete(number);
      this.open_.delete(number);
      this.deps.onChange();
    });
    this.deps.onOpened(number, terminal);
  }
}
