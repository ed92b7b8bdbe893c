import { existsSync, statfsSync } from 'node:fs';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { installPackages, missingPackages, openOwnEngine, type OwnEngine } from '../engine/host.ts';
import { ensureImages, requireImage, type BuiltImage } from '../engine/images.ts';
import { sweepMachines, type MachineHost } from '../engine/machine.ts';
import { openRegistry, REGISTRY_NAME } from '../engine/registry.ts';
import { UserError } from '../shared/errors.ts';
import { Cleanup } from './cleanup.ts';
import type { Config } from './config.ts';

/** Hears of each step of the start: `detail` while it runs, the value of `step` when it is done. */
export interface StartReport {
  step<T>(title: string, work: (detail: (text: string) => void) => Promise<T>): Promise<T>;
  note(text: string): void;
}

const GIB = 1024 ** 3;
/** Images and a few machines; measured: 1.6 GiB after the first start. */
const FIRST_START_NEEDS_BYTES = 5 * GIB;
const LATER_START_NEEDS_BYTES = 1 * GIB;

/** Engine, images, registry and what a machine needs of them; also for lab-test, which serves no page. */
export async function openMachineHost(
  config: Config,
  root: string,
  report: StartReport,
  log: Logger,
): Promise<{ engine: OwnEngine; images: ReadonlyMap<string, BuiltImage>; host: MachineHost } & AsyncDisposable> {
  const stack = new Cleanup();
  try {
    const engine = await report.step('宿主引擎', () =>
      openOwnEngine(config.home, (what) => log.error(what)),
    );
    stack.use(engine);
    if (engine.adopted) report.note('接管了上次没有正常结束的宿主引擎。');
    for (const { key, from, to, why } of engine.kernelChanges) {
      report.note(`内核参数 ${key.replaceAll('/', '.')}：${from} → ${to}（${why}；停止时改回）`);
    }
    const images = await report.step('镜像', (detail) =>
      ensureImages({
        docker: engine.docker,
        sources: join(root, 'images'),
        workDir: join(config.home, 'tmp'),
        mode: 'own',
        ...(config.debianMirror && { debianMirror: config.debianMirror }),
        onProgress: (image, what) => detail(`${image}：${what}`),
      }),
    );
    const host: MachineHost = {
      docker: engine.docker,
      socketPath: engine.socketPath,
      remapped: engine.remapped,
      machineImage: requireImage(images, 'machine').ref,
      extraHosts: [`${REGISTRY_NAME}:${engine.network.address}`],
      cgroupParent: `/${engine.names.cgroup}`,
      tag: engine.names.tag,
    };
    const swept = await sweepMachines(host);
    if (swept > 0) report.note(`清理了上次留下的 ${swept} 台实验机。`);
    await report.step('课程仓库', async (detail) => {
      const { address } = engine.network;
      stack.use(await openRegistry({ docker: engine.docker, images, address, onProgress: detail }));
    });
    return { engine, images, host, [Symbol.asyncDispose]: () => stack[Symbol.asyncDispose]() };
  } catch (error) {
    await stack[Symbol.asyncDispose]();
    throw error;
  }
}

export async function ensurePackages(detail: (text: string) => void): Promise<void> {
  if (process.platform !== 'linux') throw notHere('这台机器不是 Linux');
  const missing = missingPackages();
  if (missing.length > 0) {
    detail(`安装 ${missing.join('、')}`);
    await installPackages(missing, detail);
  }
  if (process.getuid?.() !== 0) throw notHere('当前用户不是 root');
}

const notHere = (why: string): UserError =>
  new UserError(
    `${why}，启动不了码头自己的宿主引擎。`,
    '在 Debian 12 或更新的机器上用 root 运行 npm start（例如 sudo npm start）。只读课文不需要这些：npm run build 之后用任何静态服务器打开 build/。',
  );

export function checkDisk(home: string): void {
  const first = !existsSync(join(home, 'engine', 'docker'));
  const needs = first ? FIRST_START_NEEDS_BYTES : LATER_START_NEEDS_BYTES;
  const { bavail, bsize } = statfsSync(home);
  const free = bavail * bsize;
  if (free >= needs) return;
  const gib = (bytes: number): string => `${(bytes / GIB).toFixed(1)} GiB`;
  throw new UserError(
    `磁盘快满了：数据目录 ${home} 所在的磁盘只剩 ${gib(free)}，${first ? '第一次启动' : '启动'}至少要 ${gib(needs)}。`,
    '清出一些空间，或用 --home 换到另一块磁盘。',
  );
}
