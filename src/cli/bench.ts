import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Command } from 'commander';
import { UserError } from '../shared/errors.ts';

interface Options {
  readonly runs: string;
  readonly terminals?: boolean;
  readonly observe?: boolean;
  readonly class?: string | true;
}

export function registerBench(program: Command, root: string): void {
  program
    .command('bench')
    .description('在这台机器上测量，输出一份 JSON；终端和 ttyd 比较（PATH 里有它的话）')
    .option('--runs <次数>', '每项测几次', '10')
    .option('--terminals', '只测终端')
    .option('--observe', '只测观察面板')
    .option('--class [人数]', '只测一个班：都加入、启动、做一步，默认 40 人')
    .action(async (options: Options) => {
      const argv = ['--import', 'tsx', ...scriptOf(options, join(root, 'test/bench'))];
      const child = spawn(process.execPath, argv, { cwd: root, stdio: 'inherit' });
      const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
      if (code !== 0) throw new UserError('测量没有做完。', '看上面的报错；先确认 npm start 能正常启动。');
    });
}

function scriptOf({ runs, terminals, observe, class: learners }: Options, dir: string): string[] {
  if (learners !== undefined) return [join(dir, 'class.ts'), ...(learners === true ? [] : [learners])];
  return [join(dir, 'main.ts'), runs, ...(terminals ? ['terminals'] : observe ? ['observe'] : [])];
}
