import type { ContainerWant } from './container-fields.ts';
import { describeContainers, judgeContainers } from './containers.ts';
import { met, unmet } from './types.ts';
import type { Kind } from './types.ts';

/** There is a container that fits every field, or exactly `count` of them. */
export const container: Kind<ContainerWant> = async ({ count, ...want }, evidence) => {
  const judged = await judgeContainers(want, evidence);
  const matching = judged.filter(({ misfits }) => misfits.length === 0);
  if (count === undefined ? matching.length > 0 : matching.length === count) {
    return met(describeContainers(matching));
  }
  if (count !== undefined && matching.length > 0) {
    return unmet(`符合的有 ${matching.length} 个：${describeContainers(matching)}`);
  }
  const closest = judged.filter(({ closeness }) => closeness === judged[0]?.closeness);
  return unmet(closest.length === 0 ? '一个容器也没有' : describeContainers(closest));
};

/** No container fits every field. */
export const noContainer: Kind<ContainerWant> = async (want, evidence) => {
  const matching = (await judgeContainers(want, evidence)).filter(({ misfits }) => misfits.length === 0);
  return matching.length === 0 ? met('没有这样的容器') : unmet(describeContainers(matching));
};
