import { z } from 'zod';
import type { SessionRow, SessionStore } from '../progress.ts';
import { keptStepsSchema } from './steps.ts';

/** What is to be known of a ready machine besides its id. */
const keptSchema = z.object({
  /** From when on events of its daemon are the learner's, in milliseconds since the epoch. */
  sinceMs: z.number(),
  /** Numbers of the terminals that are open. */
  terminals: z.array(z.number()),
  steps: keptStepsSchema,
});
export type Kept = z.infer<typeof keptSchema>;

/** Undefined: another program wrote it, in a way that this one doesn't know. */
export function readKept(text: string): Kept | undefined {
  try {
    return keptSchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** A burst of commands is one write. */
const WRITE_AFTER_MS = 250;

/** Writes down what a session is at, so that a server that was killed goes on with it. */
export class Keeper {
  private row: SessionRow | undefined;
  private state: (() => Kept) | undefined;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly store: SessionStore,
    private readonly logError: (error: unknown) => void,
  ) {}

  /** The learner waits for a machine from now on. */
  begin(row: Pick<SessionRow, 'learner' | 'lab' | 'fromStep'>): void {
    this.row = { ...row, beganMs: Date.now(), machine: null, kept: null };
    this.write();
  }

  /** The machine is the learner's from now on; `state` says what is to be kept whenever it is asked. */
  ready(row: Pick<SessionRow, 'learner' | 'lab' | 'fromStep' | 'machine'>, state: () => Kept): void {
    this.row = { ...row, beganMs: this.row?.beganMs ?? Date.now(), kept: null };
    this.state = state;
    this.write();
  }

  /** Something of the state is different. */
  changed(): void {
    if (!this.state || this.timer) return;
    this.timer = setTimeout(() => this.write(), WRITE_AFTER_MS);
    this.timer.unref();
  }

  /** There is nothing to go on with any more. */
  forget(): void {
    clearTimeout(this.timer);
    const { row } = this;
    this.row = this.state = undefined;
    if (row) this.guarded(() => this.store.forget(row.learner));
  }

  private write(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    const { row, state } = this;
    if (row) this.guarded(() => this.store.save({ ...row, kept: state ? JSON.stringify(state()) : null }));
  }

  /** A disk that is full costs what a killed server would find again, and nothing else. */
  private guarded(write: () => void): void {
    try {
      write();
    } catch (error) {
      this.logError(error);
    }
  }
}
