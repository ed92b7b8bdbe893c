/**
 * The course registry: serves the course's images to machines as if it were Docker Hub, so that `docker pull` works
 * with no internet. It knows nothing about who pulls.
 */
import { request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { UserError } from '../shared/errors.ts';
import type { Docker } from './host.ts';
import { requireImage, type BuiltImage } from './images.ts';

export interface Registry extends AsyncDisposable {
  /** `http://host:port` as machines reach it: a name that each machine's /etc/hosts resolves. */
  readonly url: string;
}

export const REGISTRY_NAME = 'registry.matou';
export const REGISTRY_PORT = 5000;
const CONTAINER = 'matou-registry';
/** Where the course's images come in, on loopback: machines reach only the one that takes nothing. */
const INTAKE = 'matou-registry-intake';
const INTAKE_PORT = 5001;
const READ_ONLY = 'REGISTRY_STORAGE_MAINTENANCE_READONLY={"enabled":true}';
const VOLUME = 'matou-registry';
const READY_WITHIN_MS = 15_000;

/**
 * `engine`: in the network namespace of the project's own engine, at this address of it.
 * `network`: on a network of the user's Docker, published on loopback for pushing.
 */
export type RegistryPlace =
  | { readonly kind: 'engine'; readonly address: string }
  | { readonly kind: 'network'; readonly network: string };

interface Endpoint {
  readonly host: string;
  readonly port: number;
}

export interface RegistryOptions {
  readonly docker: Docker;
  readonly images: ReadonlyMap<string, BuiltImage>;
  readonly place: RegistryPlace;
  readonly onProgress?: (what: string) => void;
}

/** Starts the registry and pushes what it lacks. */
export async function openRegistry({
  docker,
  images,
  place,
  onProgress,
}: RegistryOptions): Promise<Registry> {
  const registryImage = requireImage(images, 'registry');
  const container = await start(docker, registryImage, place);
  const endpoint = await endpointOf(container, place);
  await untilReady(endpoint, container);
  const missing: { image: BuiltImage; tag: string }[] = [];
  for (const image of images.values()) {
    for (const tag of image.publish) {
      const { Id } = await docker.getImage(image.ref).inspect();
      if ((await servedConfig(endpoint, image.name, tag)) !== Id) missing.push({ image, tag });
    }
  }
  if (missing.length > 0) await takeIn(docker, registryImage, place, missing, onProgress);
  return {
    url: `http://${REGISTRY_NAME}:${REGISTRY_PORT}`,
    async [Symbol.asyncDispose]() {
      await container.remove({ force: true }).catch(() => {}); // already gone with its engine
    },
  };
}

/** Names that the registry at this address of the own engine serves; undefined: it doesn't answer. */
export async function registryCatalog(address: string): Promise<string[] | undefined> {
  const answer = await get({ host: address, port: REGISTRY_PORT }, '/v2/_catalog').catch(() => undefined);
  if (answer?.status !== 200) return undefined;
  return (JSON.parse(answer.body) as { repositories: string[] }).repositories;
}

/** The one that machines reach. It is read-only: whoever could push would choose what all the others run. */
async function start(docker: Docker, image: BuiltImage, place: RegistryPlace): Promise<Docker.Container> {
  const { Id } = await docker.getImage(image.ref).inspect();
  const old = docker.getContainer(CONTAINER);
  const state = await old.inspect().catch(() => undefined);
  if (state?.Image === Id && state.State.Running && state.Config.Env.includes(READ_ONLY)) return old;
  if (state) await old.remove({ force: true });
  const container = await docker.createContainer({
    ...registryOptions(image, place, REGISTRY_PORT),
    name: CONTAINER,
    Env: [READ_ONLY],
    ...(place.kind === 'network' && {
      NetworkingConfig: { EndpointsConfig: { [place.network]: { Aliases: [REGISTRY_NAME] } } },
    }),
  });
  await container.start();
  return container;
}

/** A second one on the same files, while there is something to push. */
async function takeIn(
  docker: Docker,
  image: BuiltImage,
  place: RegistryPlace,
  missing: readonly { image: BuiltImage; tag: string }[],
  onProgress: RegistryOptions['onProgress'],
): Promise<void> {
  await docker
    .getContainer(INTAKE)
    .remove({ force: true })
    .catch(() => {});
  const intake = await docker.createContainer({
    ...registryOptions(image, place, INTAKE_PORT),
    name: INTAKE,
    Env: [`REGISTRY_HTTP_ADDR=${place.kind === 'engine' ? '127.0.0.1' : ''}:${INTAKE_PORT}`],
  });
  try {
    await intake.start();
    const port = place.kind === 'engine' ? INTAKE_PORT : await publishedPort(intake, INTAKE_PORT);
    for (const { image: each, tag } of missing) {
      onProgress?.(`${each.name}:${tag}`);
      await pushOnceListening(docker, each, tag, port);
    }
  } finally {
    await intake.remove({ force: true }).catch(() => {});
  }
}

function registryOptions(
  image: BuiltImage,
  place: RegistryPlace,
  port: number,
): Docker.ContainerCreateOptions {
  return {
    Image: image.ref,
    Labels: { 'matou.role': 'registry' },
    ExposedPorts: { [`${port}/tcp`]: {} },
    HostConfig: {
      ...(place.kind === 'engine'
        ? // The engine's network namespace is its own, so "host" is not the user's host. Remapped users can't have it.
          { NetworkMode: 'host', UsernsMode: 'host' }
        : {
            // The intake is on the default bridge, where no machine is.
            ...(port === REGISTRY_PORT && { NetworkMode: place.network }),
            PortBindings: { [`${port}/tcp`]: [{ HostIp: '127.0.0.1', HostPort: '' }] },
          }),
      CapDrop: ['ALL'],
      SecurityOpt: ['no-new-privileges'],
      ReadonlyRootfs: true,
      ...(port === REGISTRY_PORT && { RestartPolicy: { Name: 'always' } }),
      Memory: 256 * 1024 * 1024,
      PidsLimit: 64,
      Mounts: [{ Type: 'volume', Source: VOLUME, Target: '/var/lib/registry' }],
      LogConfig: { Type: 'json-file', Config: { 'max-size': '1m' } },
    },
  };
}

async function endpointOf(container: Docker.Container, place: RegistryPlace): Promise<Endpoint> {
  if (place.kind === 'engine') return { host: place.address, port: REGISTRY_PORT };
  return { host: '127.0.0.1', port: await publishedPort(container, REGISTRY_PORT) };
}

async function publishedPort(container: Docker.Container, port: number): Promise<number> {
  const { NetworkSettings } = await container.inspect();
  return Number(NetworkSettings.Ports[`${port}/tcp`]?.[0]?.HostPort);
}

async function untilReady(address: Endpoint, container: Docker.Container): Promise<void> {
  const deadline = performance.now() + READY_WITHIN_MS;
  while (performance.now() < deadline) {
    const answer = await get(address, '/v2/').catch(() => undefined);
    if (answer?.status === 200) return;
    await sleep(30);
  }
  const log = (await container.logs({ stdout: true, stderr: true, tail: 10 })).toString('utf8');
  throw new UserError(
    `课程仓库在 ${READY_WITHIN_MS / 1000} 秒内没有就绪。它最后的日志：\n${log}`,
    '重新启动；仍不行时运行 npm run doctor。',
  );
}

/** The image id that the registry serves under this name, if any. */
async function servedConfig(address: Endpoint, name: string, tag: string): Promise<string | undefined> {
  const { status, body } = await get(address, `/v2/library/${name}/manifests/${tag}`);
  if (status !== 200) return undefined;
  return (JSON.parse(body) as { config?: { digest?: string } }).config?.digest;
}

function get(address: Endpoint, path: string): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const accept = 'application/vnd.docker.distribution.manifest.v2+json';
    const req = request({ ...address, path, headers: { accept }, timeout: 2_000 }, (res) => {
      let body = '';
      res.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
      res.on('end', () => resolve({ status: res.statusCode ?? 0, body }));
      res.on('error', reject);
    });
    req.on('timeout', () => req.destroy(new Error('timeout')));
    req.on('error', reject);
    req.end();
  });
}

/** The last two: a published port is taken by docker-proxy, and nothing is behind it yet. */
const NOT_YET = /connection refused|EOF$|connection reset/m;

/** Only the engine reaches the intake, so whether it listens yet is seen by trying. */
async function pushOnceListening(
  docker: Docker,
  image: BuiltImage,
  tag: string,
  port: number,
): Promise<void> {
  const deadline = performance.now() + READY_WITHIN_MS;
  for (;;) {
    try {
      return await push(docker, image, tag, port);
    } catch (error) {
      if (!NOT_YET.test(String(error)) || performance.now() > deadline) throw error;
      await sleep(100);
    }
  }
}

async function push(docker: Docker, image: BuiltImage, tag: string, port: number): Promise<void> {
  // 127.0.0.0/8 is the one address range that dockerd trusts without TLS.
  const repo = `127.0.0.1:${port}/library/${image.name}`;
  await docker.getImage(image.ref).tag({ repo, tag });
  const pushed = docker.getImage(`${repo}:${tag}`);
  try {
    const stream = await pushed.push({ authconfig: { username: '', password: '', serveraddress: '' } });
    await new Promise<void>((resolve, reject) => {
      docker.modem.followProgress(stream, (error: Error | null, lines: { error?: string }[]) => {
        const failure = error?.message ?? lines?.find((line) => line.error)?.error;
        if (failure)
          reject(
            new UserError(
              `把 ${image.name}:${tag} 放进课程仓库失败：${failure}`,
              '看看磁盘是否满了（df -h），再启动一次。',
            ),
          );
        else resolve();
      });
    });
  } finally {
    await pushed.remove().catch(() => {}); // only the extra name goes
  }
}
