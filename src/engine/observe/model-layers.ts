import {
  OBSERVE_LIMITS as LIMITS,
  type Layer,
  type LayerName,
  type LayersState,
  type PictureContainer,
  type PictureImage,
} from '../../shared/observe.ts';
import type { ContainerInspectInfo, DaemonInfo, ImageInfo } from '../machine.ts';
import { UNKNOWN_IMAGE, type ImagePartLayer, type ImageParts } from './image-config.ts';
import type { RawMarks } from './raw.ts';
import { clip, isoTime, shortName } from './text.ts';

export type StoreKind = LayersState['store']['kind'];

/** A layer as its store knows it. */
export interface StoredLayer {
  readonly names: readonly LayerName[];
  readonly sizeBytes: number | null;
  readonly directory: string | null;
}

/** One store's own part of the picture: where a layer lies, and how it is called there. */
export interface Store {
  readonly kind: StoreKind;
  readonly root: string;
  image(layer: ImagePartLayer, parts: ImageParts): StoredLayer;
  /** Lowest first: its init layer if it has one, then its read-write layer. None: the store doesn't know it. */
  container(id: string): readonly { readonly kind: 'init' | 'rw'; readonly layer: StoredLayer }[];
  /** The chainID that the container's layers lie on, by the store's own record. */
  containerParent(id: string): string | null;
  /** Layers on the disk, of which the picture may need fewer. */
  readonly total: number;
}

export interface LayersReading {
  readonly info: DaemonInfo;
  readonly images: readonly ImageInfo[];
  readonly containers: readonly ContainerInspectInfo[];
  /** By image ID. */
  readonly parts: ReadonlyMap<string, ImageParts>;
  readonly store: Store;
  /** By directory. */
  readonly marks: ReadonlyMap<string, RawMarks>;
}

/** The picture of images, layers and containers, from what was read of one machine. */
export function layersModel(reading: LayersReading): LayersState {
  const { info, store, parts } = reading;
  const images = newestImages(reading.images);
  const shownImages = images.slice(0, LIMITS.images);
  const containers = newestContainers(reading.containers);
  const shownContainers = containers.slice(0, LIMITS.containers);
  const layers = new Map<string, Layer>();
  let moreLayers = 0;
  const add = (layer: ImagePartLayer, of: ImageParts, parent: string | null, image?: string): void => {
    const known = layers.get(layer.chain);
    if (known) {
      if (image !== undefined && !known.images.includes(image)) known.images.push(image);
      return;
    }
    if (layers.size >= LIMITS.layers) return void moreLayers++;
    const stored = store.image(layer, of);
    layers.set(layer.chain, {
      ...drawn(stored, reading.marks),
      id: layer.chain,
      kind: 'image',
      parent,
      createdBy: layer.createdBy === null ? null : clip(layer.createdBy),
      images: image === undefined ? [] : [image],
      container: null,
    });
  };
  const addAll = (of: ImageParts, image?: string): void =>
    of.layers.forEach((layer, i) => add(layer, of, of.layers[i - 1]?.chain ?? null, image));
  for (const { Id } of shownImages) addAll(parts.get(Id) ?? UNKNOWN_IMAGE, Id);
  // Its image may have lost its name and its place in the list, and lives on below it.
  for (const { Image } of shownContainers) addAll(parts.get(Image) ?? UNKNOWN_IMAGE);
  const imageLayers = layers.size;
  const drawnContainers = shownContainers.map((container) => {
    const on = parts.get(container.Image)?.layers.at(-1)?.chain ?? store.containerParent(container.Id);
    return drawContainer(container, on, layers, reading);
  });
  return {
    store: { kind: store.kind, driver: clip(info.Driver), root: clip(store.root) },
    images: shownImages.map((image) => drawImage(image, parts.get(image.Id) ?? UNKNOWN_IMAGE)),
    moreImages: images.length - shownImages.length,
    layers: [...layers.values()],
    moreLayers,
    otherLayers: Math.max(0, store.total - imageLayers - moreLayers),
    containers: drawnContainers,
    moreContainers: containers.length - shownContainers.length,
  };
}

export const newestImages = (images: readonly ImageInfo[]): ImageInfo[] =>
  [...images].sort((a, b) => b.Created - a.Created || (a.Id < b.Id ? -1 : 1));

export const newestContainers = (containers: readonly ContainerInspectInfo[]): ContainerInspectInfo[] =>
  [...containers].sort((a, b) => (a.Created < b.Created ? 1 : -1));

function drawn(
  { names, sizeBytes, directory }: StoredLayer,
  marks: ReadonlyMap<string, RawMarks>,
): Pick<Layer, 'names' | 'sizeBytes' | 'directory' | 'marks' | 'moreMarks'> {
  const found = directory === null ? undefined : marks.get(directory);
  return {
    names: names.map((name) => ({
      ...name,
      value: clip(name.value),
      file: name.file === null ? null : clip(name.file),
    })),
    sizeBytes,
    directory: directory === null ? null : clip(directory),
    marks: (found?.marks ?? []).slice(0, LIMITS.marks).map((mark) => ({ ...mark, path: clip(mark.path) })),
    moreMarks: found?.more ?? 0,
  };
}

function drawImage(image: ImageInfo, parts: ImageParts): PictureImage {
  const named = (names: readonly string[] | null | undefined): string[] =>
    (names ?? [])
      .filter((name) => !name.startsWith('<none>'))
      .slice(0, 20)
      .map(clip);
  return {
    id: clip(image.Id),
    idOf: parts.idOf,
    tags: named(image.RepoTags),
    digests: named(image.RepoDigests),
    sizeBytes: image.Size,
    createdAt: isoTime(image.Created * 1000),
    file: parts.file,
    layers: parts.layers.map(({ chain }) => chain),
  };
}

function drawContainer(
  container: ContainerInspectInfo,
  on: string | null,
  layers: Map<string, Layer>,
  { store, marks }: LayersReading,
): PictureContainer {
  const own: string[] = [];
  let parent = on !== null && layers.has(on) ? on : null;
  for (const { kind, layer } of store.container(container.Id)) {
    const id = `${container.Id}/${kind}`;
    layers.set(id, {
      ...drawn(layer, kind === 'init' ? marks : new Map()),
      id,
      kind,
      parent,
      createdBy: null,
      images: [],
      container: container.Id,
    });
    own.push(id);
    parent = id;
  }
  const { Status, Running } = container.State;
  const merged = container.GraphDriver?.Data as { MergedDir?: string } | null;
  return {
    id: container.Id,
    name: shortName(container.Name),
    image: clip(container.Config.Image),
    imageId: clip(container.Image),
    state: clip(Status),
    layers: own,
    merged: Running && merged?.MergedDir ? clip(merged.MergedDir) : null,
  };
}
