import { z } from 'zod';
import type { LayerName } from '../../shared/observe.ts';
import { parseAs } from './image-config.ts';
import type { Store, StoredLayer } from './model-layers.ts';
import type { RawOverlay2 } from './raw.ts';

const MAX_BLOBS = 4;
const blobsSchema = z.array(z.object({ Digest: z.string() }));
const hex = (digest: string): string => digest.replace(/^sha256:/, '');

/** Docker's own store: small files, each holding one name. */
export function overlay2Store(root: string, raw: RawOverlay2): Store {
  const layers = new Map(raw.layers.map((layer) => [layer.chain, layer]));
  const mounts = new Map(raw.mounts.map((mount) => [mount.container, mount]));
  const db = `${root}/image/overlay2/layerdb`;
  const inContent = (kind: LayerName['kind'], value: string | null, file: string): LayerName[] =>
    value === null || value === '' ? [] : [{ kind, value, file, at: 'content' }];
  const data = (cacheId: string | null): string | null =>
    cacheId === null || cacheId === '' ? null : `${root}/overlay2/${cacheId}/diff`;

  return {
    kind: 'overlay2',
    root,
    total: raw.total ?? 0,
    image({ chain, diff }, parts): StoredLayer {
      const found = layers.get(hex(chain));
      if (!found) {
        const names: LayerName[] = [
          { kind: 'diffId', value: diff, file: parts.configFile, at: 'content' },
          { kind: 'chainId', value: chain, file: null, at: 'computed' },
        ];
        return { names, sizeBytes: null, directory: null };
      }
      const dir = `${db}/sha256/${hex(chain)}`;
      const byDiff = `${root}/image/overlay2/distribution/v2metadata-by-diffid/sha256/${hex(diff)}`;
      const blobs = new Set((parseAs(blobsSchema, found.blobs) ?? []).map(({ Digest }) => Digest));
      return {
        names: [
          ...[...blobs].slice(0, MAX_BLOBS).flatMap((blob) => inContent('blob', blob, byDiff)),
          ...inContent('diffId', found.diff, `${dir}/diff`),
          { kind: 'chainId', value: chain, file: dir, at: 'dir-name' },
          ...inContent('cacheId', found.cacheId, `${dir}/cache-id`),
          ...inContent('link', found.link, `${root}/overlay2/${found.cacheId}/link`),
        ],
        sizeBytes: found.size,
        directory: data(found.cacheId),
      };
    },
    container(id) {
      const mount = mounts.get(id);
      if (!mount) return [];
      const dir = `${db}/mounts/${id}`;
      const link = (cacheId: string | null, value: string | null): LayerName[] =>
        inContent('link', value, `${root}/overlay2/${cacheId}/link`);
      const init: StoredLayer = {
        names: [
          ...inContent('cacheId', mount.initId, `${dir}/init-id`),
          ...link(mount.initId, mount.initLink),
        ],
        sizeBytes: null,
        directory: data(mount.initId),
      };
      const rw: StoredLayer = {
        names: [
          { kind: 'mount', value: id, file: dir, at: 'dir-name' },
          ...inContent('cacheId', mount.mountId, `${dir}/mount-id`),
          ...link(mount.mountId, mount.link),
        ],
        sizeBytes: null,
        directory: data(mount.mountId),
      };
      const none = mount.initId === null || mount.initId === '';
      return [...(none ? [] : [{ kind: 'init' as const, layer: init }]), { kind: 'rw' as const, layer: rw }];
    },
    containerParent: (id) => mounts.get(id)?.parent ?? null,
  };
}
