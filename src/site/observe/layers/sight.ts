import type { LayersState } from '../../../shared/observe.ts';
import type { SeeTarget } from '../../../shared/see.ts';

/** The layer that a lesson points at, or what to tell the learner who hasn't got it yet. */
export function layerOf(state: LayersState, target: SeeTarget): { id: string } | { missing: string } {
  if (target.kind === 'container') {
    const container = state.containers.find((each) => each.name === target.name);
    const id = container?.layers.at(-1);
    return id === undefined ? { missing: `还没有叫 ${target.name} 的容器。` } : { id };
  }
  const tag = target.image.includes(':') ? target.image : `${target.image}:latest`;
  const image = state.images.find((each) => each.tags.includes(tag));
  if (!image) return { missing: `还没有 ${target.image} 这个镜像。` };
  const id = image.layers.at(target.number === null ? -1 : target.number - 1);
  return id === undefined ? { missing: `${target.image} 没有第 ${target.number} 层。` } : { id };
}
