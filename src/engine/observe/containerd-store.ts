import type { LayerName } from '../../shared/observe.ts';
import { readBolt, readUvarint, type BoltBucket } from './bolt.ts';
import type { Store, StoredLayer } from './model-layers.ts';

export const CONTAINERD_ROOT = '/var/lib/containerd';
/** Docker's things are in a namespace of containerd's of this name. */
const NAMESPACE = 'moby';
const COMMITTED = 3;

export const blobFile = (digest: string): string =>
  `${CONTAINERD_ROOT}/io.containerd.content.v1.content/blobs/${digest.replace(':', '/')}`;
const snapshotter = (driver: string): string => `${CONTAINERD_ROOT}/io.containerd.snapshotter.v1.${driver}`;
export const snapshotDatabase = (driver: string): string => `${snapshotter(driver)}/metadata.db`;

export interface Snapshot {
  /** A chainID, or a container's ID with or without `-init`. */
  readonly key: string;
  /** Number of its directory. */
  readonly id: number;
  readonly parent: string | null;
  readonly committed: boolean;
  readonly sizeBytes: number;
}

/** The snapshotter's own records: the only place that tells which directory is whose. */
export function readSnapshots(file: Buffer): Snapshot[] {
  const v1 = readBolt(file).get('v1');
  const all = v1 instanceof Map ? v1.get('snapshots') : undefined;
  if (!(all instanceof Map)) return [];
  return [...all].flatMap(([name, record]): Snapshot[] => {
    const key = ownKey(name);
    if (key === null || !(record instanceof Map)) return [];
    const parent = bytes(record, 'parent')?.toString('utf8') ?? '';
    return [
      {
        key,
        id: readUvarint(bytes(record, 'id') ?? Buffer.alloc(0)),
        parent: parent === '' ? null : ownKey(parent),
        committed: bytes(record, 'kind')?.[0] === COMMITTED,
        sizeBytes: readUvarint(bytes(record, 'size') ?? Buffer.alloc(0)),
      },
    ];
  });
}

/** The metadata store puts its namespace and a number before each key: `moby/12/sha256:…`. */
function ownKey(name: string): string | null {
  return new RegExp(`^${NAMESPACE}/\\d+/(.+)$`).exec(name)?.[1] ?? null;
}

function bytes(record: BoltBucket, key: string): Buffer | undefined {
  const value = record.get(key);
  return value instanceof Map ? undefined : value;
}

/** The containerd image store: content by its digest, and snapshots whose records lie in a database. */
export function containerdStore(driver: string, snapshots: readonly Snapshot[]): Store {
  const byKey = new Map(snapshots.map((snapshot) => [snapshot.key, snapshot]));
  const database = snapshotDatabase(driver);
  const directory = (id: number): string => `${snapshotter(driver)}/snapshots/${id}`;
  const named = (key: string, kind: 'chainId' | 'snapshotKey'): StoredLayer => {
    const found = byKey.get(key);
    if (!found) {
      const names: LayerName[] = kind === 'chainId' ? [{ kind, value: key, file: null, at: 'computed' }] : [];
      return { names, sizeBytes: null, directory: null };
    }
    return {
      names: [
        { kind, value: key, file: database, at: 'record' },
        { kind: 'snapshot', value: String(found.id), file: directory(found.id), at: 'dir-name' },
      ],
      sizeBytes: found.committed && kind === 'chainId' ? found.sizeBytes : null,
      directory: `${directory(found.id)}/fs`,
    };
  };
  return {
    kind: 'containerd',
    root: CONTAINERD_ROOT,
    total: snapshots.filter(({ key }) => key.startsWith('sha256:')).length,
    image({ chain, diff, blob }, parts) {
      const stored = named(chain, 'chainId');
      const names: LayerName[] = [
        ...(blob === null
          ? []
          : [{ kind: 'blob', value: blob, file: blobFile(blob), at: 'file-name' } as const]),
        { kind: 'diffId', value: diff, file: parts.configFile, at: 'content' },
        ...stored.names,
      ];
      return { ...stored, names };
    },
    container(id) {
      const init = byKey.has(`${id}-init`);
      if (!byKey.has(id)) return [];
      return [
        ...(init ? [{ kind: 'init' as const, layer: named(`${id}-init`, 'snapshotKey') }] : []),
        { kind: 'rw' as const, layer: named(id, 'snapshotKey') },
      ];
    },
    containerParent(id) {
      const init = byKey.get(`${id}-init`);
      return (init ?? byKey.get(id))?.parent ?? null;
    },
  };
}
