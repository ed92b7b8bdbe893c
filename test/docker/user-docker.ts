import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vi } from 'vitest';
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
  const bridgeBefore = existsSync('/sys/class/net/docker0');
  const rulesBefore = await run('iptables-save', []);
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
      // A dockerd leaves its bridge, its chains and one mount behind.
      if (!bridgeBefore) await tryRun('ip', ['link', 'del', 'docker0']);
      writeFileSync(join(dir, 'rules'), rulesBefore);
      await run('iptables-restore', [join(dir, 'rules')]);
      await tryRun('umount', [join(dir, 'exec/netns/default')]);
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
