import { createStore, type Store } from '../live/store.ts';
import type { CommandRunner } from './command-runner.ts';
import type { TerminalConnection } from './terminal-connection.ts';

/** The terminal that code blocks type into. */
export interface ActiveTerminal {
  readonly lab: string;
  readonly connection: TerminalConnection;
  readonly runner: CommandRunner;
  focus(): void;
}

/** Lessons and the pane are apart in the tree: this is where a ▶ finds the terminal. */
export const activeTerminal: Store<ActiveTerminal | null> = createStore<ActiveTerminal | null>(null);
