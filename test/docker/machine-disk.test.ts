import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, statfsSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startMachine, sweepMachines, type Machine } from '../../src/engine/machine.ts';
import { describeEngine, machineHost, SPEC } from './machines.ts';

const MIB = 1024 ** 2;
const DISK_BYTES = 768 * MIB;

const loops = (dir: string): string[] =>
  execFileSync('losetup', ['--noheadings', '--output', 'BACK-FILE'], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line.includes(dir));

describeEngine('the disk of a machine', () => {
  let machine: Machine;
  const host = (): ReturnType<typeof machineHost> & { disks: { dir: string; bytes: number } } => {
    const given = machineHost();
    if (!given.disks) throw new Error('this host has no loop devices');
    return { ...given, disks: { ...given.disks, bytes: DISK_BYTES } };
  };
  const sh = async (script: string): Promise<string> => {
    const { stdout, stderr } = await machine.exec(['bash', '-c', script], { timeoutMs: 60_000 });
    return stdout + stderr;
  };

  beforeAll(async () => {
    machine = await startMachine(host(), SPEC);
  });
  afterAll(async () => {
    await machine[Symbol.asyncDispose]();
  });

  it('holds everything that the machine writes, and the way back to the container’s own root is gone', async () => {
    expect(await sh('findmnt -no FSTYPE / && stat -fc %T /var/lib/docker')).toBe('overlay\next2/ext3\n');
    // None of these is a mount of its own: what is written there goes to the disk behind the root.
    const mounts = await sh(
      'for f in /root /etc/hosts /etc/resolv.conf /var/log /usr/bin; do findmnt -nro TARGET -T $f; done',
    );
    expect([...new Set(mounts.trim().split('\n'))]).toEqual(['/']);
    const left = `awk '$5 ~ "old" || $5 == "/disk"' /proc/self/mountinfo; find /disk -mindepth 1; test -e /.old && echo old`;
    expect(await sh(left)).toBe('');
  });

  it('is full inside, and neither the host nor a neighbour notices', async () => {
    await machine.pull('busybox');
    await using neighbour = await startMachine(host(), SPEC);
    const before = statfsSync(host().disks.dir);
    const said = await sh(
      'cat /dev/zero > /root/all; cat /dev/zero >> /etc/hosts; cat /dev/zero > /var/lib/docker/all; true',
    );
    expect(said.match(/No space left on device/g)).toHaveLength(3);
    const after = statfsSync(host().disks.dir);
    const taken = (before.bavail - after.bavail) * before.bsize;
    // Others write to the host's disk too; without a bound it would be all that is there.
    expect(taken).toBeLessThan(2 * DISK_BYTES);

    const { exitCode } = await neighbour.exec(['dd', 'if=/dev/zero', 'of=/root/x', 'bs=1M', 'count=64']);
    expect(exitCode).toBe(0);
    // The daemon lives: what can't be written fails, and works again once there is room.
    expect(await sh('docker run --rm busybox echo ran')).not.toMatch(/^ran$/m);
    await sh('rm /root/all /var/lib/docker/all');
    expect(await sh('docker run --rm busybox echo again')).toBe('again\n');
  });

  it('goes with the machine, and so does one that a killed run left', async () => {
    const { dir } = host().disks;
    await machine[Symbol.asyncDispose]();
    expect(loops(dir)).toEqual([]);
    // As a kill between making the disk and starting the machine leaves it.
    execFileSync('truncate', ['-s', '64M', `${dir}/left.img`]);
    execFileSync('mkfs.ext4', ['-q', `${dir}/left.img`]);
    execFileSync('losetup', ['--find', `${dir}/left.img`]);
    expect(loops(dir)).toHaveLength(1);
    await sweepMachines(host());
    expect(loops(dir)).toEqual([]);
    expect(existsSync(dir) ? readdirSync(dir) : []).toEqual([]);
  });
});
