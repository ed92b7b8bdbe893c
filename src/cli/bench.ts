import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Command } from 'commander';
import { UserError } from '../shared/errors.ts';

interface Options {
  readonly runs: string;
  readonly labs?: boolean;
  readonly terminals?: boolean;
  readonly observe?: boolean;
  readonly neighbours?: boolean;
  readonly restart?: boolean;
  readonly class?: string | true;
  readonly soak?: string | true;
  readonly soakTerminals?: string | true;
  readonly broadcast?: string | true;
}
const FULL_SOAK = '200';
const FULL_TERMINAL_SOAK_MIN = '120';
const ALONE = ['labs', 'terminals', 'observe', 'neighbours', 'restart'] as const;

export function registerBench(program: Command, root: string): void {
  program
    .command('bench')
    .description('在这台机器上测量，输出一份 JSON；终端和 ttyd 比较（PATH 里有它的话）')
    .option('--runs <次数>', '每项测几次', '10')
    .option('--labs', '只测每个实验：从启动到提示符，到镜像都拉好')
    .option('--terminals', '只测终端')
    .option('--observe', '只测观察面板')
    .option('--class [人数]', '只测一个班：都加入、启动、做一步，默认 40 人')
    .option('--broadcast [人数]', '只测老师的终端直播给很多人看，默认 300 人')
    .option('--neighbours', '只测一台实验机捣乱时，另一台的终端慢了多少')
    .option('--restart', '只测服务器被 kill -9、再启动，到同一个终端接着显示')
    .option('--soak [次数]', '实验机反复生灭这么多次（默认 200），看有没有东西漏下')
    .option(
      '--soak-terminals [分钟]',
      '终端反复打开、使用、断开、回来这么久（默认 120 分钟），看有没有东西漏下',
    )
    .action(async (options: Options) => {
      const argv = ['--expose-gc', '--import', 'tsx', ...scriptOf(options, join(root, 'test/bench'))];
      const child = spawn(process.execPath, argv, { cwd: root, stdio: 'inherit' });
      const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
      if (code !== 0) throw new UserError('测量没有做完。', '看上面的报错；先确认 npm start 能正常启动。');
    });
}

function scriptOf(options: Options, dir: string): string[] {
  const { runs, soak, soakTerminals, class: learners, broadcast } = options;
  const own = (script: string, count: string | true): string[] => [
    join(dir, script),
    ...(count === true ? [] : [count]),
  ];
  if (learners !== undefined) return own('class.ts', learners);
  if (broadcast !== undefined) return own('broadcast.ts', broadcast);
  const script = join(dir, 'main.ts');
  if (soak !== undefined) return [script, soak === true ? FULL_SOAK : soak, 'soak'];
  if (soakTerminals !== undefined)
    return [script, soakTerminals === true ? FULL_TERMINAL_SOAK_MIN : soakTerminals, 'soak-terminals'];
  return [script, runs, ...ALONE.filter((name) => options[name])];
}
