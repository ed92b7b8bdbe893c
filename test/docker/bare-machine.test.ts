import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  MachineUnavailable,
  openPool,
  startMachine,
  type DaemonEvent,
  type Machine,
} from '../../src/engine/machine.ts';
import { openTerminal } from '../../src/engine/terminal.ts';
import { describeEngine, machineHost, SPEC } from './machines.ts';

const BARE = { ...SPEC, flavour: 'bare' } as const;

/** One machine in which Docker is installed, configured, used and removed: each test stands on the one before. */
describeEngine('a machine without Docker', () => {
  let machine: Machine;
  const events: DaemonEvent[] = [];
  let watch: { stop(): void };

  beforeAll(async () => {
    machine = await startMachine(machineHost(), BARE);
    watch = machine.watchEvents((event) => events.push(event));
  });
  afterAll(async () => {
    watch?.stop();
    await machine?.[Symbol.asyncDispose]();
  });
  const sh = (script: string, timeoutMs = 60_000) => machine.exec(['bash', '-lc', script], { timeoutMs });
  const answer = async (script: string): Promise<string> => (await sh(script)).stdout.trim();
  const asDev = (command: string) => sh(`su - dev -c '${command}'`);

  test('is ready with its system up, its terminal there, and no Docker', async () => {
    expect(await answer('systemctl is-system-running')).toBe('running');
    await using terminal = await openTerminal({ attach: () => machine.shell(1), nonce: machine.nonce });
    await terminal.waitForPrompt(10_000);
    expect((await terminal.run('docker ps', 5_000)).exitCode).toBe(127);
    expect(await answer('getent group docker; command -v dockerd containerd runc')).toBe('');
    await expect(machine.containers()).rejects.toBeInstanceOf(MachineUnavailable);
    await expect(machine.images()).rejects.toBeInstanceOf(MachineUnavailable);
    await expect(machine.inspectImage('debian')).rejects.toBeInstanceOf(MachineUnavailable);
  });

  test('Docker is installed from what the machine carries, with no way out of it but to the course registry', async () => {
    const cut = await sh(`
      set -e
      gateway=$(ip route | sed -n 's/^default via \\([^ ]*\\).*/\\1/p')
      ip route add $(getent hosts registry.matou | cut -d' ' -f1) via $gateway
      ip route del default`);
    expect(cut.exitCode, cut.stderr).toBe(0);
    expect(await answer('getent ahosts docker.io'), 'each pull waits for the DNS').not.toBe('');
    const installed = await sh('apt-get update && apt-get install -y docker.io', 120_000);
    expect(installed.exitCode, installed.stdout + installed.stderr).toBe(0);
    expect(installed.stderr).not.toMatch(/debconf|^W:/m);
    expect(await answer('systemctl is-active docker; systemctl is-enabled docker')).toBe('active\nenabled');
    expect(await answer('stat -c "%A %U:%G" /run/docker.sock; getent group docker | cut -d: -f1,4')).toBe(
      'srw-rw---- root:docker\ndocker:',
    );
    expect(await answer('systemctl --failed --no-legend')).toBe('');
    expect(await answer('docker info -f "{{.Driver}} {{len .RegistryConfig.Mirrors}}"')).toBe('overlay2 0');
    expect(await machine.containers()).toEqual([]);
  });

  test('a mirror in daemon.json is taken up by a reload, and then images come', async () => {
    const pid = await answer('systemctl show -p MainPID --value docker');
    const configured = await sh(`
      printf '{\\n  "registry-mirrors": ["http://registry.matou:5000"]\\n}\\n' > /etc/docker/daemon.json
      systemctl reload docker`);
    expect(configured.exitCode, configured.stderr).toBe(0);
    await expect
      .poll(() => answer('docker info -f "{{.RegistryConfig.Mirrors}}"'), { timeout: 10_000 })
      .toContain('http://registry.matou:5000');
    const ran = await sh('docker run --name hello hello-world');
    expect(ran.exitCode, ran.stderr).toBe(0);
    expect(await answer('systemctl show -p MainPID --value docker')).toBe(pid);
  });

  test('containers and events are seen from outside since the daemon came', async () => {
    expect((await machine.containers()).map((c) => [c.Name, c.State.ExitCode])).toEqual([['/hello', 0]]);
    await expect.poll(() => events.map((e) => e.action), { timeout: 10_000 }).toContain('die');
  });

  test('an ordinary user may use Docker after joining its group and logging in again', async () => {
    expect((await asDev('pwd; locale charmap')).stdout).toBe('/home/dev\nUTF-8\n');
    const refused = await asDev('docker ps');
    expect(refused.exitCode).not.toBe(0);
    expect(refused.stderr).toContain('permission denied');
    await sh('usermod -aG docker dev');
    const allowed = await asDev('docker ps -aq');
    expect(allowed.exitCode, allowed.stderr).toBe(0);
    expect(allowed.stdout).toMatch(/^[0-9a-f]{12}\n$/);
  });

  test('Docker can be purged and installed again', async () => {
    const purged = await sh('apt-get purge -y docker.io docker-cli docker-buildx containerd runc', 120_000);
    expect(purged.exitCode, purged.stdout + purged.stderr).toBe(0);
    expect(await answer('command -v docker; ls -A /var/lib/docker; systemctl is-active docker')).toBe(
      'inactive',
    );
    await expect(machine.containers()).rejects.toBeInstanceOf(MachineUnavailable);
    const again = await sh('apt-get install -y docker.io', 120_000);
    expect(again.exitCode, again.stderr).toBe(0);
    expect(await machine.containers()).toEqual([]);
  });
});

describeEngine('the pool', () => {
  test('never hands out a machine of another flavour, and keeps the one it has', async () => {
    const failures: unknown[] = [];
    await using pool = openPool(machineHost(), SPEC, 1, (error) => failures.push(error));
    await pool.warm();
    const take = (spec: typeof SPEC): Promise<Machine> =>
      pool.take(
        spec,
        () => {},
        () => {},
      );
    await using bare = await take(BARE);
    expect((await bare.exec(['sh', '-c', 'command -v docker'])).exitCode).not.toBe(0);
    expect(pool.idle()).toBe(1);
    await using warm = await take(SPEC);
    expect(await warm.containers()).toEqual([]);
    expect(failures).toEqual([]);
  });
});
