import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import Docker from 'dockerode';
import { hostNames } from './names.ts';

/** The user's own Docker, where the project's can't be: no root, macOS, Windows. Machines are privileged there. */
export interface SharedEngine extends AsyncDisposable {
  readonly docker: Docker;
  readonly socketPath: string;
  readonly tag: string;
  /** The network of machines and registry, so that nothing else of the user's is beside them. */
  readonly network: string;
}

/** Where a Docker may listen; an address given by the user comes first. */
export function dockerSockets(given: string | undefined): string[] {
  const usual = ['/var/run/docker.sock', join(homedir(), '.docker/run/docker.sock')];
  return given?.startsWith('unix://') ? [given.slice('unix://'.length)] : usual;
}

/** The first socket on which a Docker answers. */
export async function findDocker(sockets: readonly string[]): Promise<string | undefined> {
  for (const socketPath of sockets) {
    if (!existsSync(socketPath)) continue;
    const answers = await new Docker({ socketPath, timeout: 3_000 }).ping().then(
      () => true,
      () => false,
    );
    if (answers) return socketPath;
  }
  return undefined;
}

export async function openSharedEngine(home: string, socketPath: string): Promise<SharedEngine> {
  const docker = new Docker({ socketPath });
  const { tag } = hostNames(home);
  const network = `matou-${tag}`;
  const present = await docker.listNetworks({ filters: { name: [network] } });
  if (!present.some((n) => n.Name === network)) {
    await docker.createNetwork({ Name: network, Driver: 'bridge', Labels: { 'matou.tag': tag } });
  }
  return {
    docker,
    socketPath,
    tag,
    network,
    async [Symbol.asyncDispose]() {
      await docker
        .getNetwork(network)
        .remove()
        .catch(() => {}); // something of the user's was attached: theirs to remove
    },
  };
}
