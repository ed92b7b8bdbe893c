import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { courseImages } from '../engine/images.ts';
import { embeddings, lintLabs } from '../engine/lab-test.ts';
import { formatPlace, problemsError } from '../engine/labs.ts';
import type { LabCommandDeps } from './lab-deps.ts';
import { IDS_ARGUMENT, LABS_OPTION, pickLabs } from './lab-pick.ts';

/** `lab lint [id…]`: exit code 1 where something is wrong; what only could be better is said. */
export function registerLabLint(lab: Command, { root, labsDir, print }: LabCommandDeps): void {
  lab
    .command('lint')
    .description('不用实验机，看实验的文件写得对不对')
    .argument(...IDS_ARGUMENT)
    .option(...LABS_OPTION)
    .action(async (ids: string[], flags: { readonly labs?: string }) => {
      const labs = await pickLabs(resolve(flags.labs ?? labsDir), ids);
      const { problems, warnings } = await lintLabs(labs, {
        images: await courseImages(join(root, 'images')),
        lessons: await embeddings(join(root, 'docs')),
      });
      for (const warning of warnings) print(`提醒 ${formatPlace(warning)} ${warning.message}`);
      if (problems.length > 0) throw problemsError(problems);
      const reminders = warnings.length > 0 ? `，有 ${warnings.length} 处提醒` : '';
      print(`${labs.length} 个实验的文件都没有错误${reminders}。`);
    });
}
