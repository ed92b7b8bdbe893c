import type { Command } from 'commander';
import { readConfig, type CliOptions } from '../server/config.ts';
import { startServer } from '../server/main.ts';
import { consoleReport } from './steps.ts';

export function registerStart(program: Command, root: string): void {
  program
    .command('start')
    .description('准备好一切，启动课程')
    .option('--host <地址>', '监听的地址，默认 127.0.0.1（环境变量 MATOU_HOST）')
    .option('--port <端口>', '监听的端口，默认 3030；0 表示任选（环境变量 MATOU_PORT）')
    .option('--home <目录>', '数据目录，默认 /var/lib/matou（环境变量 MATOU_HOME）')
    .option('--warm <台数>', '预热几台实验机，默认 1（环境变量 MATOU_WARM）')
    .option(
      '--engine <哪个>',
      'own：码头自己的宿主引擎；shared：你自己的 Docker；默认 auto（环境变量 MATOU_ENGINE）',
    )
    .action(async (options: CliOptions) => {
      const config = readConfig(options);
      console.log('码头：正在准备课程和实验机\n');
      let stop = (): void => {};
      const wanted = new Promise<void>((resolve) => (stop = resolve));
      // A second signal does not cut the clean-up short: it would leave mounts and a network behind.
      for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stop());
      const server = await startServer(config, root, consoleReport());
      console.log(`\n码头已就绪，用浏览器打开（按 Ctrl-C 停止）：\n${server.address}`);
      await wanted;
      console.log('\n正在停止：收走实验机，关闭宿主引擎 …');
      await server[Symbol.asyncDispose]();
      console.log('✔ 已停止，没有留下进程、挂载和网络。');
    });
}
