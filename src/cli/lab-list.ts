import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { embeddings, kindsUsed } from '../engine/lab-test.ts';
import type { LabCommandDeps } from './lab-deps.ts';
import { IDS_ARGUMENT, LABS_OPTION, pickLabs } from './lab-pick.ts';

/** `lab list [id…]`: what labs there are, for people or as JSON. */
export function registerLabList(lab: Command, { root, labsDir, print }: LabCommandDeps): void {
  lab
    .command('list')
    .description('列出实验：步骤、时长、用到的检查、嵌入它的课文')
    .argument(...IDS_ARGUMENT)
    .option('--json', '写成 JSON')
    .option(...LABS_OPTION)
    .action(async (ids: string[], flags: { readonly labs?: string; readonly json?: true }) => {
      const labs = await pickLabs(resolve(flags.labs ?? labsDir), ids);
      const lessons = await embeddings(join(root, 'docs'));
      const rows = labs.map(({ id, definition: { title, minutes, steps } }) => ({
        id,
        title,
        steps: steps.map((step) => step.id),
        minutes: minutes ?? null,
        kinds: kindsUsed(steps),
        lessons: lessons.filter((each) => each.lab === id).map((each) => each.lesson),
      }));
      if (flags.json) {
        print(JSON.stringify(rows, null, 2));
        return;
      }
      for (const row of rows) {
        const minutes = row.minutes === null ? '' : `，约 ${row.minutes} 分钟`;
        print(`${row.id} ${row.title}`);
        print(`  ${row.steps.length} 步${minutes}：${row.steps.join('、')}`);
        print(`  检查：${row.kinds.join('、')}`);
        print(`  课文：${row.lessons.join('、') || '还没有'}`);
      }
    });
}
