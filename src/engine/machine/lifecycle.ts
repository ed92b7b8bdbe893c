import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { UserError } from '../../shared/errors.ts';
import { runForBytes, type Docker } from '../host.ts';
import {
  cpuLimit,
  createMachine,
  findMachine,
  machineName,
  removeMachine,
  type CreatedMachine,
  type MachineHost,
  type MachineSpec,
  type StartProgress,
} from './create.ts';
import { execInContainer } from './exec.ts';
import { streamInContainer } from './exec-stream.ts';
import { connectOnHost, TTY_SOCKET } from './sockets.ts';
import { MachineUnavailable, type Machine, type ShellProgram, type ShellSocket } from './types.ts';

const PULL_WITHIN_MS = 10 * 60_000;
const ENGINE_BACK_WITHIN_MS = 60_000;
const RETRY_MS = 500;
const ENGINE_AWAY = ['ECONNREFUSED', 'ECONNRESET', 'ENOENT', 'EPIPE'];
const MOVE_HOME = 'cp -a /run/incoming/. /root/ && find /run/incoming -mindepth 1 -delete';

/** Boots a machine; `onProgress` hears each step. Rejects with UserError, and leaves nothing behind then. */
export async function startMachine(
  host: MachineHost,
  spec: MachineSpec,
  onProgress: StartProgress = () => {},
): Promise<Machine> {
  return wrap(host, await onceEngineAnswers(() => createMachine(host, spec, onProgress)));
}

/** A machine that a killed server left running, with all that is in it; undefined: it is no longer of use. */
export async function adoptMachine(host: MachineHost, id: string): Promise<Machine | undefined> {
  const found = await findMachine(host, id);
  return found && wrap(host, found);
}

/** Memory and CPU of a running machine, for one that was booted before it was known what for. */
export async function resizeMachine(host: MachineHost, machine: Machine, spec: MachineSpec): Promise<void> {
  await host.docker.getContainer(machineName(host, machine.id)).update({
    Memory: spec.memoryBytes,
    MemorySwap: spec.memoryBytes,
    ...cpuLimit(spec),
    PidsLimit: spec.pids,
  });
}

function wrap(host: MachineHost, { id, nonce, container, runDir, daemon }: CreatedMachine): Machine {
  const gone = untilGone(host.docker, container.id);
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
    info: () => daemon.info(),
    stream: (argv) => streamInContainer(host.docker, container.id, argv),
    watchEvents: (listener, sinceMs) => daemon.watch(listener, sinceMs),
    shell: (terminal) =>
      Promise.resolve(
        host.remapped ? shellOnHost(runDir, terminal) : shellByExec(host, container.id, terminal, exec),
      ),
    async copyIntoHome(directory) {
      const tar = await runForBytes('tar', ['-C', directory, '--owner=0', '--group=0', '-cf', '-', '.']);
      if (!host.disks) {
        await container.putArchive(tar, { path: '/root' });
        return;
      }
      // The engine sees the container's own root, which the machine has left for its disk; the two share this directory.
      await container.putArchive(tar, { path: '/disk/incoming' });
      const { exitCode, stderr } = await exec(['sh', '-c', MOVE_HOME]);
      if (exitCode !== 0) throw new MachineUnavailable('没能放入实验文件', { cause: stderr });
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
        await onceEngineAnswers(() => removeMachine(host, machineName(host, id)));
      })();
      return disposed;
    },
  };
}

/**
 * Until the container has ended or the engine has, which takes its containers along. Not dockerode's own wait: the answer
 * begins at once, and of one that breaks off in the middle it says nothing, ever.
 */
function untilGone(docker: Docker, containerId: string): Promise<void> {
  return new Promise((resolve) => {
    const options = { path: `/containers/${containerId}/wait`, method: 'POST', isStream: true };
    const statusCodes = { 200: true };
    docker.modem.dial({ ...options, statusCodes }, (error: Error | null, answer: unknown) => {
      if (error) return resolve();
      const stream = answer as Readable;
      stream.once('close', resolve).once('error', () => resolve());
      stream.resume();
    });
  });
}

/** An engine that was killed is back within seconds: a learner who presses 启动 then waits, and what is to go goes then. */
async function onceEngineAnswers<T>(work: () => Promise<T>): Promise<T> {
  const deadline = performance.now() + ENGINE_BACK_WITHIN_MS;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      const { code = '' } = error as NodeJS.ErrnoException;
      if (!ENGINE_AWAY.includes(code) || performance.now() > deadline) throw error;
      await sleep(RETRY_MS);
    }
  }
}

/**
 * The shells are children of a process in the machine, which the host reaches by its socket. So limits hold, a shell
 * outlives page and server, and no program of the learner's runs on the host.
 */
function shellOnHost(runDir: string, terminal: number): ShellSocket {
  return { terminal, connect: connectOnHost(runDir, TTY_SOCKET) };
}

/** Where the host can't see into machines (Docker Desktop): a docker exec for each terminal, slower and heavier. */
function shellByExec(
  host: MachineHost,
  containerId: string,
  terminal: number,
  exec: Machine['exec'],
): ShellProgram {
  const matouTty = (what: string) => ['matou-tty', what, `/run/matou/${TTY_SOCKET}`, String(terminal)];
  return {
    file: 'docker',
    args: ['--host', `unix://${host.socketPath}`, 'exec', '-it', containerId, ...matouTty('attach')],
    argsAgain: ['live'],
    hangUp: async (force) => {
      await exec([...matouTty('hangup'), ...(force ? [] : ['idle'])]);
    },
  };
}
