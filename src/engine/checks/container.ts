import { describeContainers, judgeContainers } from './containers.ts';
import type { ContainerWant } from './containers.ts';
import { MET, unmet } from './types.ts';
import type { Kind } from './types.ts';

/** There is a container that fits every field. */
export const container: Kind<ContainerWant> = async (want, evidence) => {
  const judged = await judgeContainers(want, evidence);
  if (judged.some(({ matches }) => matches)) return MET;
  const closest = judged.filter(({ closeness }) => closeness === judged[0]?.closeness);
  return unmet(closest.length === 0 ? '一个容器也没有' : describeContainers(closest.map((j) => j.container)));
};
