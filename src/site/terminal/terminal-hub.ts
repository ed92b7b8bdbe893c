import { createStore, type Store } from '../live/store.ts';
import type { CommandRunner } from './command-runner.ts';
import { show } from './layout.ts';
import { layoutOf } from './layout-store.ts';
import type { TerminalConnection } from './terminal-connection.ts';

/** A terminal that code blocks can type into. */
export interface RunnableTerminal {
  readonly lab: string;
  readonly number: number;
  readonly connection: TerminalConnection;
  readonly runner: CommandRunner;
  focus(): void;
}

/** Lessons and the pane are apart in the tree: this is where a ▶ finds the terminals. Those that are on the page. */
export const openTerminals: Store<readonly RunnableTerminal[]> = createStore<readonly RunnableTerminal[]>([]);

const OPEN_WITHIN_MS = 15_000;

/** The terminal that the learner uses, or the one of that number, which comes into view. Undefined if none is open in time. */
export async function terminalFor(
  lab: string,
  number: number | undefined,
): Promise<RunnableTerminal | undefined> {
  const layout = layoutOf(lab);
  if (number !== undefined) layout.set((now) => show(now, number));
  const wanted = layout.get().active;
  const find = (): RunnableTerminal | undefined =>
    openTerminals
      .get()
      .find((t) => t.lab === lab && t.number === wanted && t.connection.state.get().kind === 'open');
  const found = find();
  // Without a name there is nothing to wait for: the machine runs or it doesn't.
  if (found || number === undefined) return found;
  return new Promise((resolve) => {
    const stops: (() => void)[] = [];
    const done = (terminal: RunnableTerminal | undefined): void => {
      for (const stop of stops) stop();
      resolve(terminal);
    };
    const look = (): void => {
      const terminal = find();
      if (terminal) done(terminal);
    };
    const watch = (): void => {
      for (const { connection } of openTerminals.get()) stops.push(connection.state.subscribe(look));
      look();
    };
    stops.push(openTerminals.subscribe(watch));
    const timer = setTimeout(() => done(undefined), OPEN_WITHIN_MS);
    stops.push(() => clearTimeout(timer));
    watch();
  });
}
