import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, inject, vi } from 'vitest';
import { run, tryRun } from '../../src/engine/host.ts';
import { machineHost } from './machines.ts';

/** Stands in for the user's Docker: a plain dockerd in the host's own network, with docker0. */
export interface UserDocker extends AsyncDisposable {
  readonly socket: string;
  docker(...args: string[]): Promise<string>;
}

/** `images` are copied over from the engine of these tests. */
export async function startUserDocker(images: readonly string[]): Promise<UserDocker> {
  const dir = mkdtempSync(join(tmpdir(), 'matou-user-docker-'));
  const socket = join(dir, 'docker.sock');
  const docker = (...args: string[]): Promise<string> =>
    run('docker', ['--host', `unix://${socket}`, ...args]);
  const forward = (await run('iptables', ['-w', '10', '-S', 'FORWARD'])).split('\n')[0]!.split(' ');
  writeFileSync(join(dir, 'daemon.json'), '{}');
  const place = [
    '--data-root',
    join(dir, 'data'),
    '--exec-root',
    join(dir, 'exec'),
    '--pidfile',
    join(dir, 'pid'),
  ];
  const config = ['--config-file', join(dir, 'daemon.json')];
  const dockerd = spawn('dockerd', ['--host', `unix://${socket}`, ...config, ...place], { stdio: 'ignore' });
  const ended = new Promise((resolve) => dockerd.once('close', resolve));
  await vi.waitFor(() => docker('version'), { timeout: 30_000, interval: 200 });
  const tar = join(dir, 'images.tar');
  await run('docker', ['--host', `unix://${machineHost().socketPath}`, 'save', '-o', tar, ...images]);
  await docker('load', '-i', tar);
  rmSync(tar);
  return {
    socket,
    docker,
    async [Symbol.asyncDispose]() {
      const left = (await docker('ps', '-aq')).split('\n').filter(Boolean);
      if (left.length > 0) await docker('rm', '-f', '-v', ...left);
      dockerd.kill('SIGTERM');
      await ended;
      // A dockerd leaves its bridge, its chains and some mounts behind.
      await tryRun('ip', ['link', 'del', 'docker0']);
      await removeDockerRules();
      await run('iptables', ['-w', '10', ...forward]);
      const mounts = readFileSync('/proc/self/mountinfo', 'utf8')
        .split('\n')
        .map((line) => line.split(' ')[4] ?? '');
      for (const mount of mounts.reverse())
        if (mount.startsWith(`${dir}/`)) await tryRun('umount', ['-l', mount]);
      for (const hierarchy of readdirSync('/sys/fs/cgroup'))
        await tryRun('rmdir', [join('/sys/fs/cgroup', hierarchy, 'docker')]);
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** A second plain dockerd flushes the chains of the first: where somebody's Docker runs, theirs must not be put at risk. */
export const describeUserDocker = describe.skipIf(
  inject('host') === null || existsSync('/sys/class/net/docker0'),
);

async function removeDockerRules(): Promise<void> {
  for (const table of ['filter', 'nat']) {
    const iptables = (...args: string[]) => tryRun('iptables', ['-w', '10', '-t', table, ...args]);
    const lines = ((await iptables('-S')) ?? '')
      .split('\n')
      .filter((line) => /DOCKER|docker0|172\.17\./.test(line) && !line.includes('MATOU'));
    for (const line of lines) if (line.startsWith('-A ')) await iptables('-D', ...line.split(' ').slice(1));
    for (const line of lines) if (line.startsWith('-N ')) await iptables('-X', line.split(' ')[1]!);
  }
}
