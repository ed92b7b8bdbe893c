import type { TerminalSession } from '../terminal.ts';

/** A terminal that a learner has open. */
export interface OpenTerminalAt {
  readonly lab: string;
  readonly number: number;
  readonly terminal: TerminalSession;
}
