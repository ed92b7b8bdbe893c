import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Command } from 'commander';
import { UserError } from '../shared/errors.ts';

interface BenchOptions {
  readonly runs: string;
  readonly terminals?: boolean;
  readonly observe?: boolean;
  readonly neighbours?: boolean;
  readonly soak?: string | true;
}
const FULL_SOAK = '200';
const ALONE = ['terminals', 'observe', 'neighbours'] as const;

export function registerBench(program: Command, root: string): void {
  program
    .command('bench')
    .description('在这台机器上测量，输出一份 JSON；终端和 ttyd 比较（PATH 里有它的话）')
    .option('--runs <次数>', '每项测几次', '10')
    .option('--terminals', '只测终端')
    .option('--observe', '只测观察面板')
    .option('--neighbours', '只测一台实验机捣乱时，另一台的终端慢了多少')
    .option('--soak [次数]', '实验机反复生灭这么多次（默认 200），看有没有东西漏下')
    .action(async (options: BenchOptions) => {
      const { runs, soak } = options;
      const script = ['--expose-gc', '--import', 'tsx', join(root, 'test/bench/main.ts')];
      const what = soak
        ? [soak === true ? FULL_SOAK : soak, 'soak']
        : [runs, ...ALONE.filter((name) => options[name])];
      const child = spawn(process.execPath, [...script, ...what], { cwd: root, stdio: 'inherit' });
      const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
      if (code !== 0) throw new UserError('测量没有做完。', '看上面的报错；先确认 npm start 能正常启动。');
    });
}
