import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import type { Command } from 'commander';
import { backUp, entriesOf, removeHome, restore } from '../engine/home.ts';
import { lockHolder } from '../engine/host.ts';
import { readConfig } from '../server/config.ts';
import { UserError } from '../shared/errors.ts';

const HOME_OPTION = ['--home <目录>', '数据目录，默认 /var/lib/matou（环境变量 MATOU_HOME）'] as const;
const MIB = 1024 ** 2;

/** In the user's own Docker nothing is removed unasked. */
const SHARED_ENGINE = [
  '要是用过你自己的 Docker，那里还有（看清楚再删）：',
  '  实验机和课程仓库  docker rm -f -v $(docker ps -aq --filter label=matou.role)',
  '  镜像              docker image ls "matou/*"，再 docker image rm',
  '  卷和网络          docker volume ls --filter name=matou、docker network ls --filter name=matou',
];

interface HomeFlag {
  readonly home?: string;
}

/** What becomes of the data: kept safe, brought back, removed. */
export function registerHomeCommands(program: Command, root: string): void {
  program
    .command('backup')
    .usage('-- <文件> [选项]')
    .description('把学习进度等重做不了的数据写进一个文件；课程运行着也可以')
    .argument('<文件>', '例如 matou.tar.gz；压缩方式由结尾决定')
    .option(...HOME_OPTION)
    .action(async (file: string, flags: HomeFlag) => {
      const { home } = readConfig(flags);
      const backup = await backUp(home, file);
      for (const { path, bytes } of backup.manifest.files) console.log(`  ${path}  ${mib(bytes)}`);
      console.log(`✔ 已备份到 ${backup.file}（${mib(backup.bytes)}）。里面有学员的标识，请像密码一样保管。`);
    });

  program
    .command('restore')
    .usage('-- <文件> [选项]')
    .description('从备份恢复；先停下课程')
    .argument('<文件>', 'npm run backup 写的文件')
    .option('--replace', '换掉现有的数据；原来的移到一边，不删除')
    .option(...HOME_OPTION)
    .action(async (file: string, { replace = false, ...flags }: HomeFlag & { replace?: boolean }) => {
      const { home } = readConfig(flags);
      const { manifest, aside } = await restore(home, file, { replace });
      const at = new Date(manifest.createdAt).toLocaleString('zh-CN');
      console.log(`✔ 已恢复 ${at} 的备份，${manifest.files.length} 个文件。用 npm start 启动。`);
      if (aside !== undefined) console.log(`  原来的数据在 ${aside}，确认无误后可以删除。`);
    });

  program
    .command('uninstall')
    .usage('-- [选项]')
    .description('删除数据目录，以及码头在这台机器上留下的一切；先停下课程')
    .option('--yes', '不再询问')
    .option(...HOME_OPTION)
    .action(async ({ yes = false, ...flags }: HomeFlag & { yes?: boolean }) => {
      const { home } = readConfig(flags);
      const holder = lockHolder(home);
      if (holder)
        throw new UserError(
          `${home} 正被使用：${holder.what}，进程号 ${holder.pid}。`,
          `先停下它：在它的窗口按 Ctrl-C，或运行 kill ${holder.pid}。`,
        );
      console.log(
        `要删除 ${home}：${
          entriesOf(home)
            .map(({ name }) => name)
            .join('、') || '（没有东西）'
        }`,
      );
      console.log('学习进度也在里面，删掉就没有了；要留着，先运行 npm run backup -- 文件。');
      if (!yes && !(await agreed())) {
        console.log('没有删除任何东西。');
        process.exitCode = 1;
        return;
      }
      const ownEngine = existsSync(join(home, 'engine'));
      const { kept, remapping, packages } = await removeHome(home);
      console.log('✔ 进程、挂载、网络、iptables 规则和数据都已删除。');
      if (!ownEngine) for (const line of SHARED_ENGINE) console.log(`  ${line}`);
      if (kept.length > 0) console.log(`  ${home} 里不是码头的东西留着：${kept.join('、')}`);
      const user = remapping === 'removed' ? '也已删除' : '留着：别处可能在用；不用了就 userdel dockremap';
      console.log(`  用户 dockremap 和它的用户号：${user}。`);
      if (packages.length > 0)
        console.log(`  启动时装的软件包留着；不用了就运行 apt-get purge --auto-remove ${packages.join(' ')}`);
      console.log(`  最后删掉代码目录：${root}`);
    });
}

const mib = (bytes: number): string => `${(bytes / MIB).toFixed(1)} MiB`;

async function agreed(): Promise<boolean> {
  if (!process.stdin.isTTY) throw new UserError('没有终端可以询问。', '确实要删除，就加 --yes。');
  const lines = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await lines.question('输入 yes 继续：').finally(() => lines.close());
  return answer.trim() === 'yes';
}
