import type { Layer, LayerName, LayersState } from '../../../shared/observe.ts';
import { nameOf, NAME_TITLE } from './pieces.ts';

/** Another place where a name of a layer stands. */
export interface Place {
  /** The layer whose picture lights up; null: it belongs to none. */
  readonly layer: string | null;
  readonly text: string;
  readonly file: string | null;
}

const folderOf = (file: string): string => file.slice(0, file.lastIndexOf('/'));
const bare = (value: string): string => value.replace(/^sha256:/, '');

/** Where else a name stands, in the machine's files and so in the picture. */
export function placesOf(state: LayersState, layer: Layer, name: LayerName): Place[] {
  switch (name.kind) {
    case 'diffId':
      return [...sameContent(state, layer, name), ...configs(state, layer)];
    case 'chainId':
      return parents(state, layer);
    case 'link':
      return [...symlink(state, name), ...lowers(state, layer)];
    case 'cacheId':
      return layer.directory === null
        ? []
        : [{ layer: layer.id, text: '数据目录的名字', file: layer.directory }];
    case 'mount':
    case 'snapshotKey':
      return siblings(state, layer);
    case 'blob':
    case 'snapshot':
      return [];
  }
}

/** The same content on another layer is another chainID: two layers, one diffID. */
function sameContent(state: LayersState, layer: Layer, { value }: LayerName): Place[] {
  return state.layers
    .filter((other) => other.id !== layer.id && nameOf(other, 'diffId')?.value === value)
    .map((other) => ({
      layer: other.id,
      text: '内容相同的另一层：diffID 一样，chainID 不一样',
      file: nameOf(other, 'diffId')?.file ?? null,
    }));
}

function configs(state: LayersState, layer: Layer): Place[] {
  return state.images
    .filter((image) => image.layers.includes(layer.id))
    .map((image) => ({
      layer: image.layers.at(-1) ?? null,
      text: `镜像 ${image.tags[0] ?? bare(image.id).slice(0, 12)} 的配置，rootfs.diff_ids 的第 ${image.layers.indexOf(layer.id) + 1} 个`,
      file: image.idOf === 'config' ? image.file : null,
    }));
}

function parents(state: LayersState, layer: Layer): Place[] {
  return state.layers
    .filter((child) => child.parent === layer.id)
    .map((child): Place => {
      if (child.kind === 'image') {
        const own = nameOf(child, 'chainId');
        const folder = own?.at === 'dir-name' ? own.file : null;
        const file = folder === null ? null : `${folder}/parent`;
        return { layer: child.id, text: '上面一层的 parent：它叠在这一层上', file };
      }
      const mount = nameOf(child, 'mount');
      const file = mount?.file
        ? `${mount.at === 'dir-name' ? mount.file : folderOf(mount.file)}/parent`
        : null;
      return { layer: child.id, text: `容器 ${containerName(state, child)} 的 parent`, file };
    });
}

const symlink = (state: LayersState, { value }: LayerName): Place[] =>
  state.store.kind === 'overlay2'
    ? [{ layer: null, text: '指回数据目录的符号链接', file: `${state.store.root}/overlay2/l/${value}` }]
    : [];

/** Everything above a layer names it in `lower`. */
function lowers(state: LayersState, layer: Layer): Place[] {
  const above = new Set([layer.id]);
  // A parent always comes before its children.
  for (const each of state.layers) if (each.parent !== null && above.has(each.parent)) above.add(each.id);
  above.delete(layer.id);
  return state.layers
    .filter((each) => above.has(each.id))
    .map((each) => ({
      layer: each.id,
      text: each.kind === 'image' ? '上面一层的 lower' : `容器 ${containerName(state, each)} 的 lower`,
      file: each.directory === null ? null : `${folderOf(each.directory)}/lower`,
    }));
}

function siblings(state: LayersState, layer: Layer): Place[] {
  return state.layers
    .filter((each) => each.id !== layer.id && each.container !== null && each.container === layer.container)
    .map((each) => ({
      layer: each.id,
      text: each.kind === 'init' ? '同一个容器的 init 层' : '同一个容器的读写层',
      file: each.directory,
    }));
}

const containerName = (state: LayersState, layer: Layer): string =>
  state.containers.find((each) => each.id === layer.container)?.name ?? '?';

export interface Found {
  readonly layer: string;
  /** What of it the text is: a name's title, or the image or container that it belongs to. */
  readonly what: string;
}

const SHORTEST = 4;

/** Which layers a pasted number belongs to: any of the names, or the ID or name of an image or a container. */
export function find(state: LayersState, text: string): Found[] {
  const wanted = bare(text.trim().replace(/^["']|["',]+$/g, ''));
  if (wanted.length === 0) return [];
  const found: Found[] = [];
  const begins = (value: string): boolean => wanted.length >= SHORTEST && bare(value).startsWith(wanted);
  for (const image of state.images) {
    const layer = image.layers.at(-1);
    if (layer === undefined) continue;
    if (begins(image.id)) found.push({ layer, what: '镜像 ID' });
    else if (image.digests.some((digest) => begins(digest.split('@')[1] ?? '')))
      found.push({ layer, what: '清单摘要' });
    else if (image.tags.some((tag) => tag === wanted || tag.split(':')[0] === wanted))
      found.push({ layer, what: '镜像' });
  }
  for (const container of state.containers) {
    const layer = container.layers.at(-1);
    if (layer !== undefined && container.name === wanted) found.push({ layer, what: '容器' });
  }
  for (const layer of state.layers) {
    const names = layer.names.filter((name) => begins(name.value));
    if (names.length > 0)
      found.push({ layer: layer.id, what: names.map((name) => NAME_TITLE[name.kind]).join('、') });
  }
  return found;
}
