import { UserError } from '../../shared/errors.ts';
import type { Step } from '../../shared/lab.ts';
import type { Lab } from '../labs.ts';
import { MachineUnavailable } from '../machine.ts';
import type { Machine } from '../machine.ts';
import { TerminalUnavailable } from '../terminal.ts';
import type { Settle } from './judge.ts';
import { StepRun } from './step-run.ts';
import { openTypist } from './typist.ts';
import type { OpenTerminal, Typist } from './typist.ts';

export interface Workshop {
  /** A fresh machine, prepared for the lab: its images pulled, its files copied. Aborted, it gives up and leaves none. */
  readonly takeMachine: (lab: Lab, signal?: AbortSignal) => Promise<Machine>;
  readonly openTerminal?: OpenTerminal | undefined;
  /** The daemon may be a moment behind its own client: how long a verdict may take to become the expected one. Default 3000. */
  readonly settleMs?: number | undefined;
}

/** Whose fault it is can't be known here: a full disk, an image that nobody serves, a setup.sh that fails. */
export class NoMachine extends Error {
  override readonly name = 'NoMachine';
}

/** A machine and somebody at its terminal. Aborted, both go at once, and whoever waits for a command hears of it. */
export interface Bench extends AsyncDisposable {
  readonly typist: Typist;
  begin(step: Step): StepRun;
}

/** Rejects with NoMachine. */
export async function openBench(
  lab: Lab,
  { takeMachine, openTerminal, settleMs }: Workshop,
  signal: AbortSignal,
): Promise<Bench> {
  const machine = await takeMachine(lab, signal).catch((error: unknown) => {
    throw new NoMachine(reasonOf(error), { cause: error });
  });
  let typist: Typist;
  try {
    typist = await openTypist(machine, openTerminal);
  } catch (error) {
    await machine[Symbol.asyncDispose]();
    if (!(error instanceof MachineUnavailable || error instanceof TerminalUnavailable)) throw error;
    throw new NoMachine(reasonOf(error), { cause: error });
  }
  const close = async (): Promise<void> => {
    signal.removeEventListener('abort', abort);
    await typist[Symbol.asyncDispose]();
    await machine[Symbol.asyncDispose]();
  };
  const abort = (): void => void close().catch(() => {}); // the trial's own disposal waits for it and tells
  signal.addEventListener('abort', abort);
  if (signal.aborted) abort();
  const settle: Settle = { settleMs, signal };
  return {
    typist,
    begin: (step) => new StepRun(machine, typist, step, settle),
    [Symbol.asyncDispose]: close,
  };
}

const reasonOf = (error: unknown): string =>
  error instanceof UserError ? `${error.what} ${error.next}` : (error as Error).message;
