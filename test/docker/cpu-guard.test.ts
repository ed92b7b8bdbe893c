import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { machinesGroup } from '../../src/engine/host.ts';
import type { Machine } from '../../src/engine/machine.ts';
import { describeEngine, freshMachine, machineHost } from './machines.ts';

async function idleFile(machine: Machine): Promise<string> {
  const { docker, tag } = machineHost();
  const { Id } = await docker.getContainer(`matou-${tag}-${machine.id}`).inspect();
  const { dir } = machinesGroup(`matou${tag}`, 'cpu')!;
  return join(
    dir,
    readdirSync(dir).find((name) => name.includes(Id))!,
    'cpu.idle',
  );
}

const yields = (file: string): boolean => readFileSync(file, 'utf8').trim() === '1';

describeEngine('a machine that takes the processor for itself', () => {
  it('comes after its neighbour for as long as it does, can not help it, and is let off', async () => {
    await using hog = await freshMachine();
    await using neighbour = await freshMachine();
    const [hogs, neighbours] = [await idleFile(hog), await idleFile(neighbour)];
    const both = (): boolean[] => [hogs, neighbours].map(yields);

    const spin = hog.exec(['timeout', '20', 'bash', '-c', 'while :; do :; done & while :; do :; done'], {
      timeoutMs: 60_000,
    });
    // Both may do so at first, for what their start takes.
    await vi.waitFor(() => expect(both()).toEqual([true, false]), 18_000);
    // Root in there sees the file, in either version of cgroups, and it is not theirs.
    const cheat = `for f in $(find /sys/fs/cgroup -name cpu.idle); do echo 0 > $f && echo "wrote $f"; done; true`;
    const { stdout } = await hog.exec(['bash', '-c', cheat]);
    expect(stdout).not.toMatch(/wrote \S*\/cgroup(\/cpu[^/]*)?\/cpu\.idle/);
    expect(yields(hogs)).toBe(true);

    await spin;
    await vi.waitFor(() => expect(yields(hogs)).toBe(false), 20_000);
  });

  it('is weighed against the server as one, not all machines as one', async () => {
    await using machine = await freshMachine();
    const { version, dir } = machinesGroup(`matou${machineHost().tag}`, 'cpu')!;
    if (version !== 1) return; // there, systemd keeps the server where it is
    expect(await idleFile(machine)).toContain(`${dir}/`);
    // This process was started by the one that opened the engine.
    expect(readFileSync(join(dir, 'server/cgroup.procs'), 'utf8').split('\n')).toContain(String(process.pid));
  });
});
