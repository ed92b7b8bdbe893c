import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { openOwnEngine, run, tryRun } from '../../src/engine/host.ts';
import { describeEngine, machineHost } from './machines.ts';
import { leftovers } from './program.ts';

/** Stands in for the user's Docker: a plain dockerd in the host's own network, with docker0 and a published port. */
describeEngine("beside the user's own Docker", () => {
  const dir = mkdtempSync(join(tmpdir(), 'matou-user-docker-'));
  const socket = join(dir, 'docker.sock');
  const docker = (...args: string[]): Promise<string> => run('docker', ['--host', `unix://${socket}`, ...args]);
  let dockerd: ChildProcess;
  let rulesBefore: string;
  const bridgeBefore = existsSync('/sys/class/net/docker0');

  beforeAll(async () => {
    rulesBefore = await run('iptables-save', []);
    writeFileSync(join(dir, 'daemon.json'), '{}');
    const place = ['--data-root', join(dir, 'data'), '--exec-root', join(dir, 'exec'), '--pidfile', join(dir, 'pid')];
    dockerd = spawn('dockerd', ['--host', `unix://${socket}`, '--config-file', join(dir, 'daemon.json'), ...place], { stdio: 'ignore' });
    await vi.waitFor(() => docker('version'), { timeout: 30_000, interval: 200 });
    const engine = machineHost();
    const tar = join(dir, 'busybox.tar');
    await run('docker', ['--host', `unix://${engine.socketPath}`, 'save', '-o', tar, 'matou/busybox:latest']);
    await docker('load', '-i', tar);
    await docker('run', '-d', '--name', 'web', '-p', '127.0.0.1:18080:80', 'matou/busybox', 'httpd', '-f', '-p', '80', '-h', '/etc');
  });

  afterAll(async () => {
    await tryRun('docker', ['--host', `unix://${socket}`, 'rm', '-f', 'web']);
    const ended = new Promise((resolve) => dockerd?.once('close', resolve));
    dockerd?.kill('SIGTERM');
    await ended;
    // A dockerd leaves its bridge and chains behind.
    if (!bridgeBefore) await tryRun('ip', ['link', 'del', 'docker0']);
    writeFileSync(join(dir, 'rules'), rulesBefore);
    await run('iptables-restore', [join(dir, 'rules')]);
    const netns = join(dir, 'exec/netns/default');
    await tryRun('umount', [netns]);
    rmSync(dir, { recursive: true, force: true });
  });

  /** Rules of the user's Docker, its bridge, its containers, and whether its published port answers. */
  async function asTheUserSeesIt(): Promise<unknown> {
    const rules = await run('iptables-save', []);
    return {
      rules: rules.split('\n').filter((line) => /docker/i.test(line) && !/^#|^:|matou|mt[0-9a-f]{6}h/i.test(line)),
      bridge: JSON.parse(await run('ip', ['-json', 'addr', 'show', 'docker0'])) as unknown,
      containers: await docker('ps', '--format', '{{.Names}} {{.Status}} {{.Ports}}').then((text) => text.replace(/Up .*?(seconds?|minutes?)/, 'Up')),
      networks: await docker('network', 'ls', '--format', '{{.Name}} {{.Driver}}'),
      answers: await run('curl', ['-fsS', '--max-time', '3', 'http://127.0.0.1:18080/passwd']),
      reachesOut: (await tryRun('docker', ['--host', `unix://${socket}`, 'exec', 'web', 'ip', 'route'])) ?? '',
    };
  }

  test('its bridge, rules, containers and ports stay as they are while ours comes and goes', async () => {
    const before = await asTheUserSeesIt();
    expect(JSON.stringify(before)).toContain('root:');
    const home = mkdtempSync(join(tmpdir(), 'matou-beside-'));
    const engine = await openOwnEngine(home, () => {});
    expect(await asTheUserSeesIt()).toEqual(before);
    const seen = await engine.docker.listContainers({ all: true });
    expect(seen).toEqual([]); // not the user's
    await engine[Symbol.asyncDispose]();
    expect(await asTheUserSeesIt()).toEqual(before);
    expect(await leftovers(home)).toEqual([]);
    rmSync(home, { recursive: true, force: true });
  });
});
