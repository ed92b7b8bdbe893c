import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  MachineUnavailable,
  resizeMachine,
  startMachine,
  sweepMachines,
  type DaemonEvent,
  type Machine,
} from '../../src/engine/machine.ts';
import { describeEngine, freshMachine, machineHost, SPEC } from './machines.ts';

describeEngine('a machine', () => {
  let machine: Machine;
  beforeAll(async () => {
    machine = await freshMachine();
  });
  afterAll(async () => {
    await machine?.[Symbol.asyncDispose]();
  });
  const sh = (script: string, timeoutMs = 30_000) => machine.exec(['bash', '-c', script], { timeoutMs });

  test('boots a real systemd with nothing failed', async () => {
    expect((await sh('systemctl is-system-running --wait')).stdout.trim()).toBe('running');
    expect((await sh('systemctl --failed --no-legend')).stdout.trim()).toBe('');
    expect((await sh('cat /proc/1/comm')).stdout.trim()).toBe('systemd');
  });

  test('is unprivileged: its root is nobody on the host', async () => {
    const [, outside] = (await sh('cat /proc/self/uid_map')).stdout.trim().split(/\s+/);
    expect(Number(outside)).toBeGreaterThan(0);
  });

  test('pulls hello-world from the course registry and runs it in its own daemon', async () => {
    const ran = await sh('docker run hello-world');
    expect(ran.exitCode, ran.stderr).toBe(0);
    expect(ran.stdout.length).toBeGreaterThan(50);
    const containers = await machine.containers();
    expect(containers.map((c) => [c.Config.Image, c.State.Status, c.State.ExitCode])).toEqual([
      ['hello-world', 'exited', 0],
    ]);
    expect((await machine.images()).flatMap((i) => i.RepoTags)).toContain('hello-world:latest');
  });

  test('says what its daemon knows of images, networks and volumes', async () => {
    const made = await sh(`
      set -e
      docker pull -q busybox
      docker network create lane
      docker volume create --label kind=test store
      docker run -d --name quay --network lane -v store:/data busybox sleep 600`);
    expect(made.exitCode, made.stderr).toBe(0);
    const image = await machine.inspectImage('busybox');
    expect(image?.RepoTags).toContain('busybox:latest');
    expect((await machine.inspectImage(image?.Id ?? ''))?.Id).toBe(image?.Id);
    expect((await machine.imageHistory('busybox'))?.map((row) => row.CreatedBy).join('\n')).toContain('CMD');
    expect(await machine.inspectImage('no-such-image')).toBeUndefined();
    expect(await machine.imageHistory('no-such-image')).toBeUndefined();
    const lane = (await machine.networks()).find(({ Name }) => Name === 'lane');
    expect(Object.values(lane?.Containers ?? {}).map(({ Name }) => Name)).toEqual(['quay']);
    const store = (await machine.volumes()).find(({ Name }) => Name === 'store');
    expect(store?.Labels).toEqual({ kind: 'test' });
    await sh('docker rm -f quay; docker network rm lane; docker volume rm store');
  });

  test('reports the events of its daemon, over a restart of that daemon', async () => {
    const events: DaemonEvent[] = [];
    const watch = machine.watchEvents((event) => events.push(event));
    const seen = async (action: string, name: string): Promise<void> => {
      await expect
        .poll(() => events.some((e) => e.action === action && e.attributes['name'] === name), {
          timeout: 10_000,
        })
        .toBe(true);
    };
    await sleep(300);
    await sh('docker network create before');
    await seen('create', 'before');
    await sh('systemctl restart docker');
    await sh('docker network create after');
    await seen('create', 'after');
    watch.stop();
  });

  test('nested limits, builds and port publishing work', async () => {
    const script = `
      set -e
      docker run -d --name web -m 32m --pids-limit 50 -p 8080:80 busybox httpd -f -p 80 -h /etc
      for i in 1 2 3 4 5 6 7 8 9 10; do curl -fsS http://127.0.0.1:8080/passwd && break; sleep 0.2; done
      printf 'FROM busybox\\nRUN echo built > /proof\\n' | docker build -q -t mine -
      docker run --rm mine cat /proof`;
    const done = await sh(script, 60_000);
    expect(done.exitCode, done.stderr).toBe(0);
    expect(done.stdout).toContain('root:');
    expect(done.stdout).toContain('built');
    // The builder's look at what the processor can do leaves none.
    expect((await sh('ls / | grep core')).stdout).toBe('');
  });

  test("can't raise its own memory limit", async () => {
    const v1 = '/sys/fs/cgroup/memory/memory.limit_in_bytes';
    const v2 = '/sys/fs/cgroup/memory.max';
    const tried = await sh(`f=${v2}; [ -e $f ] || f=${v1}; cat $f; echo 9999999999 > $f`);
    expect(tried.stdout.trim()).toBe(String(SPEC.memoryBytes));
    expect(tried.exitCode).not.toBe(0);
  });

  test('a deadline passed means "could not find out"', async () => {
    await expect(machine.exec(['sleep', '20'], { timeoutMs: 300 })).rejects.toBeInstanceOf(
      MachineUnavailable,
    );
  });

  test('a daemon that is down means "could not find out", and is back after a start', async () => {
    await sh('systemctl stop docker.socket docker');
    await expect(machine.containers()).rejects.toBeInstanceOf(MachineUnavailable);
    await sh('systemctl start docker');
    await expect(machine.containers()).resolves.toBeInstanceOf(Array);
  });

  test('a missing image is said with the name', async () => {
    await expect(machine.pull('no-such-image-here')).rejects.toThrow(/no-such-image-here/);
  });
});

describeEngine('machines beside each other', () => {
  test('neither reaches the other, the host, nor the metadata address; the registry answers', async () => {
    await using a = await freshMachine();
    await using b = await freshMachine();
    const address = (
      await b.exec(['sh', '-c', "ip -4 -o addr show eth0 | sed 's/.* inet \\([0-9.]*\\).*/\\1/'"])
    ).stdout.trim();
    expect(address).toMatch(/^10\./);
    await b.exec(['sh', '-c', 'busybox httpd -p 8000 -h /etc']);
    const reaches = async (url: string): Promise<boolean> =>
      (await a.exec(['curl', '-sS', '-o', '/dev/null', '--max-time', '2', url])).exitCode === 0;
    expect(await reaches(`http://${address}:8000/passwd`)).toBe(false);
    expect(
      (await b.exec(['curl', '-sS', '-o', '/dev/null', '--max-time', '2', 'http://127.0.0.1:8000/passwd']))
        .exitCode,
    ).toBe(0);
    expect(await reaches('http://169.254.169.254/')).toBe(false);
    expect(await reaches('http://registry.matou:5000/v2/')).toBe(true);
    const gateway = (
      await a.exec(['sh', '-c', "ip route | sed -n 's/default via \\([0-9.]*\\).*/\\1/p'"])
    ).stdout.trim();
    expect(await reaches(`http://${gateway}:22/`)).toBe(false);
  });

  test('disposing leaves no container, volume or network', async () => {
    const host = machineHost();
    const before = await inventory();
    const machine = await startMachine(host, SPEC);
    await resizeMachine(host, machine, { ...SPEC, memoryBytes: SPEC.memoryBytes / 2 });
    await machine[Symbol.asyncDispose]();
    expect(await inventory()).toEqual(before);
  });

  test('what a killed run left is found by its label', async () => {
    const host = machineHost();
    const before = await inventory();
    await startMachine(host, SPEC);
    expect(await sweepMachines(host)).toBe(1);
    expect(await inventory()).toEqual(before);
  });

  async function inventory(): Promise<Record<string, number>> {
    const { docker } = machineHost();
    const [containers, networks, volumes] = await Promise.all([
      docker.listContainers({ all: true }),
      docker.listNetworks(),
      docker.listVolumes(),
    ]);
    return {
      containers: containers.length,
      networks: networks.length,
      volumes: volumes.Volumes?.length ?? 0,
    };
  }
});
