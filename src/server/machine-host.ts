import { existsSync, readFileSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Logger } from 'pino';
import {
  dockerSockets,
  findDocker,
  installPackages,
  missingPackages,
  onPath,
  openOwnEngine,
  openSharedEngine,
} from '../engine/host.ts';
import { brought } from '../engine/bundle.ts';
import { ensureImages, requireImage } from '../engine/images.ts';
import {
  guardCpu,
  guardPtys,
  sweepMachines,
  tryDisks,
  type Disks,
  type MachineHost,
} from '../engine/machine.ts';
import { openRegistry, REGISTRY_NAME, type RegistryPlace } from '../engine/registry.ts';
import { UserError } from '../shared/errors.ts';
import { Cleanup } from './cleanup.ts';
import type { Config } from './config.ts';

/** Hears of each step of the start: `detail` while it runs, the value of `step` when it is done. */
export interface StartReport {
  step<T>(title: string, work: (detail: (text: string) => void) => Promise<T>): Promise<T>;
  note(text: string): void;
  /** The start is to be broken off. */
  readonly signal?: AbortSignal | undefined;
}

const GIB = 1024 ** 3;
/** Images and a few machines; measured: 1.6 GiB after the first start. */
const FIRST_START_NEEDS_BYTES = 5 * GIB;
const LATER_START_NEEDS_BYTES = 1 * GIB;

/** Which engine machines will run on, settled before anything is built. */
export type EngineChoice =
  { readonly kind: 'own' } | { readonly kind: 'shared'; readonly socketPath: string };

interface OpenedEngine extends AsyncDisposable {
  readonly host: Omit<MachineHost, 'machineImages'>;
  readonly registry: RegistryPlace;
}

/**
 * Engine, images, registry and what a machine needs of them; also for lab-test, which serves no page. Machines that a
 * killed run left are removed, but for those of `keep`.
 */
export async function openMachineHost(
  config: Config,
  root: string,
  choice: EngineChoice,
  report: StartReport,
  log: Logger,
  keep: readonly string[] = [],
): Promise<{ host: MachineHost } & AsyncDisposable> {
  const stack = new Cleanup();
  try {
    const engine = stack.use(
      await report.step('宿主引擎', () =>
        choice.kind === 'own' ? openOwn(config, report, log) : openShared(config, choice.socketPath, report),
      ),
    );
    const { docker } = engine.host;
    const images = await report.step('镜像', (detail) =>
      ensureImages({
        docker,
        sources: join(root, 'images'),
        workDir: join(config.home, 'tmp'),
        mode: choice.kind,
        archive: choice.kind === 'own' ? brought(root)?.images : undefined,
        signal: report.signal,
        ...(config.debianMirror && { debianMirror: config.debianMirror }),
        onProgress: (image, what) => detail(`${image}：${what}`),
      }),
    );
    const host: MachineHost = {
      ...engine.host,
      machineImages: {
        docker: requireImage(images, 'machine').ref,
        bare: requireImage(images, 'machine-bare').ref,
      },
    };
    const swept = await sweepMachines(host, keep);
    if (swept > 0) report.note(`清理了上次留下的 ${swept} 台实验机。`);
    await report.step('课程仓库', async (detail) => {
      stack.use(await openRegistry({ docker, images, place: engine.registry, onProgress: detail }));
    });
    return { host, [Symbol.asyncDispose]: () => stack[Symbol.asyncDispose]() };
  } catch (error) {
    await stack[Symbol.asyncDispose]();
    throw error;
  }
}

async function openOwn(config: Config, report: StartReport, log: Logger): Promise<OpenedEngine> {
  const engine = await openOwnEngine(config.home, (what) => log.error(what));
  if (engine.adopted) report.note('接管了上次没有正常结束的宿主引擎。');
  for (const { key, from, to, why } of engine.kernelChanges) {
    report.note(`内核参数 ${key.replaceAll('/', '.')}：${from} → ${to}（${why}；停止时改回）`);
  }
  const { docker, socketPath, remapped, network, names } = engine;
  const disks = await machineDisks(config, report, log);
  const cpu = guardCpu(names.cgroup);
  const guard = guardPtys(remapped.uid, (container, ptys) =>
    log.error({ container, ptys }, 'a machine took too many ptys: ended what held them'),
  );
  return {
    host: {
      ...(disks && { disks }),
      docker,
      socketPath,
      remapped,
      extraHosts: [`${REGISTRY_NAME}:${network.address}`],
      tag: names.tag,
    },
    registry: { kind: 'engine', address: network.address },
    [Symbol.asyncDispose]() {
      guard[Symbol.dispose]();
      cpu[Symbol.dispose]();
      return engine[Symbol.asyncDispose]();
    },
  };
}

/** Where the host has no loop devices, machines share its disk, and it is said so. */
async function machineDisks(config: Config, report: StartReport, log: Logger): Promise<Disks | undefined> {
  const disks: Disks = { dir: join(config.home, 'engine', 'disks'), bytes: config.diskGib * GIB };
  try {
    await tryDisks(disks);
    return disks;
  } catch (error) {
    log.error({ err: error }, 'no disks for machines');
    report.note(
      `这台机器挂不上环回设备，实验机没有磁盘限额：一台写满，别的也写不了。原因在 ${serverLog(config.home)}。`,
    );
    return undefined;
  }
}

async function openShared(config: Config, socketPath: string, report: StartReport): Promise<OpenedEngine> {
  const { docker, tag, network, ...engine } = await openSharedEngine(config.home, socketPath);
  report.note(
    `用你自己的 Docker（${socketPath}）：实验机是特权容器，里面的 root 等于它的 root。只给你一个人在本机用。`,
  );
  return {
    host: { docker, socketPath, tag, network, extraHosts: [] },
    registry: { kind: 'network', network },
    [Symbol.asyncDispose]: () => engine[Symbol.asyncDispose](),
  };
}

/**
 * The project's own engine where it can be; else the user's Docker, on loopback only.
 * Rejects with UserError where there is neither.
 */
export async function chooseEngine(
  config: Config,
  root: string,
  detail: (text: string) => void,
): Promise<EngineChoice> {
  const obstacle = config.engine === 'shared' ? '按你的要求' : ownEngineObstacle();
  if (obstacle === undefined) {
    const missing = missingPackages();
    if (missing.length > 0) {
      detail(`安装 ${missing.join('、')}`);
      await installPackages(missing, detail, broughtDebs(root));
      notePackages(config.home, missing);
    }
    return { kind: 'own' };
  }
  const socketPath = config.engine === 'own' ? undefined : await findDocker(dockerSockets(config.dockerHost));
  if (socketPath === undefined || !onPath('docker')) {
    const missing = process.platform === 'linux' ? missingPackages() : [];
    if (missing.length > 0) await installPackages(missing, detail); // says what to run by hand
    throw new UserError(
      `${obstacle}，不能启动码头自己的宿主引擎；也没有找到可用的 Docker。`,
      '在 Debian 12 或更新的机器上用 root 运行（例如 sudo npm start）；或者先装好并启动 Docker（macOS 和 Windows 用 Docker Desktop）。只想读课文：npm run build 之后用任何静态服务器打开 build/。',
    );
  }
  if (!LOOPBACK.includes(config.host)) {
    throw new UserError(
      `${obstacle}，只能用你自己的 Docker，而那里的实验机是特权容器：不能让别的机器连进来（--host ${config.host}）。`,
      '去掉 --host 只在本机用；要给一个班用，在 Debian 12 或更新的机器上用 root 运行。',
    );
  }
  return { kind: 'shared', socketPath };
}

/** Packages of another Debian would drag in its libraries. */
function broughtDebs(root: string): string | undefined {
  const bundle = brought(root);
  if (!bundle) return undefined;
  const { VERSION_CODENAME: here = '' } = osRelease();
  if (here === bundle.manifest.debian) return bundle.debs;
  throw new UserError(
    `离线包是在 Debian ${bundle.manifest.debian} 上做的，里面的软件包不能装在这里（${here || '不是 Debian'}）。`,
    `在与这台机器相同的系统上重新运行 npm run bundle；或者自己装好 ${missingPackages().join('、')}，再启动。`,
  );
}

function osRelease(): Record<string, string> {
  if (!existsSync('/etc/os-release')) return {};
  const lines = readFileSync('/etc/os-release', 'utf8').matchAll(/^(\w+)="?([^"\n]*)"?$/gm);
  return Object.fromEntries([...lines].map(([, key, value]) => [key, value]));
}

/** For the day when the course is removed: what it brought. */
function notePackages(home: string, packages: readonly string[]): void {
  const file = join(home, 'packages.json');
  const before = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as string[]) : [];
  writeFileSync(file, JSON.stringify([...new Set([...before, ...packages])]));
}

const LOOPBACK = ['127.0.0.1', 'localhost', '::1'];

function ownEngineObstacle(): string | undefined {
  if (process.platform !== 'linux') return '这台机器不是 Linux';
  if (process.getuid?.() !== 0) return '当前用户不是 root';
  return undefined;
}

export const serverLog = (home: string): string => join(home, 'logs', 'server.log');

/** What a start takes at least: the first one builds the images. */
export function diskNeeds(home: string): number {
  return existsSync(join(home, 'engine', 'docker')) ? LATER_START_NEEDS_BYTES : FIRST_START_NEEDS_BYTES;
}

export function checkDisk(home: string): void {
  const needs = diskNeeds(home);
  const first = needs === FIRST_START_NEEDS_BYTES;
  const { bavail, bsize } = statfsSync(home);
  const free = bavail * bsize;
  if (free >= needs) return;
  const gib = (bytes: number): string => `${(bytes / GIB).toFixed(1)} GiB`;
  throw new UserError(
    `磁盘快满了：数据目录 ${home} 所在的磁盘只剩 ${gib(free)}，${first ? '第一次启动' : '启动'}至少要 ${gib(needs)}。`,
    '清出一些空间，或用 --home 换到另一块磁盘。',
  );
}
