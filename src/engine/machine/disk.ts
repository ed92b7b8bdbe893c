import { mkdir, open, readdir, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../../shared/errors.ts';
import { run, tryRun } from '../host.ts';

/** Where machines' disks lie on the host, and how big each is for those inside. Sparse: it takes what is written. */
export interface Disks {
  readonly dir: string;
  readonly bytes: number;
}

export interface Disk {
  /** Options of the engine's local volume driver: the engine mounts the disk with the container and unmounts it after it. */
  readonly volumeOptions: Readonly<Record<string, string>>;
  /** Once the container runs: from now on the disk goes away with its mount, however that ends. */
  handOver(): Promise<void>;
}

/** Below this the host needs the rest for itself. */
const HOST_NEEDS_BYTES = 2 * 1024 ** 3;

/**
 * A file with ext4 in it. Project quotas would be lighter, but a kernel without them for ext4 and XFS is common enough
 * (the one this was developed on), and a loop device every host has.
 * Rejects with UserError where the host's own disk is nearly full.
 */
export async function makeDisk(
  { dir, bytes }: Disks,
  name: string,
  owner = { uid: 0, gid: 0 },
): Promise<Disk> {
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const { bavail, bsize } = await statfs(dir);
  if (bavail * bsize < HOST_NEEDS_BYTES) {
    throw new UserError('服务器的磁盘快满了，开不了新的实验机。', '请老师或管理员清出一些空间，再点一次。');
  }
  const file = imageFile(dir, name);
  const handle = await open(file, 'wx', 0o600);
  try {
    await handle.truncate(bytes);
  } finally {
    await handle.close();
  }
  // The inode tables are left unwritten here, and by the mount below: they alone would take 1.5 % of the size at once.
  const features = `root_owner=${owner.uid}:${owner.gid},lazy_itable_init=1,lazy_journal_init=1,nodiscard`;
  await run('mkfs.ext4', ['-q', '-m', '0', '-J', 'size=16', '-E', features, file]);
  const device = (await run('losetup', ['--find', '--show', file])).trim();
  // Not twice through the host's memory: one that writes all the time would keep a core of the host's busy with copying.
  // Not every file system can (tmpfs), and it works without.
  await tryRun('losetup', ['--direct-io=on', device]);
  return {
    volumeOptions: { type: 'ext4', device, o: 'noatime,noinit_itable,discard,nodev' },
    async handOver() {
      // Detaching a mounted one only marks it: the kernel frees it with the last mount, and the file with it.
      await run('losetup', ['--detach', device]);
      await rm(file);
    },
  };
}

/** For a machine that didn't get as far as running; afterwards there is nothing left to remove. */
export async function removeDisk({ dir }: Disks, name: string): Promise<void> {
  const file = imageFile(dir, name);
  for (const device of await devicesOf(file)) await tryRun('losetup', ['--detach', device]);
  await rm(file, { force: true });
}

/** Every disk that a killed run left. */
export async function removeDisksOf(disks: Disks): Promise<void> {
  const files = await readdir(disks.dir).catch(() => []);
  for (const file of files) await removeDisk(disks, file.slice(0, -SUFFIX.length));
}

/** Throws where this host has no loop devices (a container without them) or can't mount ext4. */
export async function tryDisks(disks: Disks): Promise<void> {
  const name = `try-${process.pid}`;
  const mount = join(disks.dir, `${name}.mount`);
  try {
    const { volumeOptions } = await makeDisk({ ...disks, bytes: TRY_BYTES }, name);
    await mkdir(mount);
    await run('mount', ['-t', 'ext4', '-o', volumeOptions['o']!, volumeOptions['device']!, mount]);
    await run('umount', [mount]);
  } finally {
    await removeDisk(disks, name);
    await rm(mount, { recursive: true, force: true });
  }
}

const SUFFIX = '.img';
const TRY_BYTES = 64 * 1024 ** 2;
const imageFile = (dir: string, name: string): string => join(dir, name + SUFFIX);

async function devicesOf(file: string): Promise<string[]> {
  const listed = await tryRun('losetup', ['--noheadings', '--output', 'NAME', '--associated', file]);
  return (listed ?? '').split('\n').filter(Boolean);
}
