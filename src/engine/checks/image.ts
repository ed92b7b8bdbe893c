import { sameImage } from './image-names.ts';
import { MET, unmet } from './types.ts';
import type { Evidence, Kind } from './types.ts';

interface ImageWant {
  readonly ref: string;
}

const SHOWN = 5;

/** The machine has an image of this name; without a tag, `latest`. */
export const image: Kind<ImageWant> = async ({ ref }, evidence) => {
  const names = await imageNames(evidence);
  if (names.some((name) => sameImage(ref, name, { anyTag: false }))) return MET;
  // `<name>@<digest>` is for comparing only: people know their images by tag.
  const tags = names.filter((name) => !name.includes('@'));
  if (tags.length === 0) return unmet('本机还没有带名字的镜像');
  const more = tags.length > SHOWN ? ` 等 ${tags.length} 个` : '';
  return unmet(`本机的镜像有 ${tags.slice(0, SHOWN).join('、')}${more}`);
};

/** The machine has no image of this name. */
export const noImage: Kind<ImageWant> = async ({ ref }, evidence) => {
  const found = (await imageNames(evidence)).find((name) => sameImage(ref, name, { anyTag: false }));
  return found === undefined ? MET : unmet(`本机有镜像 ${found}`);
};

async function imageNames(evidence: Evidence): Promise<string[]> {
  const images = await evidence.images();
  return images
    .flatMap(({ RepoTags, RepoDigests }) => [...(RepoTags ?? []), ...(RepoDigests ?? [])])
    .filter((name) => !name.includes('<none>'));
}
