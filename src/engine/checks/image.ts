import type { z } from 'zod';
import { parseSize, type imageCheckSchema } from '../../shared/conditions.ts';
import type { ImageInspectInfo } from '../machine.ts';
import { envMisfits, labelMisfits, sameList, showList, words } from './container-fields.ts';
import { parseImageName, sameImage } from './image-names.ts';
import { testPattern } from './patterns.ts';
import { showSize } from './sizes.ts';
import { met, unmet } from './types.ts';
import type { Evidence, Kind } from './types.ts';

type ImageWant = z.infer<typeof imageCheckSchema>;

const SHOWN = 5;

/** The machine has an image of this name (without a tag, `latest`) that fits every field. */
export const image: Kind<ImageWant> = async (want, evidence) => {
  const { ref, ...fields } = want;
  const names = await imageNames(evidence);
  const named = names.some((name) => sameImage(ref, name, { anyTag: false }));
  if (!named && !(isId(ref) && (await evidence.inspectImage(ref)))) return unmet(whatIsThere(names));
  if (Object.keys(fields).length === 0) return met(`本机有镜像 ${ref}`);
  const inspected = await evidence.inspectImage(ref);
  if (!inspected) return unmet(whatIsThere(names)); // removed since it was listed
  const misfits = await misfitsOf(want, inspected, evidence);
  return misfits.length === 0 ? met(`镜像 ${ref} 是这样`) : unmet(`镜像 ${ref}：${misfits.join('，')}`);
};

/** The machine has no image of this name that fits. */
export const noImage: Kind<ImageWant> = async (want, evidence) => {
  const finding = await image(want, evidence);
  return finding.met ? unmet(`本机有镜像 ${want.ref}`) : met(finding.observed);
};

async function misfitsOf(want: ImageWant, image: ImageInspectInfo, evidence: Evidence): Promise<string[]> {
  const { Size, RootFS } = image;
  const Config = (image.Config ?? {}) as ImageInspectInfo['Config'];
  const layers = RootFS.Layers ?? [];
  const misfits: string[] = [];
  const expect = (holds: boolean, observed: string): void => {
    if (!holds) misfits.push(observed);
  };
  if (want.layers !== undefined) expect(layers.length === want.layers, `有 ${layers.length} 层`);
  const { minSize = '0', maxSize } = want;
  const fits = Size >= parseSize(minSize) && (maxSize === undefined || Size <= parseSize(maxSize));
  expect(fits, `大小是 ${showSize(Size)}`);
  misfits.push(...envMisfits(want.env ?? {}, Config.Env));
  misfits.push(...labelMisfits(want.labels ?? {}, Config.Labels));
  if (want.user !== undefined)
    expect(
      (Config.User ?? '') === want.user,
      Config.User ? `用户是 ${Config.User}` : '没有指定用户，是 root',
    );
  if (want.workdir !== undefined) {
    expect((Config.WorkingDir || '/') === want.workdir, `工作目录是 ${Config.WorkingDir || '/'}`);
  }
  if (want.entrypoint !== undefined) {
    const have = words(Config.Entrypoint);
    expect(sameList(want.entrypoint, have), `ENTRYPOINT ${showList(have)}`);
  }
  if (want.command !== undefined) {
    const have = words(Config.Cmd);
    expect(sameList(want.command, have), `CMD ${showList(have)}`);
  }
  if (want.exposes !== undefined) {
    const have = Object.keys(Config.ExposedPorts ?? {});
    expect(
      want.exposes.every((port) => have.includes(port.includes('/') ? port : `${port}/tcp`)),
      have.length === 0 ? '没有声明端口' : `声明的端口是 ${have.join('、')}`,
    );
  }
  if (want.hasDigest !== undefined) {
    // Of this name: a new tag on a pulled image has the old name's digest.
    const { repository } = parseImageName(want.ref);
    const has = (image.RepoDigests ?? []).some((name) => parseImageName(name).repository === repository);
    expect(has === want.hasDigest, has ? '有仓库给的摘要' : '没有仓库给的摘要：它没有推送过，也不是拉取来的');
  }
  if (want.basedOn !== undefined) {
    const parent = await evidence.inspectImage(want.basedOn);
    const below = parent?.RootFS.Layers ?? [];
    const shared = below.findIndex((layer, index) => layers[index] !== layer);
    if (!parent) misfits.push(`没法比较：本机没有 ${want.basedOn}`);
    else if (parent.Id === image.Id) misfits.push(`就是 ${want.basedOn} 本身，只多了一个名字`);
    else expect(shared === -1, `和 ${want.basedOn} 只有底部 ${shared} 层相同`);
  }
  if (want.sameAs !== undefined) {
    const other = await evidence.inspectImage(want.sameAs);
    expect(
      other?.Id === image.Id,
      other ? `和 ${want.sameAs} 不是同一个镜像` : `没法比较：本机没有 ${want.sameAs}`,
    );
  }
  if (want.history !== undefined) {
    const history = (await evidence.imageHistory(want.ref)) ?? [];
    const pattern = new RegExp(want.history, 'u');
    const matched = testPattern(
      pattern,
      history.map(({ CreatedBy }) => CreatedBy),
    );
    expect(matched.some(Boolean), `构建历史里没有这样的一条（共 ${history.length} 条）`);
  }
  return misfits;
}

/** As `docker images` shows them, or whole. */
const isId = (ref: string): boolean => /^(?:sha256:)?[0-9a-f]{12,64}$/.test(ref);

async function imageNames(evidence: Evidence): Promise<string[]> {
  const images = await evidence.images();
  return images
    .flatMap(({ RepoTags, RepoDigests }) => [...(RepoTags ?? []), ...(RepoDigests ?? [])])
    .filter((name) => !name.includes('<none>'));
}

function whatIsThere(names: readonly string[]): string {
  // `<name>@<digest>` is for comparing only: people know their images by tag.
  const tags = names.filter((name) => !name.includes('@'));
  if (tags.length === 0) return '本机还没有带名字的镜像';
  const more = tags.length > SHOWN ? ` 等 ${tags.length} 个` : '';
  return `本机的镜像有 ${tags.slice(0, SHOWN).join('、')}${more}`;
}
