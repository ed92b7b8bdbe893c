import { z } from 'zod';
import type { containerCheckSchema } from '../../shared/lab.ts';
import type { ContainerInspectInfo, ImageInfo } from '../machine.ts';
import { sameImage } from './image-names.ts';
import type { Evidence } from './types.ts';

export type ContainerWant = z.infer<typeof containerCheckSchema>;

/** How much each field says about which container is meant: a wrong name is further off than a wrong state. */
const WEIGHTS = { name: 10, image: 10, state: 1, exitCode: 1 } satisfies Record<keyof ContainerWant, number>;

export interface Judged {
  readonly container: ContainerInspectInfo;
  readonly matches: boolean;
  readonly closeness: number;
}

/** Every container against the wanted fields, the closest first, of equals the newest. */
export async function judgeContainers(want: ContainerWant, evidence: Evidence): Promise<Judged[]> {
  const containers = await evidence.containers();
  // Only a container made from an id or digest needs the images: the usual case costs one request less.
  const needsImages = want.image !== undefined && containers.some((c) => !isNamed(c));
  const images = needsImages ? await evidence.images() : [];
  return containers
    .map((container) => judge(want, container, images))
    .sort((a, b) => b.closeness - a.closeness || b.container.Created.localeCompare(a.container.Created));
}

function judge(want: ContainerWant, container: ContainerInspectInfo, images: readonly ImageInfo[]): Judged {
  const fields: Record<keyof ContainerWant, boolean> = {
    name: want.name === undefined || containerName(container) === want.name,
    image: want.image === undefined || isFromImage(want.image, container, images),
    state: want.state === undefined || container.State.Status === want.state,
    exitCode: want.exitCode === undefined || exitedWith(want, container),
  };
  let closeness = 0;
  for (const [field, holds] of Object.entries(fields) as [keyof ContainerWant, boolean][]) {
    if (holds && want[field] !== undefined) closeness += WEIGHTS[field];
  }
  return { container, matches: Object.values(fields).every(Boolean), closeness };
}

/** A container that runs or never ran has ExitCode 0 too: without a wanted state only ended ones count. */
function exitedWith(want: ContainerWant, { State }: ContainerInspectInfo): boolean {
  if (want.state === undefined && State.Status !== 'exited' && State.Status !== 'dead') return false;
  return State.ExitCode === want.exitCode;
}

/**
 * The name the container was made with counts, not what that name points to now: after
 * `docker tag busybox hello-world` an old busybox container is still not made from hello-world.
 */
function isFromImage(wanted: string, container: ContainerInspectInfo, images: readonly ImageInfo[]): boolean {
  const written = container.Config.Image;
  if (isNamed(container) || sameImage(wanted, written, { anyTag: true })) {
    return sameImage(wanted, written, { anyTag: true });
  }
  const image = images.find(({ Id }) => Id === container.Image);
  return [...(image?.RepoTags ?? []), ...(image?.RepoDigests ?? [])].some((name) =>
    sameImage(wanted, name, { anyTag: true }),
  );
}

/** False for `docker run d2c94e258dcb` and `docker run hello-world@sha256:…`. */
function isNamed({ Config, Image }: ContainerInspectInfo): boolean {
  const id = Config.Image.replace(/^sha256:/, '');
  return !Config.Image.includes('@') && !(id.length >= 4 && Image.startsWith(`sha256:${id}`));
}

export const containerName = (container: ContainerInspectInfo): string => container.Name.replace(/^\//, '');

/** `容器 web（镜像 nginx）已退出，退出码 137` */
export function describeContainer(container: ContainerInspectInfo): string {
  return `容器 ${containerName(container)}（镜像 ${container.Config.Image}）${describeState(container.State)}`;
}

/** A list for a sentence: the first few, and how many there are in all. */
export function describeContainers(containers: readonly ContainerInspectInfo[]): string {
  const shown = containers.slice(0, 3).map(describeContainer).join('；');
  return containers.length > 3 ? `${shown}；一共 ${containers.length} 个容器` : shown;
}

function describeState(state: ContainerInspectInfo['State']): string {
  switch (state.Status) {
    case 'created':
      return state.ExitCode === 0 ? '已创建，还没有启动' : `没能启动，退出码 ${state.ExitCode}`;
    case 'running':
      return '正在运行';
    case 'paused':
      return '已暂停';
    case 'restarting':
      return `正在反复重启，上次的退出码 ${state.ExitCode}`;
    case 'exited':
      return `已退出，退出码 ${state.ExitCode}${state.OOMKilled ? '（内存超出限制，被杀死）' : ''}`;
    case 'removing':
      return '正在被删除';
    default:
      return `状态是 ${state.Status}`;
  }
}
