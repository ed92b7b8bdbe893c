import { MAX_SHOWN_CHARS, type LiveMessage } from '../../shared/api.ts';
import { findStep, type Lab } from '../labs.ts';
import type { Machine } from '../machine.ts';

const TIMEOUT_MS = 5_000;

export interface ShowingsDeps {
  readonly lab: Lab;
  machine(): Machine | undefined;
  tell(message: LiveMessage): void;
  logError(details: object, message: string): void;
}

/** What passed steps show of the machine (`show` in lab.yaml); a page that comes later gets it too. */
export class Showings {
  private readonly shown = new Map<string, Readonly<Record<string, string>>>();

  constructor(private readonly deps: ShowingsDeps) {}

  messages(): LiveMessage[] {
    return [...this.shown].map(([step, values]) => ({ type: 'shown', lab: this.deps.lab.id, step, values }));
  }

  /** A value that can't be had is left out. Never rejects. */
  async show(step: string): Promise<void> {
    const { lab, tell, logError } = this.deps;
    const machine = this.deps.machine();
    const scripts = Object.entries(findStep(lab, step).show ?? {});
    if (!machine || scripts.length === 0) return;
    const values: Record<string, string> = {};
    for (const [name, script] of scripts) {
      try {
        const { stdout } = await machine.exec(['bash', '-c', script], { timeoutMs: TIMEOUT_MS });
        values[name] = stdout.trimEnd().slice(0, MAX_SHOWN_CHARS);
      } catch (error) {
        logError({ err: error, lab: lab.id, step, name }, 'nothing to show');
      }
    }
    this.shown.set(step, values);
    tell({ type: 'shown', lab: lab.id, step, values });
  }
}
