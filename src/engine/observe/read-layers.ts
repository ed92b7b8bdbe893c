import { OBSERVE_LIMITS, type LayersState } from '../../shared/observe.ts';
import type { ContainerInspectInfo, DaemonInfo } from '../machine.ts';
import {
  blobFile,
  containerdStore,
  readSnapshots,
  snapshotDatabase,
  type Snapshot,
} from './containerd-store.ts';
import {
  configSchema,
  indexSchema,
  layersOf,
  manifestSchema,
  parseAs,
  UNKNOWN_IMAGE,
  type ImageParts,
} from './image-config.ts';
import { newestContainers, newestImages, type LayersReading, type Store } from './model-layers.ts';
import type { Moment } from './moment.ts';
import { overlay2Store } from './overlay2-store.ts';
import {
  rawDatabaseSchema,
  rawFilesSchema,
  rawMarksSchema,
  rawOverlay2Schema,
  type RawMarks,
} from './raw.ts';
import type { Reader, WatchedLayer } from './reader.ts';

/** Candidates of an index that are looked at: one an architecture, and their attestations. */
const MAX_MANIFESTS = 12;
/** What is remembered of images and directories that may be long gone. */
const MAX_REMEMBERED = 1_000;
const CONTENT_ID = /^sha256:[0-9a-f]{64}$/;

/** Reads what the picture of layers needs. What is named by its content never changes, so it is read once. */
export class LayersReader {
  private readonly parts = new Map<string, ImageParts>();
  private readonly marks = new Map<string, RawMarks>();
  private database: { readonly file: string; signature: string; snapshots: readonly Snapshot[] } | undefined;

  async read(moment: Moment, reader: Reader): Promise<LayersReading> {
    const [info, images, containers] = await Promise.all([
      moment.info(),
      moment.images(),
      moment.containers(),
    ]);
    const kind = storeKind(info);
    const shownContainers = newestContainers(containers).slice(0, OBSERVE_LIMITS.containers);
    const ids = new Set([
      ...newestImages(images)
        .slice(0, OBSERVE_LIMITS.images)
        .map(({ Id }) => Id),
      ...shownContainers.map(({ Image }) => Image),
    ]);
    if (this.parts.size > MAX_REMEMBERED) this.parts.clear();
    for (const id of ids) {
      if (kind === 'other' || this.parts.has(`${kind} ${id}`) || !CONTENT_ID.test(id)) continue;
      const found = await (kind === 'overlay2'
        ? this.byConfig(id, info, reader)
        : this.byManifest(id, reader));
      if (found) this.parts.set(`${kind} ${id}`, found);
    }
    const parts = new Map([...ids].map((id) => [id, this.parts.get(`${kind} ${id}`) ?? UNKNOWN_IMAGE]));
    const store = await this.store(info, parts, shownContainers, reader);
    await this.readMarks(store, parts, shownContainers, reader);
    return { info, images, containers, parts, store, marks: this.marks };
  }

  private async byConfig(id: string, info: DaemonInfo, reader: Reader): Promise<ImageParts | undefined> {
    const file = `${info.DockerRootDir}/image/overlay2/imagedb/content/${id.replace(':', '/')}`;
    const config = parseAs(configSchema, await this.file(file, reader));
    if (!config) return undefined;
    return {
      idOf: 'config',
      file,
      configFile: file,
      createdAt: config.created ?? null,
      layers: layersOf(config),
    };
  }

  private async byManifest(id: string, reader: Reader): Promise<ImageParts | undefined> {
    const file = blobFile(id);
    const text = await this.file(file, reader);
    const index = parseAs(indexSchema, text);
    const manifests = index
      ? await this.files(
          index.manifests
            // An attestation says something about an image and is none.
            .filter(({ platform }) => platform?.architecture !== 'unknown')
            .slice(0, MAX_MANIFESTS)
            .map(({ digest }) => blobFile(digest)),
          reader,
        )
      : [text];
    // Of an index, only what was pulled is here: that of this machine's architecture.
    for (const each of manifests) {
      const manifest = parseAs(manifestSchema, each);
      if (!manifest) continue;
      const configFile = blobFile(manifest.config.digest);
      const config = parseAs(configSchema, await this.file(configFile, reader));
      if (!config) continue;
      const blobs = manifest.layers.map(({ digest }) => digest);
      return {
        idOf: index ? 'index' : 'manifest',
        file,
        configFile,
        createdAt: config.created ?? null,
        layers: layersOf(config, blobs),
      };
    }
    return undefined;
  }

  private async store(
    info: DaemonInfo,
    parts: ReadonlyMap<string, ImageParts>,
    containers: readonly ContainerInspectInfo[],
    reader: Reader,
  ): Promise<Store> {
    const kind = storeKind(info);
    if (kind === 'other') return noStore(info);
    if (kind === 'containerd') return containerdStore(info.Driver, await this.snapshots(info.Driver, reader));
    const chains = new Set([...parts.values()].flatMap(({ layers }) => layers.map(({ chain }) => chain)));
    const raw = await reader.ask(
      'overlay2',
      [
        info.DockerRootDir,
        [...chains]
          .slice(0, OBSERVE_LIMITS.layers)
          .map((chain) => chain.replace('sha256:', ''))
          .join(' '),
        containers.map(({ Id }) => Id).join(' '),
      ],
      rawOverlay2Schema,
    );
    return overlay2Store(info.DockerRootDir, raw);
  }

  private async snapshots(driver: string, reader: Reader): Promise<readonly Snapshot[]> {
    const file = snapshotDatabase(driver);
    const known = this.database?.file === file ? this.database : undefined;
    const raw = await reader.ask('database', [file, known?.signature ?? ''], rawDatabaseSchema);
    if (raw.hex !== null && raw.signature !== null) {
      try {
        const snapshots = readSnapshots(Buffer.from(raw.hex, 'hex'));
        this.database = { file, signature: raw.signature, snapshots };
      } catch (error) {
        // Read while it was written: the next look sees it whole.
        if (!(error instanceof RangeError)) throw error;
      }
    }
    return this.database?.file === file ? this.database.snapshots : [];
  }

  private async readMarks(
    store: Store,
    parts: ReadonlyMap<string, ImageParts>,
    containers: readonly ContainerInspectInfo[],
    reader: Reader,
  ): Promise<void> {
    const directories = new Set<string>();
    for (const each of parts.values())
      for (const layer of each.layers) directories.add(store.image(layer, each).directory ?? '');
    for (const { Id } of containers) {
      const init = store.container(Id).find(({ kind }) => kind === 'init');
      directories.add(init?.layer.directory ?? '');
    }
    if (this.marks.size > MAX_REMEMBERED) this.marks.clear();
    for (const directory of directories) {
      if (directory === '' || this.marks.has(directory)) continue;
      if (this.marks.size > MAX_REMEMBERED) break;
      this.marks.set(directory, await reader.ask('marks', [directory], rawMarksSchema));
    }
  }

  private async file(path: string, reader: Reader): Promise<string | null> {
    return (await this.files([path], reader))[0] ?? null;
  }

  private async files(paths: readonly string[], reader: Reader): Promise<(string | null)[]> {
    const { files } = await reader.ask('files', paths, rawFilesSchema);
    return paths.map((path) => files[path] ?? null);
  }
}

export function storeKind({ Driver, DriverStatus }: DaemonInfo): LayersState['store']['kind'] {
  const containerd = DriverStatus?.some(
    ([key, value]) => key === 'driver-type' && value.includes('snapshotter'),
  );
  if (containerd) return 'containerd';
  return Driver === 'overlay2' ? 'overlay2' : 'other';
}

function noStore({ DockerRootDir }: DaemonInfo): Store {
  return {
    kind: 'other',
    root: DockerRootDir,
    total: 0,
    image: ({ chain, diff }) => ({
      names: [
        { kind: 'diffId', value: diff, file: null, at: 'computed' },
        { kind: 'chainId', value: chain, file: null, at: 'computed' },
      ],
      sizeBytes: null,
      directory: null,
    }),
    container: () => [],
    containerParent: () => null,
  };
}

/** The read-write layers of the picture, as the reader is to look at them. */
export function layersToWatch(state: LayersState): WatchedLayer[] {
  const byId = new Map(state.layers.map((layer) => [layer.id, layer]));
  return state.containers.flatMap(({ id, state: status }): WatchedLayer[] => {
    const top = byId.get(`${id}/rw`);
    if (!top?.directory) return [];
    const lowers: string[] = [];
    for (let at = top.parent; at !== null; at = byId.get(at)?.parent ?? null) {
      const directory = byId.get(at)?.directory;
      if (directory) lowers.push(directory);
    }
    return [{ id: top.id, live: status === 'running', directory: top.directory, lowers }];
  });
}
