import type { Command } from 'commander';
import type { Workshop } from '../engine/lab-test.ts';
import { registerLabLint } from './lab-lint.ts';
import { registerLabList } from './lab-list.ts';
import { registerLabNew } from './lab-new.ts';
import { registerLabSchema } from './lab-schema.ts';
import { registerLabTest } from './lab-test.ts';
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

/** What the authors of labs use. */
export function registerLabCommands(program: Command, deps: LabCommandDeps): void {
  const lab = program.command('lab').description('实验的作者用的命令');
  registerLabNew(lab, deps);
  registerLabTest(lab, deps);
  registerLabLint(lab, deps);
  registerLabList(lab, deps);
  registerLabSchema(lab, deps);
}
