import { setTimeout as sleep } from 'node:timers/promises';
import { UserError } from '../../shared/errors.ts';
import { runForBytes } from '../host.ts';
import {
  createMachine,
  machineName,
  removeMachine,
  type CreatedMachine,
  type MachineHost,
  type MachineSpec,
  type StartProgress,
} from './create.ts';
import { execInContainer } from './exec.ts';
import { openMachineSocket } from './sockets.ts';
import { MachineUnavailable, type Machine, type ShellAttachment } from './types.ts';

const SHELL_WITHIN_MS = 10_000;
const PULL_WITHIN_MS = 10 * 60_000;

/** Boots a machine; `onProgress` hears each step. Rejects with UserError, and leaves nothing behind then. */
export async function startMachine(
  host: MachineHost,
  spec: MachineSpec,
  onProgress: StartProgress = () => {},
): Promise<Machine> {
  return wrap(host, await createMachine(host, spec, onProgress));
}

/** Memory and CPU of a running machine, for one that was booted before it was known what for. */
export async function resizeMachine(host: MachineHost, machine: Machine, spec: MachineSpec): Promise<void> {
  await host.docker.getContainer(machineName(host, machine.id)).update({
    Memory: spec.memoryBytes,
    MemorySwap: spec.memoryBytes,
    NanoCpus: spec.cpus * 1e9,
    PidsLimit: spec.pids,
  });
}

function wrap(host: MachineHost, { id, nonce, container, runDir, daemon }: CreatedMachine): Machine {
  const gone = container.wait().then(
    () => undefined,
    () => undefined,
  );
  let disposed: Promise<void> | undefined;
  const exec: Machine['exec'] = (argv, options) => execInContainer(host.docker, container.id, argv, options);
  return {
    id,
    nonce,
    gone,
    exec,
    containers: () => daemon.containers(),
    images: () => daemon.images(),
    inspectImage: (ref) => daemon.inspectImage(ref),
    imageHistory: (ref) => daemon.imageHistory(ref),
    networks: () => daemon.networks(),
    volumes: () => daemon.volumes(),
    watchEvents: (listener) => daemon.watch(listener),
    shell: (terminal) =>
      host.remapped ? shellOnHost(runDir, terminal, exec) : shellByExec(host, container.id, terminal, exec),
    async copyIntoHome(directory) {
      const tar = await runForBytes('tar', ['-C', directory, '--owner=0', '--group=0', '-cf', '-', '.']);
      await container.putArchive(tar, { path: '/root' });
    },
    async endShell(terminal) {
      await exec(['systemctl', 'stop', `matou-tty@${terminal}`]);
    },
    async pull(ref) {
      try {
        await daemon.pull(ref, PULL_WITHIN_MS);
      } catch (error) {
        throw new UserError(
          `实验机没能拉取镜像 ${ref}：${(error as Error).message}`,
          '重置实验再试；仍不行时，检查课程仓库里有没有这个镜像（npm run doctor）。',
          { cause: error },
        );
      }
    },
    [Symbol.asyncDispose]() {
      disposed ??= (async () => {
        daemon.close();
        await removeMachine(host, machineName(host, id));
      })();
      return disposed;
    },
  };
}

const ttySocket = (terminal: number): string => `tty-${terminal}.sock`;

/**
 * The shell runs under dtach in the machine; the host's own dtach connects to its socket by a handle. So limits hold,
 * the shell outlives page and server, and no program of the learner's runs on the host.
 */
async function shellOnHost(
  runDir: string,
  terminal: number,
  exec: Machine['exec'],
): Promise<ShellAttachment> {
  const name = ttySocket(terminal);
  let handle = tryOpen(runDir, name);
  if (!handle) {
    await exec(['systemctl', 'start', `matou-tty@${terminal}`]);
    const deadline = Date.now() + SHELL_WITHIN_MS;
    while (!(handle = tryOpen(runDir, name))) {
      if (Date.now() > deadline) throw new MachineUnavailable(`终端 ${terminal} 没能启动`);
      await sleep(20);
    }
  }
  const { path } = handle;
  return {
    file: 'dtach',
    args: ['-a', path, '-E', '-z', '-r', 'none'],
    [Symbol.dispose]: () => handle[Symbol.dispose](),
  };
}

/** Where the host can't see into machines (Docker Desktop): a docker exec for each terminal, slower and heavier. */
async function shellByExec(
  host: MachineHost,
  containerId: string,
  terminal: number,
  exec: Machine['exec'],
): Promise<ShellAttachment> {
  await exec(['systemctl', 'start', `matou-tty@${terminal}`]);
  const attach = ['dtach', '-a', `/run/matou/${ttySocket(terminal)}`, '-E', '-z', '-r', 'none'];
  return {
    file: 'docker',
    args: ['--host', `unix://${host.socketPath}`, 'exec', '-it', containerId, ...attach],
    [Symbol.dispose]: () => {},
  };
}

function tryOpen(runDir: string, name: string): ReturnType<typeof openMachineSocket> | undefined {
  try {
    return openMachineSocket(runDir, name);
  } catch {
    return undefined; // not there yet
  }
}
