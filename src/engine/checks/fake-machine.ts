import type { ContainerInspectInfo, ExecResult, ImageInfo, Inspectable } from '../machine.ts';

/** For unit tests: what Docker would answer, cut down to what checks read. */
export interface FakeState {
  readonly containers?: readonly FakeContainer[];
  readonly images?: readonly FakeImage[];
  readonly exec?: (argv: readonly string[], timeoutMs: number | undefined) => Promise<ExecResult>;
}

export interface FakeContainer {
  readonly name?: string;
  readonly image?: string;
  readonly imageId?: string;
  readonly status?: string;
  readonly exitCode?: number;
  readonly oomKilled?: boolean;
  readonly created?: string;
}

export interface FakeImage {
  readonly id?: string;
  readonly tags?: readonly string[];
  readonly digests?: readonly string[];
}

export interface FakeMachine extends Inspectable {
  readonly calls: string[];
}

export function fakeMachine({ containers = [], images = [], exec }: FakeState): FakeMachine {
  const calls: string[] = [];
  return {
    calls,
    containers: () => {
      calls.push('containers');
      return Promise.resolve(containers.map(inspect));
    },
    images: () => {
      calls.push('images');
      return Promise.resolve(images.map(info));
    },
    inspectImage: () => Promise.resolve(undefined),
    imageHistory: () => Promise.resolve(undefined),
    networks: () => Promise.resolve([]),
    volumes: () => Promise.resolve([]),
    exec: (argv, options) => {
      calls.push(`exec ${argv.join(' ')}`);
      return exec ? exec(argv, options?.timeoutMs) : Promise.resolve({ exitCode: 0, stdout: '', stderr: '' });
    },
  };
}

function inspect(fake: FakeContainer): ContainerInspectInfo {
  const { name = 'web', image = 'hello-world', imageId = 'sha256:0123456789abcdef' } = fake;
  return {
    Name: `/${name}`,
    Created: fake.created ?? '2026-01-01T00:00:00Z',
    Image: imageId,
    Config: { Image: image },
    State: {
      Status: fake.status ?? 'exited',
      ExitCode: fake.exitCode ?? 0,
      OOMKilled: fake.oomKilled ?? false,
    },
  } as ContainerInspectInfo;
}

function info({ id = 'sha256:0123456789abcdef', tags, digests }: FakeImage): ImageInfo {
  return { Id: id, RepoTags: tags?.slice(), RepoDigests: digests?.slice() } as ImageInfo;
}
