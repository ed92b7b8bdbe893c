import type { Workshop } from '../engine/lab-test.ts';
import type { WorkshopOptions } from './workshop.ts';

export interface LabCommandDeps {
  /** Of the checkout. */
  readonly root: string;
  readonly labsDir: string;
  /** The data directory: what passed last is remembered there. */
  home(): string;
  /** Opened by `lab test` only: the others need no engine. */
  openWorkshop(options: WorkshopOptions): Promise<Workshop & AsyncDisposable>;
  readonly print: (line: string) => void;
}
