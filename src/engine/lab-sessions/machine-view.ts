import type { Machine } from '../machine.ts';
import { Observation } from '../observe.ts';
import { MachineWeb } from '../web-port.ts';

/** Windows into one learner's machine: what is drawn of it, and the web pages that it serves. */
export class MachineView implements Disposable {
  readonly observation: Observation;
  readonly web: MachineWeb;
  /** Resolves when the machine is given up. */
  readonly ended: Promise<void>;
  private end: () => void = () => {};

  constructor(machine: Machine, logError: (error: unknown) => void) {
    this.observation = new Observation(machine, logError);
    this.web = new MachineWeb(machine);
    this.ended = new Promise((resolve) => (this.end = resolve));
  }

  [Symbol.dispose](): void {
    this.observation.dispose();
    this.web.dispose();
    this.end();
  }
}
