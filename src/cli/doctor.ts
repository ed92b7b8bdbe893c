import type { Command } from 'commander';
import { diagnoseHost } from '../engine/host.ts';
import { readConfig, type CliOptions } from '../server/config.ts';
import { diskNeeds } from '../server/machine-host.ts';

const MARKS = { good: '✔', note: '·', bad: '✘' } as const;

export function registerDoctor(program: Command): void {
  program
    .command('doctor')
    .description('看看这台机器能不能运行码头，不能的话该做什么；不改动任何东西')
    .option('--home <目录>', '数据目录，默认 /var/lib/matou（环境变量 MATOU_HOME）')
    .action((options: CliOptions) => {
      const { home } = readConfig(options);
      const findings = diagnoseHost(home, diskNeeds(home));
      for (const { what, state, detail, next } of findings) {
        console.log(`${MARKS[state]} ${what}：${detail}`);
        if (next) console.log(`  ${next}`);
      }
      if (findings.some(({ state }) => state === 'bad')) process.exitCode = 1;
    });
}
