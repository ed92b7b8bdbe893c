import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface CgroupHierarchy {
  readonly version: 1 | 2;
  readonly mount: string;
  /** Of version 1; in version 2 there is one hierarchy for all. */
  readonly controllers: readonly string[];
}

/** Where the kernel's control groups are mounted: none on a system that isn't Linux. */
export function cgroupHierarchies(): CgroupHierarchy[] {
  if (!existsSync('/proc/self/mountinfo')) return [];
  return readFileSync('/proc/self/mountinfo', 'utf8')
    .split('\n')
    .flatMap((line): CgroupHierarchy[] => {
      const [left = '', right = ''] = line.split(' - ');
      const [type, , options = ''] = right.split(' ');
      const mount = left.split(' ')[4] ?? '';
      if (type === 'cgroup2') return [{ version: 2, mount, controllers: [] }];
      if (type === 'cgroup') return [{ version: 1, mount, controllers: options.split(',') }];
      return [];
    });
}

/** The group of machines in the hierarchy of a controller, whoever manages it: dockerd itself or systemd. */
export function machinesGroup(
  cgroup: string,
  controller: string,
): { readonly dir: string; readonly version: 1 | 2 } | undefined {
  const hierarchies = cgroupHierarchies();
  const own = hierarchies.find(({ controllers }) => controllers.includes(controller));
  const { mount, version } = own ?? hierarchies.find((h) => h.version === 2) ?? {};
  if (mount === undefined || version === undefined) return undefined;
  const dir = [cgroup, `${cgroup}.slice`].map((name) => join(mount, name)).find((path) => existsSync(path));
  return dir === undefined ? undefined : { dir, version };
}

/** In the group of machines: what serves them all. */
const SERVER_GROUP = 'server';
/** As much as ten machines. */
const SERVER_SHARES = 10_240;

/**
 * Puts this process, and what it starts from now on, beside the machines: the kernel then weighs it against each of
 * them and not against all together, and only so does it come before one that yields (machine/cpu-guard.ts).
 * On cgroup v1 only, where the CPU has a hierarchy of its own; in version 2 it would be taken away from systemd.
 */
export function standBesideMachines(cgroup: string): void {
  const hierarchy = cgroupHierarchies().find(({ controllers }) => controllers.includes('cpu'));
  if (!hierarchy) return;
  const dir = join(hierarchy.mount, cgroup, SERVER_GROUP); // with the first container, the engine finds it there
  try {
    mkdirSync(dir, { recursive: true });
    writeFileSync(join(dir, 'cpu.shares'), String(SERVER_SHARES));
    writeFileSync(join(dir, 'cgroup.procs'), String(process.pid));
  } catch {
    // A host that keeps its groups to itself: everything works, less evenly.
  }
}

/** Those that machines and the server leave behind; systemd removes its slice itself. */
export function removeCgroups(cgroup: string): void {
  for (const { mount } of cgroupHierarchies()) {
    const dir = join(mount, cgroup);
    if (!existsSync(dir)) continue;
    for (const group of [join(dir, SERVER_GROUP), dir]) {
      if (!existsSync(group)) continue;
      if (group !== dir) moveOut(group, mount);
      try {
        rmdirSync(group);
      } catch {
        // Still busy, or it has children that the kernel has not reaped: harmless; the next start tries again.
      }
    }
  }
}

/** To the top: where they came from may be gone, and another engine's server may have been started by this one. */
function moveOut(group: string, mount: string): void {
  for (const pid of readFileSync(join(group, 'cgroup.procs'), 'utf8').split('\n').filter(Boolean)) {
    try {
      writeFileSync(join(mount, 'cgroup.procs'), pid);
    } catch {
      // It has ended.
    }
  }
}
