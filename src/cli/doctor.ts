import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { diagnoseHost, engineAddress, hostNames, lockHolder, type Finding } from '../engine/host.ts';
import { imagesOnDisk } from '../engine/images.ts';
import { inspectDatabase } from '../engine/progress.ts';
import { registryCatalog } from '../engine/registry.ts';
import { readConfig, type CliOptions } from '../server/config.ts';
import { diskNeeds } from '../server/machine-host.ts';

const MARKS = { good: '✔', note: '·', bad: '✘' } as const;

export function registerDoctor(program: Command, root: string): void {
  program
    .command('doctor')
    .description('看看这台机器能不能运行码头，不能的话该做什么；不改动任何东西')
    .option('--host <地址>', '打算监听的地址，默认 127.0.0.1（环境变量 MATOU_HOST）')
    .option('--port <端口>', '打算监听的端口，默认 3030（环境变量 MATOU_PORT）')
    .option('--home <目录>', '数据目录，默认 /var/lib/matou（环境变量 MATOU_HOME）')
    .option('--json', '写成 JSON')
    .action(async ({ json, ...options }: CliOptions & { json?: true }) => {
      const { home, host, port } = readConfig(options);
      const findings = [
        ...(await diagnoseHost({ home, host, port, needsBytes: diskNeeds(home) })),
        database(home),
        await images(home, root),
        await registry(home),
      ].filter((finding) => finding !== undefined);
      const blocked = findings.filter(({ state }) => state === 'bad');
      if (json) console.log(JSON.stringify({ ok: blocked.length === 0, findings }, null, 2));
      else print(findings, blocked);
      if (blocked.length > 0) process.exitCode = 1;
    });
}

function print(findings: readonly Finding[], blocked: readonly Finding[]): void {
  for (const { what, state, detail, next } of findings) {
    console.log(`${MARKS[state]} ${what}：${detail}`);
    if (next !== undefined) console.log(`  ${next}`);
  }
  const names = blocked.map(({ what }) => what).join('、');
  console.log(names === '' ? '\n没有发现挡住启动的问题。' : `\n要先解决：${names}。`);
}

function database(home: string): Finding {
  const what = '学习进度';
  const file = join(home, 'progress.db');
  const found = inspectDatabase(file, { inUse: lockHolder(home) !== undefined });
  switch (found.state) {
    case 'missing':
      return { what, state: 'good', detail: '还没有，第一次启动时新建' };
    case 'sound':
      return { what, state: 'good', detail: `完好，${found.learners} 位学员，格式 ${found.version}` };
    case 'newer': {
      const detail = `${file} 是更新版本的程序写的（格式 ${found.version}）`;
      return { what, state: 'bad', detail, next: '更新这个程序，或用 --home 换一个数据目录。' };
    }
    case 'damaged':
      return {
        what,
        state: 'note',
        detail: `${file} 损坏：${found.reason}`,
        next: '启动时会把它移到一边，从头记起。有备份的话，现在就恢复：npm run restore -- 备份文件 --replace',
      };
  }
}

async function images(home: string, root: string): Promise<Finding | undefined> {
  const dataRoot = join(hostNames(home).dataDir, 'docker');
  const what = '镜像';
  if (!existsSync(dataRoot)) return { what, state: 'good', detail: '还没有，第一次启动时构建，约几分钟' };
  const found = await imagesOnDisk(join(root, 'images'), dataRoot).catch(() => undefined);
  if (!found) return undefined; // another storage layout: nothing can be said
  const { all, missing } = found;
  if (missing.length === 0) return { what, state: 'good', detail: `${all.length} 个都在` };
  const detail = `${all.length} 个里缺 ${missing.length} 个：${missing.join('、')}`;
  return { what, state: 'note', detail, next: '启动时会构建，要能连上 Debian 软件源。' };
}

async function registry(home: string): Promise<Finding | undefined> {
  const address = engineAddress(home);
  if (address === undefined || !lockHolder(home)) return undefined;
  const what = '课程仓库';
  const names = await registryCatalog(address);
  if (names) return { what, state: 'good', detail: `有应答，${names.length} 个镜像` };
  const next = '它会自己重新启动；一分钟后还这样，就重启码头。';
  return { what, state: 'note', detail: '没有应答', next };
}
