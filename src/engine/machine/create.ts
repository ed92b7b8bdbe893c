import { randomBytes } from 'node:crypto';
import type { Flavour } from '../../shared/lab.ts';
import { tryRun, type Docker } from '../host.ts';
import { missingCapabilities } from './capabilities.ts';
import { delegateCgroup, thawBelow } from './cgroup.ts';
import { makeDisk, removeDisk, removeDisksOf, type Disks } from './disk.ts';
import { connectByExec } from './exec-socket.ts';
import { DOCKER_SOCKET, InnerDaemon } from './inner-daemon.ts';
import { untilBooted, untilDaemon } from './ready.ts';
import { SECCOMP_PROFILE } from './seccomp.ts';
import { connectOnHost } from './sockets.ts';

/** Where machines run: the parts of the host engine that a machine needs. */
export interface MachineHost {
  readonly docker: Docker;
  readonly socketPath: string;
  /** Owner of every machine's root on the host; absent where machines are privileged containers of the user's Docker. */
  readonly remapped?: { readonly uid: number; readonly gid: number };
  readonly machineImages: Readonly<Record<Flavour, string>>;
  /** Where each machine's own disk lies; absent, nothing bounds what a machine writes. */
  readonly disks?: Disks;
  /** /etc/hosts lines of a machine, `name:address`. */
  readonly extraHosts: readonly string[];
  /** A network that machines share; absent, each gets one of its own. */
  readonly network?: string;
  /** Marks everything that belongs to this home. */
  readonly tag: string;
}

export interface MachineSpec {
  readonly flavour: Flavour;
  readonly memoryBytes: number;
  readonly cpus: number;
  readonly pids: number;
}

export type StartProgress = (step: string, done: number, total: number) => void;

/** What is known of a machine that is ready. */
export interface CreatedMachine {
  readonly id: string;
  readonly nonce: string;
  readonly container: Docker.Container;
  /** /run/matou of the machine, on the host. */
  readonly runDir: string;
  readonly daemon: InnerDaemon;
}

export const ROLE_LABEL = 'matou.role';
export const TAG_LABEL = 'matou.tag';
export const ID_LABEL = 'matou.machine';
/**
 * dockerd resolves this name before each pull, only to see whether it is one of the registries that need no TLS. Where
 * there is no internet that costs 10 s a pull, the course's own registry or not. Nobody connects to it: an address for
 * documentation, since one of 127.0.0.0/8 would need no TLS.
 */
const NO_LOOKUP_OF_HUB = 'docker.io:192.0.2.1';
/** Without bounds of its own one machine takes everybody's: all share one uid. An idle one holds about 8 inotify instances. */
const USER_LIMITS = { max_inotify_instances: 200, max_inotify_watches: 16_384, max_fanotify_groups: 8 };
const NONCE = 'MATOU_NONCE=';
/** By then all but what is frozen is dead. */
const THAW_EVERY_MS = 250;

const STEPS = ['建立网络', '创建实验机', '启动系统'] as const;
const LAST_STEP: Record<Flavour, string> = { docker: '等待 Docker 就绪', bare: '等待系统就绪' };

/** Creates, boots and waits until the machine is ready. On failure nothing stays behind. */
export async function createMachine(
  host: MachineHost,
  spec: MachineSpec,
  onProgress: StartProgress,
): Promise<CreatedMachine> {
  const id = randomBytes(4).toString('hex');
  const nonce = randomBytes(16).toString('hex');
  const name = `matou-${host.tag}-${id}`;
  const labels = { [ROLE_LABEL]: 'machine', [TAG_LABEL]: host.tag, [ID_LABEL]: id };
  const steps = [...STEPS, LAST_STEP[spec.flavour]];
  const progress = (done: number): void => onProgress(steps[done] ?? '就绪', done, steps.length);
  try {
    progress(0);
    const disk = host.disks && (await makeDisk(host.disks, name, host.remapped));
    await Promise.all([
      host.network ??
        host.docker.createNetwork({ Name: name, Driver: 'bridge', Labels: labels, CheckDuplicate: true }),
      host.docker.createVolume({
        Name: name,
        Driver: 'local',
        DriverOpts: tmpfsOptions(host),
        Labels: labels,
      }),
      disk &&
        host.docker.createVolume({
          Name: diskVolume(name),
          Driver: 'local',
          DriverOpts: disk.volumeOptions,
          Labels: labels,
        }),
    ]);
    progress(1);
    const container = await host.docker.createContainer(
      containerOptions(host, spec, { name, nonce, labels }),
    );
    progress(2);
    await container.start();
    await disk?.handOver();
    const { State, Id } = await container.inspect();
    if (host.remapped) {
      await delegateCgroup(State.Pid, Id, host.remapped.uid, host.remapped.gid);
      await limitUser(State.Pid);
    }
    progress(3);
    const { runDir, daemon } = await waysIn(host, name, container);
    await (spec.flavour === 'docker'
      ? untilDaemon(container, daemon)
      : untilBooted(host.docker, container, host.remapped && runDir));
    progress(4);
    return { id, nonce, container, runDir, daemon };
  } catch (error) {
    await removeMachine(host, name);
    throw error;
  }
}

async function waysIn(
  host: MachineHost,
  name: string,
  container: Docker.Container,
): Promise<Pick<CreatedMachine, 'runDir' | 'daemon'>> {
  const { Mountpoint } = await host.docker.getVolume(name).inspect();
  const connect = host.remapped
    ? connectOnHost(Mountpoint, DOCKER_SOCKET)
    : connectByExec(host.socketPath, container.id);
  return { runDir: Mountpoint, daemon: new InnerDaemon(connect) };
}

/**
 * A machine that runs already, since its server was killed and it was not. Undefined: it doesn't run, or is of another
 * image than this program's and may not speak its protocol.
 */
export async function findMachine(host: MachineHost, id: string): Promise<CreatedMachine | undefined> {
  const name = machineName(host, id);
  const container = await host.docker.getContainer(name).inspect().catch(ignoreMissing);
  if (!container?.State.Running) return undefined;
  if (!Object.values(host.machineImages).includes(container.Config.Image)) return undefined;
  const nonce = container.Config.Env.find((line) => line.startsWith(NONCE))?.slice(NONCE.length);
  if (!nonce) return undefined;
  const byId = host.docker.getContainer(container.Id);
  return { id, nonce, container: byId, ...(await waysIn(host, name, byId)) };
}

/** Removes container, volumes and network; each may be missing. */
export async function removeMachine(
  host: Pick<MachineHost, 'docker' | 'disks'>,
  name: string,
): Promise<void> {
  const container = host.docker.getContainer(name);
  const found = await container.inspect().catch(ignoreMissing);
  if (found) {
    const thawing = setInterval(() => void thawBelow(found.Id), THAW_EVERY_MS);
    try {
      await container.remove({ force: true, v: true }).catch(ignoreMissing);
    } finally {
      clearInterval(thawing);
    }
  }
  await host.docker.getVolume(name).remove().catch(ignoreMissing);
  if (host.disks) {
    await host.docker.getVolume(diskVolume(name)).remove().catch(ignoreMissing);
    await removeDisk(host.disks, name);
  }
  await host.docker.getNetwork(name).remove().catch(ignoreMissing);
}

const diskVolume = (name: string): string => `${name}-disk`;

export const machineName = (host: Pick<MachineHost, 'tag'>, id: string): string => `matou-${host.tag}-${id}`;

/** Removes every machine of this home that a killed run left, found by label, but for those of `keep`. Gives their number. */
export async function sweepMachines(
  host: Pick<MachineHost, 'docker' | 'tag' | 'disks'>,
  keep: readonly string[] = [],
): Promise<number> {
  const filters = { label: [`${ROLE_LABEL}=machine`, `${TAG_LABEL}=${host.tag}`] };
  const names = new Set<string>();
  for (const { Labels } of await host.docker.listContainers({ all: true, filters }))
    names.add(Labels[ID_LABEL] ?? '');
  for (const { Labels } of await host.docker.listNetworks({ filters })) names.add(Labels?.[ID_LABEL] ?? '');
  const volumes = await host.docker.listVolumes({ filters });
  for (const { Labels } of volumes.Volumes ?? []) names.add(Labels[ID_LABEL] ?? '');
  for (const id of ['', ...keep]) names.delete(id);
  await Promise.all([...names].map((id) => removeMachine(host, machineName(host, id))));
  if (host.disks) await removeDisksOf(host.disks);
  return names.size;
}

function ignoreMissing(error: unknown): void {
  const { statusCode } = error as { statusCode?: number };
  const NOT_FOUND = 404;
  const REMOVAL_IN_PROGRESS = 409;
  if (statusCode !== NOT_FOUND && statusCode !== REMOVAL_IN_PROGRESS) throw error;
}

/** Shared with the host, so small and in memory: the learner must not fill the host's disk through it. */
function tmpfsOptions({ remapped = { uid: 0, gid: 0 } }: MachineHost): Record<string, string> {
  return {
    type: 'tmpfs',
    device: 'tmpfs',
    o: `size=1m,nr_inodes=256,mode=0700,uid=${remapped.uid},gid=${remapped.gid}`,
  };
}

function containerOptions(
  host: MachineHost,
  spec: MachineSpec,
  own: { name: string; nonce: string; labels: Record<string, string> },
): Docker.ContainerCreateOptions {
  const network = host.network ?? own.name;
  return {
    name: own.name,
    Image: host.machineImages[spec.flavour],
    Hostname: 'matou',
    Labels: own.labels,
    Env: ['container=docker', NONCE + own.nonce],
    StopSignal: 'SIGRTMIN+3',
    NetworkingConfig: { EndpointsConfig: { [network]: {} } },
    HostConfig: {
      NetworkMode: network,
      ...rights(host),
      CgroupnsMode: 'private',
      Memory: spec.memoryBytes,
      MemorySwap: spec.memoryBytes,
      ...cpuLimit(spec),
      PidsLimit: spec.pids,
      Tmpfs: { '/run': 'exec,mode=755', '/run/lock': '' },
      ...(host.disks && { ReadonlyRootfs: true }),
      Mounts: [
        // Overlay can't be the upper of overlay: the inner image stores need a place of their own.
        ...(host.disks
          ? [
              {
                Type: 'volume',
                Source: diskVolume(own.name),
                Target: '/disk',
                VolumeOptions: { NoCopy: true },
              },
            ]
          : ['/var/lib/docker', '/var/lib/containerd'].map((Target) => ({
              Type: 'volume',
              Source: '',
              Target,
            }))),
        { Type: 'volume', Source: own.name, Target: '/run/matou' },
      ],
      ExtraHosts: [...host.extraHosts, NO_LOOKUP_OF_HUB],
      LogConfig: { Type: 'json-file', Config: { 'max-size': '1m' } },
    } as Docker.HostConfig,
  };
}

/** Not NanoCpus: its period is 100 ms, and one that takes all it may on every core makes its neighbours wait half of that. */
const CPU_PERIOD_US = 10_000;
export const cpuLimit = ({ cpus }: MachineSpec): { CpuPeriod: number; CpuQuota: number } => ({
  CpuPeriod: CPU_PERIOD_US,
  CpuQuota: Math.round(cpus * CPU_PERIOD_US),
});

/**
 * Every capability in a user namespace of its own is no danger to the host, but for one: with CAP_SYS_RESOURCE it could
 * raise the namespace's own limits. Without remapping it is all of root.
 */
function rights(
  host: MachineHost,
): Partial<Docker.HostConfig> & { MaskedPaths?: string[]; ReadonlyPaths?: string[] } {
  const missing = missingCapabilities();
  if (!host.remapped && missing.length === 0) return { Privileged: true };
  return {
    CapAdd: ['ALL'],
    CapDrop: [...new Set([...missing, ...(host.remapped ? ['CAP_SYS_RESOURCE'] : [])])],
    SecurityOpt: [`seccomp=${SECCOMP_PROFILE}`, 'apparmor=unconfined'],
    MaskedPaths: [],
    ReadonlyPaths: [],
  };
}

/**
 * Written from the host into the machine's user namespace. Its own root can't raise them without CAP_SYS_RESOURCE, and
 * what a nested namespace is granted counts in this one too.
 */
async function limitUser(pid: number): Promise<void> {
  const script = Object.entries(USER_LIMITS)
    .map(([name, most]) => `echo ${most} > /proc/sys/user/${name}`)
    .join('; ');
  await tryRun('nsenter', ['-t', String(pid), '-U', '--', 'sh', '-c', script]);
}
