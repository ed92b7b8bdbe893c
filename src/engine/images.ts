/**
 * Builds the machine's and the course's images on the host engine, only what is missing, keyed by their content.
 * It knows nothing about machines, labs or where learners pull from.
 */
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import pLimit from 'p-limit';
import { UserError } from '../shared/errors.ts';
import type { Docker } from './host.ts';
import { loadImages } from './images/archive.ts';
import { importBase, baseKey } from './images/base.ts';
import { buildImage } from './images/build.ts';
import { readImageSources, type ImageSource } from './images/sources.ts';

export { copyImages, saveImages } from './images/archive.ts';

export interface BuiltImage {
  readonly name: string;
  /** `matou/<name>:<key>`: the content's own name, never moved. */
  readonly ref: string;
  /** Tags under which the course registry serves it as `library/<name>`; none: it is not served. */
  readonly publish: readonly string[];
}

export interface ImagesOptions {
  readonly docker: Docker;
  /** The folder `images/` of the checkout. */
  readonly sources: string;
  /** For the unpacked base while it is made; some 200 MB, gone afterwards. */
  readonly workDir: string;
  /** `own`: the base is made with mmdebstrap. `shared`: it is pulled, since there may be no Debian here. */
  readonly mode: 'own' | 'shared';
  readonly debianMirror?: string;
  readonly onProgress?: (image: string, what: string) => void;
  /** Images that came along, in a file for `docker load`: loaded before anything is built. */
  readonly archive?: string | undefined;
  /** Breaks a build off; what was built before it stays. */
  readonly signal?: AbortSignal | undefined;
}

/** Every image of `images/`, built where it was missing. Rejects with UserError holding the build's last lines. */
export async function ensureImages(options: ImagesOptions): Promise<ReadonlyMap<string, BuiltImage>> {
  const { docker, onProgress = () => {} } = options;
  const names = (await readdir(options.sources, { withFileTypes: true }))
    .filter((e) => e.isDirectory())
    .map((e) => e.name);
  const base = baseKey(options.mode);
  const sources = await readImageSources(options.sources, names, base.key);
  let present = await presentRefs(docker);
  const { archive } = options;
  if (archive !== undefined && sources.some((s) => !present.has(s.ref))) {
    onProgress('载入', '离线包里的镜像');
    await loadImages(docker, archive);
    present = await presentRefs(docker);
  }
  const baseRef = `matou/base:${base.key}`;
  if (sources.some((s) => !present.has(s.ref)) && !present.has(baseRef)) {
    await mkdir(options.workDir, { recursive: true });
    try {
      await importBase({
        docker,
        base,
        ref: baseRef,
        mirror: options.debianMirror,
        workDir: options.workDir,
        signal: options.signal,
        onProgress: (what) => onProgress('base', what),
      });
    } finally {
      await rm(options.workDir, { recursive: true, force: true });
    }
  }
  if (sources.some((s) => !present.has(s.ref)))
    await docker.getImage(baseRef).tag({ repo: 'matou/base', tag: 'latest' });
  await inLanes(sources, async (source) => {
    if (!present.has(source.ref))
      await buildImage(docker, source, (what) => onProgress(source.name, what), options.signal);
  });
  return new Map(sources.map(({ name, ref, publish }) => [name, { name, ref, publish }]));
}

/** What a bundle takes along: every image by all its names. */
export async function imageNames(docker: Docker, images: ReadonlyMap<string, BuiltImage>): Promise<string[]> {
  const present = await presentRefs(docker);
  const wanted = new Set([...images.values()].map(({ ref }) => ref));
  const base = `matou/base:${baseKey('own').key}`;
  const names = [...images.keys(), 'base'].map((name) => `matou/${name}:latest`);
  return [...wanted, base, ...names].filter((name) => present.has(name));
}

/** Parents first; independent images two at a time: a build alternates between the network and one core. */
async function inLanes(
  all: readonly ImageSource[],
  build: (source: ImageSource) => Promise<void>,
): Promise<void> {
  const lane = pLimit(2);
  const started = new Map<string, Promise<void>>();
  const start = (source: ImageSource): Promise<void> => {
    const running = started.get(source.name);
    if (running) return running;
    const parents = all.filter((other) => source.parents.includes(other.name));
    const work = Promise.all(parents.map(start)).then(() => lane(() => build(source)));
    started.set(source.name, work);
    return work;
  };
  const results = await Promise.allSettled(all.map(start));
  const failure = results.find((r) => r.status === 'rejected');
  if (failure) throw failure.reason;
}

async function presentRefs(docker: Docker): Promise<Set<string>> {
  const images = await docker.listImages();
  return new Set(images.flatMap((image) => image.RepoTags ?? []));
}

export interface CourseImage {
  readonly name: string;
  /** See {@link BuiltImage.publish}. */
  readonly publish: readonly string[];
  /** Of its folder and those of the images that it starts from. */
  readonly key: string;
}

/** What a folder like `images/` holds, without an engine. */
export async function courseImages(folder: string): Promise<CourseImage[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  const sources = await readImageSources(folder, names, '');
  return sources.map(({ name, publish, ref }) => ({ name, publish, key: ref }));
}

/**
 * Every image of the folder, and those that are not in the engine's data directory: read off its files, so that the
 * engine need not run. Undefined: the files are not as they were known to be.
 */
export async function imagesOnDisk(
  folder: string,
  dataRoot: string,
): Promise<{ readonly all: string[]; readonly missing: string[] } | undefined> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  const sources = await readImageSources(folder, names, baseKey('own').key);
  const present = await refsOnDisk(dataRoot);
  if (!present) return undefined;
  return {
    all: sources.map(({ name }) => name),
    missing: sources.filter(({ ref }) => !present.has(ref)).map(({ name }) => name),
  };
}

async function refsOnDisk(dataRoot: string): Promise<Set<string> | undefined> {
  // With remapping, everything lies below a folder named after the remapped root: 165536.165536
  const remapped = (await readdir(dataRoot)).find((name) => /^\d+\.\d+$/.test(name));
  const file = join(dataRoot, remapped ?? '', 'image/overlay2/repositories.json');
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const { Repositories } = JSON.parse(text) as { Repositories: Record<string, Record<string, string>> };
  return new Set(Object.values(Repositories).flatMap((tags) => Object.keys(tags)));
}

export function requireImage(images: ReadonlyMap<string, BuiltImage>, name: string): BuiltImage {
  const image = images.get(name);
  if (image) return image;
  throw new UserError(
    `images/ 里没有 ${name}。`,
    `现有：${[...images.keys()].join('、')}。请检查代码是否完整（git status）。`,
  );
}
