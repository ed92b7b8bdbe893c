import type {
  ContainerInspectInfo,
  DaemonEvent,
  ExecResult,
  ImageInfo,
  ImageInspectInfo,
  Inspectable,
  NetworkInspectInfo,
  VolumeInspectInfo,
} from '../machine.ts';
import { Happenings, type SeenCommand } from './happenings.ts';
import type { CheckEnvironment } from './types.ts';

/** For unit tests: what Docker would answer, cut down to what checks read. */
export interface FakeState {
  /** A function where they change from one look to the next. */
  readonly containers?: readonly FakeContainer[] | (() => readonly FakeContainer[]);
  readonly images?: readonly FakeImage[];
  readonly networks?: readonly object[];
  readonly volumes?: readonly object[];
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
  readonly started?: string;
  /** Laid over what `docker inspect` would say. */
  readonly config?: object;
  readonly host?: object;
  readonly network?: object;
  readonly mounts?: readonly object[];
}

export interface FakeImage {
  readonly id?: string;
  readonly tags?: readonly string[];
  readonly digests?: readonly string[];
  readonly layers?: readonly string[];
  readonly size?: number;
  readonly config?: object;
  readonly history?: readonly string[];
}

export interface FakeMachine extends Inspectable {
  readonly calls: string[];
}

export function fakeMachine(state: FakeState): FakeMachine {
  const { containers = [], images = [], networks = [], volumes = [], exec } = state;
  const calls: string[] = [];
  const answer = <T>(call: string, value: T): Promise<T> => {
    calls.push(call);
    return Promise.resolve(value);
  };
  const find = (ref: string): FakeImage | undefined =>
    images.find(({ id, tags, digests }) => [id, ...(tags ?? []), ...(digests ?? [])].includes(withTag(ref)));
  return {
    calls,
    containers: () => {
      const now = typeof containers === 'function' ? containers() : containers;
      return answer('containers', now.map(inspect));
    },
    images: () => answer('images', images.map(info)),
    networks: () => answer('networks', networks as NetworkInspectInfo[]),
    volumes: () => answer('volumes', volumes as VolumeInspectInfo[]),
    inspectImage: (ref) => {
      const image = find(ref);
      return answer(`inspectImage ${ref}`, image && inspectImage(image));
    },
    imageHistory: (ref) =>
      answer(
        `imageHistory ${ref}`,
        find(ref)?.history?.map((CreatedBy) => ({
          Id: '<missing>',
          Created: 0,
          CreatedBy,
          Size: 0,
          Tags: null,
          Comment: '',
        })),
      ),
    exec: (argv, options) => {
      calls.push(`exec ${argv.join(' ')}`);
      return exec ? exec(argv, options?.timeoutMs) : Promise.resolve({ exitCode: 0, stdout: '', stderr: '' });
    },
  };
}

export interface FakeHistory {
  readonly commands?: readonly SeenCommand[];
  readonly events?: readonly DaemonEvent[];
  readonly beganMs?: number;
  readonly answers?: Readonly<Record<string, string>>;
}

export function fakeEnvironment(state: FakeState, history: FakeHistory = {}): CheckEnvironment {
  const { commands = [], events = [], beganMs = 0, answers = {} } = history;
  const happenings = new Happenings();
  for (const command of commands) happenings.addCommand(command, command.atMs);
  for (const event of events) happenings.addEvent(event);
  return { machine: fakeMachine(state), happenings, beganMs, answers, held: new Set() };
}

const withTag = (ref: string): string => (/[:@]/.test(ref) ? ref : `${ref}:latest`);

function inspect(fake: FakeContainer): ContainerInspectInfo {
  const { name = 'web', image = 'hello-world', imageId = 'sha256:0123456789abcdef' } = fake;
  return {
    Name: `/${name}`,
    Created: fake.created ?? '2026-01-01T00:00:00Z',
    Image: imageId,
    Config: { Image: image, Env: [], Labels: {}, User: '', Tty: false, OpenStdin: false, ...fake.config },
    HostConfig: { ...fake.host },
    NetworkSettings: { Networks: {}, ...fake.network },
    Mounts: fake.mounts ?? [],
    State: {
      Status: fake.status ?? 'exited',
      StartedAt: fake.started ?? '2026-01-01T00:00:00Z',
      ExitCode: fake.exitCode ?? 0,
      OOMKilled: fake.oomKilled ?? false,
    },
  } as unknown as ContainerInspectInfo;
}

function info({ id = 'sha256:0123456789abcdef', tags, digests }: FakeImage): ImageInfo {
  return { Id: id, RepoTags: tags?.slice(), RepoDigests: digests?.slice() } as ImageInfo;
}

function inspectImage(fake: FakeImage): ImageInspectInfo {
  return {
    ...info(fake),
    Size: fake.size ?? 0,
    RootFS: { Type: 'layers', Layers: fake.layers ?? [] },
    Config: { Env: [], Labels: {}, User: '', ...fake.config },
  } as unknown as ImageInspectInfo;
}
