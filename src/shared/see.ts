import type { ObservePart } from './observe.ts';

/** The pictures of the 观察 panel, in the order of their tabs. */
export const PICTURES = ['layers', 'life', 'processes', 'traffic'] as const satisfies readonly ObservePart[];
export type Picture = (typeof PICTURES)[number];

/** What a lesson's `<See>` points at. A lesson can't know the ids of a learner's machine, so it says which by name. */
export type SeeTarget =
  /** `number` counts from the bottom, from 1; null is the topmost. */
  | { readonly kind: 'layer'; readonly image: string; readonly number: number | null }
  | { readonly kind: 'container'; readonly name: string };

export interface Sight {
  readonly picture: Picture;
  readonly target: SeeTarget | null;
}

export interface SeeAttributes {
  readonly layer?: string | undefined;
  readonly container?: string | undefined;
  readonly picture?: string | undefined;
}

const LAYER = /^([^\s#]+)#(\d+|top)$/;

/** A string says what is wrong with the attributes; remark stops the build with it. */
export function parseSee({ layer, container, picture }: SeeAttributes): Sight | string {
  if (picture !== undefined && !isPicture(picture))
    return `没有叫“${picture}”的图。现有的图：${PICTURES.join('、')}。`;
  if (layer !== undefined && container !== undefined) return 'layer 和 container 只能写一个。';
  if (layer !== undefined) {
    const [, image, which] = LAYER.exec(layer) ?? [];
    if (image === undefined || which === undefined || which === '0')
      return `layer="${layer}" 看不懂：写成 layer="镜像#2"（从下往上数第二层）或 layer="镜像#top"。`;
    if (picture !== undefined && picture !== 'layers') return '层只画在 layers 这张图里。';
    const number = which === 'top' ? null : Number(which);
    return { picture: 'layers', target: { kind: 'layer', image, number } };
  }
  if (container !== undefined)
    return { picture: picture ?? 'layers', target: { kind: 'container', name: container } };
  return picture === undefined ? '要写明看什么：layer、container 或 picture。' : { picture, target: null };
}

export const isPicture = (text: unknown): text is Picture => PICTURES.some((each) => each === text);
