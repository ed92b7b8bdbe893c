import type { Command } from 'commander';
import type { LabCommandDeps } from './lab-deps.ts';
import { registerLabLint } from './lab-lint.ts';
import { registerLabList } from './lab-list.ts';
import { registerLabNew } from './lab-new.ts';
import { registerLabSchema } from './lab-schema.ts';
import { registerLabTest } from './lab-test.ts';

/** What the authors of labs use. */
export function registerLabCommands(program: Command, deps: LabCommandDeps): void {
  const lab = program.command('lab').description('实验的作者用的命令');
  registerLabNew(lab, deps);
  registerLabTest(lab, deps);
  registerLabLint(lab, deps);
  registerLabList(lab, deps);
  registerLabSchema(lab, deps);
}
