import { createHash } from 'node:crypto';
import { join } from 'node:path';

/**
 * Everything that a home directory makes on the host carries the home's tag, so that two homes never touch each
 * other's things and what a killed run left behind is found again.
 */
export interface HostNames {
  readonly tag: string;
  readonly netns: string;
  /** Both ends of the cable between the host and the engine's network namespace (15 characters at most). */
  readonly vethHost: string;
  readonly vethEngine: string;
  /** iptables chain that judges what machines send through the host. */
  readonly chain: string;
  /** Sockets and pids. Not in the home: a socket's path may not exceed 107 bytes. */
  readonly runDir: string;
  readonly dataDir: string;
  readonly logDir: string;
  /** Parent of every container's cgroup; under systemd the slice of that name. */
  readonly cgroup: string;
}

export function hostNames(home: string): HostNames {
  const tag = createHash('sha256').update(home).digest('hex').slice(0, 6);
  return {
    tag,
    netns: `matou-${tag}`,
    vethHost: `mt${tag}h`,
    vethEngine: `mt${tag}n`,
    chain: `MATOU-${tag}`,
    runDir: `/run/matou-${tag}`,
    dataDir: join(home, 'engine'),
    logDir: join(home, 'logs'),
    // No hyphen: systemd would take it for a slice within a slice.
    cgroup: `matou${tag}`,
  };
}
