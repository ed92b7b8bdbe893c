import type { Change, Layer, LayerName, LayersState, WritesState } from '../../../shared/observe.ts';
import type { Piece } from './stack.ts';

/** A layer as it is drawn. */
export interface LayerPiece extends Piece {
  readonly layer: Layer;
  /** Names of the images whose topmost layer it is. */
  readonly tags: readonly string[];
  /** The container whose layer it is. */
  readonly container: { readonly id: string; readonly name: string; readonly state: string } | null;
  readonly written: Written | null;
}

export interface Written {
  readonly changes: readonly Change[];
  readonly more: number;
  readonly complete: boolean;
  readonly sizeBytes: number;
  readonly counts: Readonly<Record<Change['change'], number>>;
  /** Of the newest change; null while there is none. */
  readonly at: string | null;
}

export const NAME_TITLE: Record<LayerName['kind'], string> = {
  blob: 'blob 摘要',
  diffId: 'diffID',
  chainId: 'chainID',
  cacheId: 'cache-id',
  link: 'link',
  mount: '容器 ID',
  snapshotKey: '快照的键',
  snapshot: '快照的目录号',
};

export const AT_TEXT: Record<LayerName['at'], string> = {
  content: '这个文件的内容',
  'file-name': '这个文件的名字',
  'dir-name': '这个目录的名字',
  record: '这个数据库里的一条记录',
  computed: '算出来的，没有文件写着它',
};

export const UNTAGGED = '没有名字的镜像';

export const nameOf = (layer: Layer, kind: LayerName['kind']): LayerName | undefined =>
  layer.names.find((name) => name.kind === kind);

export function piecesOf(state: LayersState, writes: WritesState | null): LayerPiece[] {
  const tags = new Map<string, string[]>();
  for (const image of state.images) {
    const top = image.layers.at(-1);
    if (top === undefined) continue;
    const names = image.tags.length > 0 ? image.tags : [UNTAGGED];
    tags.set(top, [...(tags.get(top) ?? []), ...names.map(withoutLatest)]);
  }
  const containers = new Map(state.containers.map((container) => [container.id, container]));
  const written = new Map(writes?.layers.map((each) => [each.layer, each]));
  return state.layers.map((layer) => {
    const wrote = written.get(layer.id);
    return {
      key: layer.id,
      below: layer.parent,
      layer,
      tags: tags.get(layer.id) ?? [],
      container: (layer.container !== null && containers.get(layer.container)) || null,
      written: wrote ? { ...wrote, counts: count(wrote.changes), at: newest(wrote.changes) } : null,
    };
  });
}

const withoutLatest = (tag: string): string => tag.replace(/:latest$/, '');

function count(changes: readonly Change[]): Record<Change['change'], number> {
  const counts = { A: 0, C: 0, D: 0 };
  for (const { change } of changes) counts[change]++;
  return counts;
}

const newest = (changes: readonly Change[]): string | null =>
  changes.reduce<string | null>((at, change) => (at === null || change.at > at ? change.at : at), null);

/** The command of a row of `docker history`, without what the builder puts round it. */
export function madeBy(createdBy: string): string {
  return (
    createdBy
      .replace(/^\/bin\/sh -c #\(nop\)\s*/, '')
      .replace(/^RUN \/bin\/sh -c /, 'RUN ')
      .replace(/^\/bin\/sh -c /, 'RUN ')
      .replace(/\s*# buildkit$/, '')
      // The old builder names what it copied by a hash.
      .replace(/^(COPY|ADD) (?:dir|file|multi):[0-9a-f]{64} in /, '$1 … ')
      .replace(/\s+/g, ' ')
      .trim()
  );
}

/** What can be written on the slabs. */
export const LABELS = ['made', 'diffId', 'chainId', 'cacheId', 'link', 'size'] as const;
export type Label = (typeof LABELS)[number];

export function labelOf({ layer, written }: LayerPiece, label: Label): string {
  if (layer.kind !== 'image' && (label === 'made' || label === 'diffId' || label === 'chainId'))
    return layer.kind === 'init' ? 'init 层' : '读写层';
  // An imported root file system has no row of history.
  if (label === 'made') return layer.createdBy === null ? '根文件系统' : madeBy(layer.createdBy);
  if (label === 'size') {
    const bytes = written?.sizeBytes ?? layer.sizeBytes;
    return bytes === null ? '' : `${bytes} B`;
  }
  // The containerd store has neither cache-id nor link: there it is the snapshot's directory.
  const name = nameOf(layer, label) ?? (label === 'cacheId' ? nameOf(layer, 'snapshot') : undefined);
  return name === undefined ? '' : name.value.replace(/^sha256:/, '');
}
