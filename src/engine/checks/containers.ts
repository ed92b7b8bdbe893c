import type { ContainerInspectInfo, ImageInfo } from '../machine.ts';
import { FIELDS, type ContainerField, type ContainerWant, type FieldContext } from './container-fields.ts';
import { parseImageName, sameImage } from './image-names.ts';
import type { Evidence } from './types.ts';

export interface Judged {
  readonly container: ContainerInspectInfo;
  /** Each wanted field that does not hold, as it is instead. */
  readonly misfits: readonly { readonly field: ContainerField; readonly observed: string | undefined }[];
  readonly closeness: number;
}

/** A wrong name or image is further off than anything else: it says which container is meant. */
const IDENTITY: ReadonlySet<ContainerField> = new Set(['name', 'image']);
const IDENTITY_WEIGHT = 100;

/** Every container against the wanted fields, the closest first, of equals the newest. */
export async function judgeContainers(want: ContainerWant, evidence: Evidence): Promise<Judged[]> {
  const containers = await evidence.containers();
  // Only a container made from an id or digest needs the images: the usual case costs one request less.
  const needsImages = want.image !== undefined && containers.some((c) => !isNamed(c));
  const images = needsImages ? await evidence.images() : [];
  const context: FieldContext = { isFromImage: (wanted, made) => isFromImage(wanted, made, images) };
  return containers
    .map((container) => judge(want, container, context))
    .sort((a, b) => b.closeness - a.closeness || b.container.Created.localeCompare(a.container.Created));
}

function judge(want: ContainerWant, container: ContainerInspectInfo, context: FieldContext): Judged {
  const misfits: { field: ContainerField; observed: string | undefined }[] = [];
  let closeness = 0;
  for (const field of Object.keys(FIELDS) as ContainerField[]) {
    if (want[field] === undefined) continue;
    const { holds, observed } = FIELDS[field];
    if (holds(want, container, context)) closeness += IDENTITY.has(field) ? IDENTITY_WEIGHT : 1;
    else misfits.push({ field, observed: observed?.(container, want) });
  }
  return { container, misfits, closeness };
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
  const names = [...(image?.RepoTags ?? []), ...(image?.RepoDigests ?? [])];
  // The name that it was pulled by, if it was; a tag that the learner put on it says nothing.
  const pulled = written.includes('@') ? [written] : (image?.RepoDigests ?? []);
  const own = pulled.map((name) => parseImageName(name).repository);
  return names.some(
    (name) =>
      (own.length === 0 || own.includes(parseImageName(name).repository)) &&
      sameImage(wanted, name, { anyTag: true }),
  );
}

/** False for `docker run d2c94e258dcb` and `docker run hello-world@sha256:…`. */
function isNamed({ Config, Image }: ContainerInspectInfo): boolean {
  const id = Config.Image.replace(/^sha256:/, '');
  return !Config.Image.includes('@') && !(id.length >= 4 && Image.startsWith(`sha256:${id}`));
}

export const containerName = (container: ContainerInspectInfo): string => container.Name.replace(/^\//, '');

/** `容器 web（镜像 nginx）已退出，退出码 137`, and what else is not as wanted. */
export function describeContainer({ container, misfits }: Pick<Judged, 'container' | 'misfits'>): string {
  const said = `容器 ${containerName(container)}（镜像 ${container.Config.Image}）${describeState(container.State)}`;
  return [said, ...misfits.flatMap(({ observed }) => (observed === undefined ? [] : [observed]))].join('，');
}

/** A list for a sentence: the first few, and how many there are in all. */
export function describeContainers(containers: readonly Judged[]): string {
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
