import { mkdirSync, statfsSync, existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { pino, type Logger } from 'pino';
import { lockHome, installPackages, missingPackages, openOwnEngine, type OwnEngine } from '../engine/host.ts';
import { ensureImages, requireImage, type BuiltImage } from '../engine/images.ts';
import { LabSessions } from '../engine/lab-sessions.ts';
import { labMachineSpec } from '../engine/lab-machine.ts';
import { loadLabs, type Lab } from '../engine/labs.ts';
import { openPool, sweepMachines, type MachineHost, type MachineSpec } from '../engine/machine.ts';
import { openProgress } from '../engine/progress.ts';
import { openRegistry, REGISTRY_NAME } from '../engine/registry.ts';
import { UserError } from '../shared/errors.ts';
import { buildApp } from './app.ts';
import { Cleanup } from './cleanup.ts';
import type { Config } from './config.ts';
import { Gate } from './security.ts';
import { ensureSite } from './site.ts';

/** Hears of each step of the start: `detail` while it runs, the value of `step` when it is done. */
export interface StartReport {
  step<T>(title: string, work: (detail: (text: string) => void) => Promise<T>): Promise<T>;
  note(text: string): void;
}

export interface Running extends AsyncDisposable {
  readonly address: string;
}

const GIB = 1024 ** 3;
/** Images and a few machines; measured: 1.6 GiB after the first start. */
const FIRST_START_NEEDS_BYTES = 5 * GIB;
const LATER_START_NEEDS_BYTES = 1 * GIB;
const MAX_TERMINALS = 6;

/** Brings everything up, in order; on failure what was begun is taken down again. `root` is the checkout. */
export async function startServer(config: Config, root: string, report: StartReport): Promise<Running> {
  const stack = new Cleanup();
  try {
    const running = await bringUp(config, root, report, stack);
    return { address: running, [Symbol.asyncDispose]: () => stack[Symbol.asyncDispose]() };
  } catch (error) {
    await stack[Symbol.asyncDispose]();
    throw error;
  }
}

async function bringUp(config: Config, root: string, report: StartReport, stack: Cleanup): Promise<string> {
  await checkPort(config);
  stack.use(lockHome(config.home, 'npm start'));
  checkDisk(config.home);
  const log = pino({ level: config.logLevel });

  const siteDir = await report.step('课程页面', (detail) => ensureSite(root, detail));
  const labs = await loadLabs(join(root, 'labs'));
  await report.step('系统软件包', ensurePackages);
  const { host } = stack.use(await openMachineHost(config, root, report, log));

  mkdirSync(config.home, { recursive: true });
  const progress = stack.use(openProgress(join(config.home, 'progress.db')));
  if (progress.notice) report.note(progress.notice);
  const onPoolFailure = (error: unknown): void => log.error({ err: error }, 'warm machine failed');
  const pool = stack.use(openPool(host, commonSpec(labs), config.warm, onPoolFailure));
  await report.step('预热实验机', async () => {
    await pool.warm();
    if (pool.idle() < config.warm) report.note('预热的实验机没有起来；原因见上面的日志。课程照常打开，启动实验时会再试。');
  });

  const settings = { idleMs: config.idleMinutes * 60_000, maxTerminals: MAX_TERMINALS };
  const sessions = stack.use(new LabSessions(labs, 'own', { pool, progress, settings, log }));
  return report.step('开始监听', async () => {
    let gate = new Gate(config);
    const app = await buildApp({ sessions, progress, log, siteDir, gate: () => gate });
    stack.defer(() => app.close());
    const url = await app.listen({ host: config.host, port: config.port });
    const { port } = app.server.address() as { port: number };
    gate = new Gate({ host: config.host, port });
    return config.host === '0.0.0.0' ? `http://127.0.0.1:${port}` : url;
  });
}

/** The spec that most labs want: a warm machine of another one is resized when it is taken. */
function commonSpec(labs: readonly Lab[]): MachineSpec {
  const counted = new Map<string, { spec: MachineSpec; count: number }>();
  for (const spec of labs.map(labMachineSpec)) {
    const key = JSON.stringify(spec);
    counted.set(key, { spec, count: (counted.get(key)?.count ?? 0) + 1 });
  }
  const [first] = [...counted.values()].sort((a, b) => b.count - a.count);
  if (!first) throw new UserError('labs/ 里一个实验也没有。', '检查代码是否完整（git status）。');
  return first.spec;
}

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

/** Before minutes of building, not after them. */
async function checkPort({ host, port }: Config): Promise<void> {
  const probe = createServer();
  await new Promise<void>((resolve, reject) => {
    probe.once('error', reject);
    probe.listen({ host, port, exclusive: true }, resolve);
  }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'EADDRINUSE') {
      throw new UserError(`端口 ${port} 已经被别的程序占用。`, `用 npm start -- --port ${port + 1} 换一个端口；想知道是谁：ss -ltnp 'sport = :${port}'`);
    }
    if (error.code === 'EACCES') throw new UserError(`没有权限监听端口 ${port}。`, '换一个 1024 以上的端口：npm start -- --port 3030');
    throw new UserError(`不能在地址 ${host} 上监听：${error.message}`, '用 --host 127.0.0.1 只给本机用，或写这台机器真有的地址。');
  });
  await new Promise((resolve) => probe.close(resolve));
}

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
