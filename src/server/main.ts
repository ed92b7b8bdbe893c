import { createServer } from 'node:net';
import { join } from 'node:path';
import { Classroom } from '../engine/classroom.ts';
import { lockHome } from '../engine/host.ts';
import { LabSessions } from '../engine/lab-sessions.ts';
import { commonSpec } from '../engine/lab-machine.ts';
import { loadLabs } from '../engine/labs.ts';
import { adoptMachine, openPool, sweepMachines, type Machine, type MachineHost } from '../engine/machine.ts';
import { openProgress } from '../engine/progress.ts';
import { Recordings } from '../engine/recordings.ts';
import { UserError } from '../shared/errors.ts';
import { MAX_TERMINALS } from '../shared/wire.ts';
import { addressUrl } from './addresses.ts';
import { buildApp } from './app.ts';
import {
  announce,
  machinesFor,
  reachableAt,
  startsAtOnce,
  refusePrivileged,
  type ClassAnnouncement,
} from './class-start.ts';
import { Cleanup } from './cleanup.ts';
import type { Config } from './config.ts';
import { openHealth } from './health.ts';
import { openLog } from './log.ts';
import {
  checkDisk,
  chooseEngine,
  diskNeeds,
  openMachineHost,
  serverLog,
  type StartReport,
} from './machine-host.ts';
import { openMetrics } from './metrics.ts';
import { Gate, isLoopback } from './security.ts';
import { ensureSite } from './site.ts';
import { tlsOf } from './tls.ts';

export interface Running extends AsyncDisposable {
  readonly address: string;
  /** `--class` only. */
  readonly announcement: ClassAnnouncement | undefined;
}

/** Brings everything up, in order; on failure what was begun is taken down again. `root` is the checkout. */
export async function startServer(config: Config, root: string, report: StartReport): Promise<Running> {
  const stack = new Cleanup();
  try {
    const running = await bringUp(config, root, report, stack);
    return { ...running, [Symbol.asyncDispose]: () => stack[Symbol.asyncDispose]() };
  } catch (error) {
    await stack[Symbol.asyncDispose]();
    throw error;
  }
}

async function bringUp(
  config: Config,
  root: string,
  report: StartReport,
  stack: Cleanup,
): Promise<Omit<Running, typeof Symbol.asyncDispose>> {
  await checkPort(config);
  stack.use(lockHome(config.home, 'npm start'));
  checkDisk(config.home);
  const log = openLog(serverLog(config.home), config.logLevel);

  // What only the owner of the machine can mend comes before what takes long.
  const choice = await report.step('系统软件包', (detail) => chooseEngine(config, root, detail));
  if (config.classroom) refusePrivileged(choice);
  const tls = await tlsOf(config, reachableAt(config));
  const siteDir = await report.step('课程页面', (detail) => ensureSite(root, detail, report.signal));
  const labs = await loadLabs(join(root, 'labs'));
  const progress = stack.use(openProgress(join(config.home, 'progress.db')));
  if (progress.notice) report.note(progress.notice);
  const inUse = progress.sessions.all().flatMap(({ machine }) => machine ?? []);
  const { host } = stack.use(await openMachineHost(config, root, choice, report, log, inUse));
  const left = await adoptMachines(host, inUse);
  const { home, warm, metricsToken } = config;
  const machines = machinesFor(config);
  const taken = [...left.values()];
  const bounds = config.classroom ? { taken, atMost: machines, startsAtOnce: startsAtOnce() } : { taken };
  const onPoolFailure = (error: unknown): void => log.error({ err: error }, 'warm machine failed');
  const pool = stack.use(openPool(host, commonSpec(labs), warm, onPoolFailure, bounds));
  await report.step('预热实验机', async () => {
    await pool.warm();
    if (pool.idle() < Math.min(warm, machines))
      report.note(`预热的实验机没有起来；原因在 ${serverLog(config.home)}。课程照常打开，启动实验时会再试。`);
  });

  const settings = { idleMs: config.idleMinutes * 60_000, maxTerminals: MAX_TERMINALS };
  const idleMachines = (): number => pool.idle();
  const health = openHealth({
    home,
    warm,
    minFreeBytes: diskNeeds(home),
    pingEngine: () => host.docker.ping(),
    proveWritable: () => progress.proveWritable(),
    idleMachines,
  });
  const metrics = openMetrics({
    home,
    health,
    idleMachines,
    count: () => sessions.count(),
    classes: () => classroom?.count(),
  });
  const { meter } = metrics;
  const sessions = stack.use(new LabSessions(labs, choice.kind, { pool, progress, settings, log, meter }));
  const classroom = config.classroom
    ? stack.use(
        new Classroom({
          labs,
          sessions,
          progress,
          machines,
          log,
          recordings: new Recordings(join(home, 'recordings')),
          warmFor: (learners) => pool.want(warm + learners),
        }),
      )
    : undefined;
  if (progress.sessions.all().length > 0) {
    await report.step('接回实验机', () => sessions.resume(left));
    report.note(`上次没有正常结束：接回了 ${left.size} 台正在用的实验机。`);
  }
  return report.step('开始监听', async () => {
    let gate = new Gate(config);
    let urls: string[] = [];
    const operations = { health, metrics, token: metricsToken };
    const app = await buildApp({
      sessions,
      progress,
      log,
      operations,
      siteDir,
      gate: () => gate,
      addresses: () => urls,
      ...(classroom && { classroom }),
      ...(tls && { tls }),
    });
    stack.defer(() => app.close());
    const url = await app.listen({ host: config.host, port: config.port });
    const { port } = app.server.address() as { port: number };
    gate = new Gate({ host: config.host, port });
    urls = reachableAt(config).map((address) => addressUrl(address, port, tls !== undefined));
    if (!isLoopback(config.host) && !classroom) {
      report.note(
        '正在对网络开放：连得到这个地址的人不用登录就能使用，内容也没有加密。只在你信任的网络里这样用。',
      );
    }
    const announcement = classroom && announce(classroom, { urls, machines, fingerprint: tls?.fingerprint });
    const address = config.host === '0.0.0.0' ? addressUrl('127.0.0.1', port, tls !== undefined) : url;
    return { address, announcement };
  });
}

/** By id. One that is of no use any more is removed. */
async function adoptMachines(host: MachineHost, ids: readonly string[]): Promise<Map<string, Machine>> {
  const adopted = await Promise.all(ids.map((id) => adoptMachine(host, id)));
  const left = adopted.filter((machine) => machine !== undefined);
  const kept = left.map(({ id }) => id);
  if (kept.length < ids.length) await sweepMachines(host, kept);
  return new Map(left.map((machine) => [machine.id, machine]));
}

/** Before minutes of building, not after them. */
async function checkPort({ host, port }: Config): Promise<void> {
  const probe = createServer();
  await new Promise<void>((resolve, reject) => {
    probe.once('error', reject);
    probe.listen({ host, port, exclusive: true }, resolve);
  }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'EADDRINUSE') {
      throw new UserError(
        `端口 ${port} 已经被别的程序占用。`,
        `用 npm start -- --port ${port + 1} 换一个端口；想知道是谁：ss -ltnp 'sport = :${port}'`,
      );
    }
    if (error.code === 'EACCES')
      throw new UserError(`没有权限监听端口 ${port}。`, '换一个 1024 以上的端口：npm start -- --port 3030');
    throw new UserError(
      `不能在地址 ${host} 上监听：${error.message}`,
      '用 --host 127.0.0.1 只给本机用，或写这台机器真有的地址。',
    );
  });
  await new Promise((resolve) => probe.close(resolve));
}
