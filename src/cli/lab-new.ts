import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline/promises';
import type { Command } from 'commander';
import { shortPath } from '../engine/labs.ts';
import { UserError } from '../shared/errors.ts';
import type { LabCommandDeps } from './lab-deps.ts';
import { newLabFiles } from './lab-new-files.ts';
import { LABS_OPTION } from './lab-pick.ts';

const ID = /^[a-z0-9]+(-[a-z0-9]+)*(\/[a-z0-9]+(-[a-z0-9]+)*)+$/;

/** `lab new <chapter>/<name>`: a small lab that passes `lab test` as it is. */
export function registerLabNew(lab: Command, { root, labsDir, print }: LabCommandDeps): void {
  lab
    .command('new')
    .description('写一个新实验：生成一个马上能通过测试的小实验，在它上面改')
    .argument('<id>', '章和名字，例如 ch4/my-first-lab')
    .option('--title <标题>', '实验的标题；不写就问')
    .option(...LABS_OPTION)
    .action(async (id: string, flags: { readonly title?: string; readonly labs?: string }) => {
      if (!ID.test(id)) {
        throw new UserError(
          `实验的编号不能是 ${id}。`,
          '写成 <章>/<名字>，只用小写字母、数字和连字符，例如 ch4/my-first-lab。',
        );
      }
      const dir = path.join(path.resolve(flags.labs ?? labsDir), id);
      if (existsSync(dir)) {
        throw new UserError(`${shortPath(dir)} 已经存在。`, '换一个名字；要重写它，先自己删掉这个文件夹。');
      }
      const title = (flags.title ?? (await askTitle())).trim();
      if (title === '')
        throw new UserError('实验要有标题。', '加上 --title <标题>，例如 --title 我的第一个实验。');
      const schema = path.relative(dir, path.join(root, 'labs/lab.schema.json'));
      for (const [name, text] of newLabFiles(title, schema)) {
        const file = path.join(dir, name);
        await mkdir(path.dirname(file), { recursive: true });
        await writeFile(file, text);
        print(`✔ ${shortPath(file)}`);
      }
      const elsewhere = flags.labs === undefined ? '' : ` --labs ${flags.labs}`;
      print(`下一步：npm run lab -- test ${id}${elsewhere}`);
    });
}

async function askTitle(): Promise<string> {
  if (!process.stdin.isTTY) return '';
  const asking = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return await asking.question('实验的标题：');
  } finally {
    asking.close();
  }
}
