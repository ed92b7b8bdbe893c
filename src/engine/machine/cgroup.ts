import { chown, readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { cgroupHierarchies } from '../host.ts';

const V1_FILES = ['', 'cgroup.procs', 'tasks'];
const V2_FILES = ['', 'cgroup.procs', 'cgroup.threads', 'cgroup.subtree_control'];

/**
 * Hands the machine its own cgroup, so that its systemd and dockerd can make groups below it: the directory and the
 * files that move processes, and nothing else. The limits themselves stay root's: the learner can't raise them.
 */
export async function delegateCgroup(
  pid: number,
  containerId: string,
  uid: number,
  gid: number,
): Promise<void> {
  const hierarchies = cgroupHierarchies();
  for (const line of (await readFile(`/proc/${pid}/cgroup`, 'utf8')).trim().split('\n')) {
    const [, names = '', ...rest] = line.split(':');
    const path = rest.join(':');
    // In a hierarchy where the engine made no group (`unified` beside v1) this is the host's root: never hand out that.
    if (!path.includes(containerId)) continue;
    const hierarchy = hierarchies.find((h) =>
      names === ''
        ? h.version === 2
        : h.version === 1 && names.split(',').every((n) => h.controllers.includes(n)),
    );
    if (!hierarchy) continue;
    const files = hierarchy.version === 2 ? V2_FILES : V1_FILES;
    for (const file of files) await chown(join(hierarchy.mount, path, file), uid, gid);
  }
}

/**
 * On cgroup v1 what is frozen (`docker pause`) can't be killed, and a machine that holds such a process never ends.
 * Call it until the machine is gone: as long as anything else lives in there, it may freeze again.
 */
export async function thawBelow(containerId: string): Promise<void> {
  try {
    const hierarchies = cgroupHierarchies();
    const freezer = hierarchies.find(({ controllers }) => controllers.includes('freezer'));
    if (!freezer) return;
    // Parents come before their children, which can't thaw before them.
    for (const path of await readdir(freezer.mount, { recursive: true })) {
      if (!path.includes(containerId) || basename(path) !== 'freezer.state') continue;
      await writeFile(join(freezer.mount, path), 'THAWED').catch(() => {});
    }
  } catch {
    // Not Linux, or a group went away while it was read: the next call sees what is left.
  }
}
