import { setTimeout as sleep } from 'node:timers/promises';
import type Docker from 'dockerode';
import type { HostNames } from '../../src/engine/host.ts';
import { startMachine, type MachineHost, type MachineSpec } from '../../src/engine/machine.ts';
import { summarise, type Summary } from './statistics.ts';

const SPEC: MachineSpec = { flavour: 'docker', memoryBytes: 1024 ** 3, cpus: 1, pids: 2048 };
const SETTLE_MS = 5_000;

/** The host as the running course uses it, read off one of its machines. */
export async function hostOf(docker: Docker, names: HostNames): Promise<MachineHost> {
  const info = (await docker.info()) as { DockerRootDir: string };
  const [, uid, gid] = /(\d+)\.(\d+)$/.exec(info.DockerRootDir) ?? [];
  const [running] = await docker.listContainers({ filters: { label: ['matou.role=machine'] } });
  if (!running) throw new Error('no machine is running');
  const { Config, HostConfig } = await docker.getContainer(running.Id).inspect();
  return {
    docker,
    socketPath: '',
    remapped: { uid: Number(uid), gid: Number(gid) },
    machineImages: { docker: Config.Image, bare: '' },
    extraHosts: HostConfig.ExtraHosts ?? [],
    tag: names.tag,
  };
}

export async function measureMachines(
  docker: Docker,
  names: HostNames,
  runs: number,
): Promise<{ ready: Summary; idleMiB: Summary }> {
  const host = await hostOf(docker, names);
  const ready: number[] = [];
  const idle: number[] = [];
  for (let i = 0; i < runs; i++) {
    const began = performance.now();
    const machine = await startMachine(host, SPEC);
    ready.push(performance.now() - began);
    if (i < 3) {
      await sleep(SETTLE_MS);
      const stats = await docker.getContainer(`matou-${names.tag}-${machine.id}`).stats({ stream: false });
      const { usage, stats: parts } = stats.memory_stats as unknown as {
        usage: number;
        stats: Record<string, number>;
      };
      // As `docker stats` counts: file cache that can be dropped is not the machine's.
      idle.push((usage - (parts['total_inactive_file'] ?? parts['inactive_file'] ?? 0)) / 1024 ** 2);
    }
    await machine[Symbol.asyncDispose]();
  }
  return { ready: summarise(ready), idleMiB: summarise(idle) };
}
