import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync, chmodSync } from 'node:fs';
import { join } from 'node:path';
import Docker from 'dockerode';
import { removeCgroups, standBesideMachines } from './cgroups.ts';
import { boundLog, type DaemonSpec, daemonAlive, startDaemon, stopDaemon } from './daemon.ts';
import { raiseKernelLimits, restoreKernelLimits, type KernelChange } from './kernel.ts';
import { loopsBelow, mountsBelow } from './leftovers.ts';
import { hostNames, type HostNames } from './names.ts';
import { closeEngineNetwork, openEngineNetwork, type EngineNetwork } from './network.ts';
import { noteRemapping, remappingExists } from './remapping.ts';
import { tryRun } from './run.ts';

export interface OwnEngine extends AsyncDisposable {
  readonly names: HostNames;
  readonly docker: Docker;
  readonly socketPath: string;
  readonly remapped: { readonly uid: number; readonly gid: number };
  readonly network: EngineNetwork;
  readonly adopted: boolean;
  readonly kernelChanges: readonly KernelChange[];
}

const CONTAINERD_READY_MS = 20_000;
const DOCKERD_READY_MS = 60_000;
const DOCKERD_STOP_MS = 30_000;
const SUPERVISE_EVERY_MS = 1_000;

interface Files {
  readonly network: string;
  readonly kernel: string;
  readonly containerdSocket: string;
  readonly dockerSocket: string;
}

function files(names: HostNames): Files {
  return {
    network: join(names.runDir, 'network.json'),
    kernel: join(names.runDir, 'kernel.json'),
    containerdSocket: join(names.runDir, 'containerd.sock'),
    dockerSocket: join(names.runDir, 'docker.sock'),
  };
}

/**
 * Starts (or adopts) containerd and dockerd of this home. They have a containerd of their own too: dockerd would
 * otherwise join the system's, in the very namespace in which the user's Docker keeps its containers.
 */
export async function openOwnEngine(home: string, onRestart: (what: string) => void): Promise<OwnEngine> {
  const names = hostNames(home);
  const at = files(names);
  for (const dir of [names.runDir, names.dataDir, names.logDir])
    mkdirSync(dir, { recursive: true, mode: 0o711 });
  // The remapped root must be able to pass through, and no further.
  chmodSync(home, 0o711);
  const kernelChanges = raiseKernelLimits(at.kernel);
  const specs = daemonSpecs(names, at, savedNetwork(at.network));
  const alive =
    specs !== undefined && daemonAlive(specs.dockerd.pidFile) && existsSync(`/run/netns/${names.netns}`);
  if (!alive) await tearDown(names);
  const network = alive ? savedNetwork(at.network)! : await makeNetwork(names, at.network);
  const daemons = daemonSpecs(names, at, network)!;
  const hadRemapping = remappingExists();
  try {
    await startDaemon(daemons.containerd);
    const dockerd = await startDaemon(daemons.dockerd);
    const docker = new Docker({ socketPath: at.dockerSocket });
    const remapped = await remappedIds(docker);
    noteRemapping(home, hadRemapping);
    standBesideMachines(names.cgroup);
    const supervision = supervise(daemons, onRestart);
    return {
      names,
      docker,
      socketPath: at.dockerSocket,
      remapped,
      network,
      adopted: dockerd.adopted,
      kernelChanges,
      async [Symbol.asyncDispose]() {
        await supervision.stop();
        await closeOwnEngine(names, at);
      },
    };
  } catch (error) {
    await closeOwnEngine(names, at);
    throw error;
  }
}

/** Where the registry of the engine that runs now is reached; undefined: none runs. */
export function engineAddress(home: string): string | undefined {
  const names = hostNames(home);
  if (!daemonAlive(join(names.runDir, 'dockerd.json'))) return undefined;
  return savedNetwork(files(names).network)?.address;
}

/** The engine that another process of this home runs now. */
export function connectToEngine(home: string): Docker | undefined {
  const names = hostNames(home);
  if (!daemonAlive(join(names.runDir, 'dockerd.json'))) return undefined;
  return new Docker({ socketPath: files(names).dockerSocket });
}

/** Ends and removes all that a killed run of this home left on the host. The caller holds the home's lock. */
export async function clearHost(home: string): Promise<void> {
  const names = hostNames(home);
  await closeOwnEngine(names, files(names));
}

async function closeOwnEngine(names: HostNames, at: Files): Promise<void> {
  await tearDown(names);
  restoreKernelLimits(at.kernel);
  rmSync(names.runDir, { recursive: true, force: true });
}

function savedNetwork(file: string): EngineNetwork | undefined {
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as EngineNetwork) : undefined;
}

async function makeNetwork(names: HostNames, file: string): Promise<EngineNetwork> {
  const network = await openEngineNetwork(names);
  writeFileSync(file, JSON.stringify(network));
  return network;
}

function daemonSpecs(
  names: HostNames,
  at: Files,
  network: EngineNetwork | undefined,
): { containerd: DaemonSpec; dockerd: DaemonSpec } | undefined {
  if (!network) return undefined;
  // Not `ip netns exec`: it also gives a private mount namespace, and volumes mounted there are not seen here.
  const inNetns = ['--net=' + `/run/netns/${names.netns}`];
  const containerdConfig = join(names.runDir, 'containerd.toml');
  writeFileSync(containerdConfig, containerdToml(names, at));
  const dockerdConfig = join(names.runDir, 'daemon.json');
  // An empty one of our own: /etc/docker/daemon.json belongs to the user's Docker.
  writeFileSync(dockerdConfig, '{}\n');
  return {
    containerd: {
      name: 'containerd',
      file: 'nsenter',
      args: [...inNetns, 'containerd', '--config', containerdConfig],
      logFile: join(names.logDir, 'containerd.log'),
      pidFile: join(names.runDir, 'containerd.json'),
      staleFiles: [at.containerdSocket],
      ready: () => Promise.resolve(existsSync(at.containerdSocket)),
      readyWithinMs: CONTAINERD_READY_MS,
      stopWithinMs: 10_000,
    },
    dockerd: {
      name: '宿主引擎（dockerd）',
      file: 'nsenter',
      args: [
        ...inNetns,
        'dockerd',
        ...['--config-file', dockerdConfig],
        ...['--host', `unix://${at.dockerSocket}`],
        // Members of the group `docker` may use the user's Docker, not this one.
        ...['--group', 'root'],
        ...['--containerd', at.containerdSocket],
        ...['--data-root', join(names.dataDir, 'docker')],
        ...['--exec-root', join(names.runDir, 'docker')],
        ...['--pidfile', join(names.runDir, 'dockerd.pid')],
        '--userns-remap=default',
        ...cgroupOptions(names),
        ...['--bip', network.bridgeCidr],
        ...['--mtu', String(network.mtu)],
        ...['--default-address-pool', `base=${network.machinePool},size=28`],
        ...['--storage-driver', 'overlay2'],
        ...['--log-opt', 'max-size=1m'],
        ...['--shutdown-timeout', '5'],
      ],
      logFile: join(names.logDir, 'dockerd.log'),
      pidFile: join(names.runDir, 'dockerd.json'),
      staleFiles: [join(names.runDir, 'dockerd.pid'), at.dockerSocket],
      ready: async () => {
        if (!existsSync(at.dockerSocket)) return false;
        await new Docker({ socketPath: at.dockerSocket, timeout: 2_000 }).ping();
        return true;
      },
      readyWithinMs: DOCKERD_READY_MS,
      stopWithinMs: DOCKERD_STOP_MS,
    },
  };
}

/** dockerd's own choice of driver, said aloud, since the parent's name depends on it. */
function cgroupOptions({ cgroup }: HostNames): string[] {
  const systemd = existsSync('/sys/fs/cgroup/cgroup.controllers') && existsSync('/run/systemd/system');
  const driver = systemd ? 'systemd' : 'cgroupfs';
  const parent = systemd ? `${cgroup}.slice` : `/${cgroup}`;
  return ['--exec-opt', `native.cgroupdriver=${driver}`, '--cgroup-parent', parent];
}

function containerdToml(names: HostNames, at: Files): string {
  return [
    'version = 2',
    `root = ${JSON.stringify(join(names.dataDir, 'containerd'))}`,
    `state = ${JSON.stringify(join(names.runDir, 'containerd'))}`,
    'disabled_plugins = ["io.containerd.grpc.v1.cri", "io.containerd.snapshotter.v1.devmapper"]',
    'oom_score = -500',
    '[grpc]',
    `address = ${JSON.stringify(at.containerdSocket)}`,
    '[ttrpc]',
    `address = ${JSON.stringify(at.containerdSocket + '.ttrpc')}`,
    '',
  ].join('\n');
}

/** With remapping the data root is `…/docker/UID.GID`. */
async function remappedIds(docker: Docker): Promise<{ uid: number; gid: number }> {
  const { DockerRootDir } = (await docker.info()) as { DockerRootDir: string };
  const match = /(\d+)\.(\d+)$/.exec(DockerRootDir);
  if (!match) throw new Error(`no remapped ids in the data root ${DockerRootDir}`);
  return { uid: Number(match[1]), gid: Number(match[2]) };
}

/** Starts a daemon again when it dies. An adopted one is not a child, so its pid is looked at. */
function supervise(
  daemons: { containerd: DaemonSpec; dockerd: DaemonSpec },
  onRestart: (what: string) => void,
): { stop(): Promise<void> } {
  let busy: Promise<void> = Promise.resolve();
  let working = false;
  const timer = setInterval(() => {
    boundLog(daemons.containerd);
    boundLog(daemons.dockerd);
    if (working) return;
    const dead = [daemons.containerd, daemons.dockerd].filter((d) => !daemonAlive(d.pidFile));
    if (dead.length === 0) return;
    working = true;
    busy = (async () => {
      for (const daemon of dead) {
        onRestart(`${daemon.name} 意外结束，正在重新启动`);
        await startDaemon(daemon);
      }
    })()
      .catch((error: unknown) => onRestart(`重新启动失败：${String(error)}`))
      .finally(() => (working = false));
  }, SUPERVISE_EVERY_MS);
  timer.unref();
  return {
    async stop() {
      clearInterval(timer);
      await busy;
    },
  };
}

/** What daemons that were killed leave behind: mounts, their network, empty cgroups. */
async function tearDown(names: HostNames): Promise<void> {
  await stopDaemon({ pidFile: join(names.runDir, 'dockerd.json'), stopWithinMs: DOCKERD_STOP_MS });
  await stopDaemon({ pidFile: join(names.runDir, 'containerd.json'), stopWithinMs: 10_000 });
  await endStrayProcesses(names);
  const mounts = mountsBelow([names.runDir, names.dataDir]);
  for (const mount of mounts.reverse()) await tryRun('umount', ['-l', mount]);
  for (const device of loopsBelow(names.dataDir)) await tryRun('losetup', ['--detach', device]);
  await closeEngineNetwork(names);
  removeCgroups(names.cgroup);
}

/** Shims outlive a containerd that was killed, and hold machines alive. Their command line names our socket. */
async function endStrayProcesses(names: HostNames): Promise<void> {
  const pids = (await tryRun('pgrep', ['-f', `containerd-shim.*${names.runDir}/`])) ?? '';
  for (const pid of pids.split('\n').filter(Boolean)) await tryRun('kill', ['-9', pid]);
}
