import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Command } from 'commander';
import { UserError } from '../shared/errors.ts';

export function registerBench(program: Command, root: string): void {
  program
    .command('bench')
    .description('在这台机器上测量，输出一份 JSON；终端和 ttyd 比较（PATH 里有它的话）')
    .option('--runs <次数>', '每项测几次', '10')
    .option('--terminals', '只测终端')
    .option('--observe', '只测观察面板')
    .action(
      async ({ runs, terminals, observe }: { runs: string; terminals?: boolean; observe?: boolean }) => {
        const script = ['--import', 'tsx', join(root, 'test/bench/main.ts')];
        const child = spawn(
          process.execPath,
          [...script, runs, ...(terminals ? ['terminals'] : observe ? ['observe'] : [])],
          {
            cwd: root,
            stdio: 'inherit',
          },
        );
        const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
        if (code !== 0) throw new UserError('测量没有做完。', '看上面的报错；先确认 npm start 能正常启动。');
      },
    );
}
