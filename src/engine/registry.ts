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
const VOLUME = 'matou-registry';
const READY_WITHIN_MS = 15_000;

export interface RegistryOptions {
  readonly docker: Docker;
  readonly images: ReadonlyMap<string, BuiltImage>;
  /** Where this process reaches the registry. */
  readonly address: string;
  readonly onProgress?: (what: string) => void;
}

/** Starts the registry and pushes what it lacks. */
export async function openRegistry({ docker, images, address, onProgress }: RegistryOptions): Promise<Registry> {
  const container = await start(docker, requireImage(images, 'registry'));
  await untilReady(address, container);
  for (const image of images.values()) {
    for (const tag of image.publish) {
      const { Id } = await docker.getImage(image.ref).inspect();
      if ((await servedConfig(address, image.name, tag)) === Id) continue;
      onProgress?.(`${image.name}:${tag}`);
      await push(docker, image, tag);
    }
  }
  return {
    url: `http://${REGISTRY_NAME}:${REGISTRY_PORT}`,
    async [Symbol.asyncDispose]() {
      await container.remove({ force: true }).catch(() => {}); // already gone with its engine
    },
  };
}

async function start(docker: Docker, image: BuiltImage): Promise<Docker.Container> {
  const { Id } = await docker.getImage(image.ref).inspect();
  const old = docker.getContainer(CONTAINER);
  const state = await old.inspect().catch(() => undefined);
  if (state?.Image === Id && state.State.Running) return old;
  if (state) await old.remove({ force: true });
  const container = await docker.createContainer({
    name: CONTAINER,
    Image: image.ref,
    Labels: { 'matou.role': 'registry' },
    HostConfig: {
      // The engine's network namespace is its own, so "host" is not the user's host. Remapped users can't have it.
      NetworkMode: 'host',
      UsernsMode: 'host',
      CapDrop: ['ALL'],
      SecurityOpt: ['no-new-privileges'],
      ReadonlyRootfs: true,
      RestartPolicy: { Name: 'always' },
      Memory: 256 * 1024 * 1024,
      PidsLimit: 64,
      Mounts: [{ Type: 'volume', Source: VOLUME, Target: '/var/lib/registry' }],
      LogConfig: { Type: 'json-file', Config: { 'max-size': '1m' } },
    },
  });
  await container.start();
  return container;
}

async function untilReady(address: string, container: Docker.Container): Promise<void> {
  const deadline = Date.now() + READY_WITHIN_MS;
  while (Date.now() < deadline) {
    const answer = await get(address, '/v2/').catch(() => undefined);
    if (answer?.status === 200) return;
    await sleep(30);
  }
  const log = (await container.logs({ stdout: true, stderr: true, tail: 10 })).toString('utf8');
  throw new UserError(`课程仓库在 ${READY_WITHIN_MS / 1000} 秒内没有就绪。它最后的日志：\n${log}`, '重新启动；仍不行时运行 npm run doctor。');
}

/** The image id that the registry serves under this name, if any. */
async function servedConfig(address: string, name: string, tag: string): Promise<string | undefined> {
  const { status, body } = await get(address, `/v2/library/${name}/manifests/${tag}`);
  if (status !== 200) return undefined;
  return (JSON.parse(body) as { config?: { digest?: string } }).config?.digest;
}

function get(address: string, path: string): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const accept = 'application/vnd.docker.distribution.manifest.v2+json';
    const req = request({ host: address, port: REGISTRY_PORT, path, headers: { accept }, timeout: 2_000 }, (res) => {
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

async function push(docker: Docker, image: BuiltImage, tag: string): Promise<void> {
  // 127.0.0.0/8 is the one address range that dockerd trusts without TLS.
  const repo = `127.0.0.1:${REGISTRY_PORT}/library/${image.name}`;
  await docker.getImage(image.ref).tag({ repo, tag });
  const pushed = docker.getImage(`${repo}:${tag}`);
  try {
    const stream = await pushed.push({ authconfig: { username: '', password: '', serveraddress: '' } });
    await new Promise<void>((resolve, reject) => {
      docker.modem.followProgress(stream, (error: Error | null, lines: { error?: string }[]) => {
        const failure = error?.message ?? lines?.find((line) => line.error)?.error;
        if (failure) reject(new UserError(`把 ${image.name}:${tag} 放进课程仓库失败：${failure}`, '看看磁盘是否满了（df -h），再启动一次。'));
        else resolve();
      });
    });
  } finally {
    await pushed.remove().catch(() => {}); // only the extra name goes
  }
}
