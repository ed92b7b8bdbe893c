import type { Command } from 'commander';
import { readConfig, type CliOptions } from '../server/config.ts';
import { startServer } from '../server/main.ts';
import { printClass } from './class-print.ts';
import { consoleReport } from './steps.ts';
import { stopSignal, until } from './stopping.ts';

export function registerStart(program: Command, root: string): void {
  program
    .command('start')
    .usage('-- [选项]')
    .description('准备好一切，启动课程')
    .option('--host <地址>', '监听的地址，默认 127.0.0.1（环境变量 MATOU_HOST）')
    .option('--port <端口>', '监听的端口，默认 3030；0 表示任选（环境变量 MATOU_PORT）')
    .option('--home <目录>', '数据目录，默认 /var/lib/matou（环境变量 MATOU_HOME）')
    .option('--warm <台数>', '预热几台实验机，默认 1（环境变量 MATOU_WARM）')
    .option('--class', '上课：对局域网开放，学员凭班级码加入（环境变量 MATOU_CLASS=1）')
    .option('--machines <台数>', '上课时最多几台实验机，默认按空闲内存算（环境变量 MATOU_MACHINES）')
    .option('--tls <self>', '上课时加密：self 用自签证书，浏览器会警告一次')
    .option('--tls-cert <文件>', '上课时加密：你自己的证书（环境变量 MATOU_TLS_CERT）')
    .option('--tls-key <文件>', '你自己证书的私钥（环境变量 MATOU_TLS_KEY）')
    .option(
      '--engine <哪个>',
      'own：码头自己的宿主引擎；shared：你自己的 Docker；默认 auto（环境变量 MATOU_ENGINE）',
    )
    .action(async (options: CliOptions) => {
      const config = readConfig(options);
      console.log('码头：正在准备课程和实验机\n');
      let say = '\n正在停下：等手头这一步结束，然后收走已经启动的 …';
      const stop = stopSignal(() => console.log(say));
      const server = await startServer(config, root, until(stop, consoleReport())).catch((error: unknown) => {
        if (stop.aborted) return undefined; // whatever failed now, failed because of the stop
        throw error;
      });
      if (server) {
        say = '\n正在停止：收走实验机，关闭宿主引擎 …';
        if (server.announcement) printClass(server.announcement, server.address);
        else console.log(`\n码头已就绪，用浏览器打开（按 Ctrl-C 停止）：\n${server.address}`);
        if (!stop.aborted) await new Promise((resolve) => stop.addEventListener('abort', resolve));
        await server[Symbol.asyncDispose]();
      }
      console.log('✔ 已停止，没有留下进程、挂载和网络。');
    });
}
