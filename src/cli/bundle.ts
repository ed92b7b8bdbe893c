import { join } from 'node:path';
import type { Command } from 'commander';
import { writeBundle } from '../engine/bundle.ts';
import { connectToEngine, lockHolder, lockHome, openOwnEngine, type Docker } from '../engine/host.ts';
import { ensureImages, imageNames } from '../engine/images.ts';
import { Cleanup } from '../server/cleanup.ts';
import { readConfig, type Config } from '../server/config.ts';
import { chooseEngine } from '../server/machine-host.ts';
import { ensureSite } from '../server/site.ts';
import { UserError } from '../shared/errors.ts';
import { consoleReport } from './steps.ts';

export function registerBundle(program: Command, root: string): void {
  program
    .command('bundle')
    .usage('-- <文件> [选项]')
    .description('把课程需要的一切写进一个文件，拿到没有网络的机器上用')
    .argument('<文件>', '例如 matou.tar.zst 或 matou.tar.gz；压缩方式由结尾决定')
    .option('--home <目录>', '数据目录，默认 /var/lib/matou（环境变量 MATOU_HOME）')
    .action(async (file: string, flags: { home?: string }) => {
      const config = readConfig({ ...flags, engine: 'own' });
      const report = consoleReport();
      const stack = new Cleanup();
      try {
        const docker = await engineOf(config, root, stack);
        await report.step('课程页面', (detail) => ensureSite(root, detail));
        const images = await report.step('构建镜像', (detail) =>
          ensureImages({
            docker,
            sources: join(root, 'images'),
            workDir: join(config.home, 'tmp'),
            mode: 'own',
            ...(config.debianMirror && { debianMirror: config.debianMirror }),
            onProgress: (image, what) => detail(`${image}：${what}`),
          }),
        );
        const bytes = await writeBundle({
          root,
          file,
          docker,
          images: await imageNames(docker, images),
          workDir: join(config.home, 'tmp', 'bundle'),
          step: (title, work) => report.step(title, work),
        });
        console.log(`\n✔ ${file}（${(bytes / 1024 ** 2).toFixed(0)} MiB）`);
        console.log('  在没有网络的机器上，以 root 运行：');
        console.log(`  tar -xf ${file} && cd matou && sh bundle/run start`);
      } finally {
        await stack[Symbol.asyncDispose]();
      }
    });
}

/** A course that runs goes on running, and lends its engine. */
async function engineOf(config: Config, root: string, stack: Cleanup): Promise<Docker> {
  if (lockHolder(config.home)) {
    const running = connectToEngine(config.home);
    if (running) return running;
    throw new UserError('课程正在启动，或者用的是你自己的 Docker。', '等它就绪，或停下它，再试一次。');
  }
  stack.use(lockHome(config.home, 'npm run bundle'));
  await chooseEngine(config, root, (what) => console.log(`  ${what}`));
  return stack.use(await openOwnEngine(config.home, () => {})).docker;
}
