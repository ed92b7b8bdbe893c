import { describeContainers, judgeContainers } from './containers.ts';
import type { ContainerWant } from './containers.ts';
import { MET, unmet } from './types.ts';
import type { Kind } from './types.ts';

/** No container fits every field. */
export const noContainer: Kind<ContainerWant> = async (want, evidence) => {
  const matching = (await judgeContainers(want, evidence)).filter(({ matches }) => matches);
  return matching.length === 0 ? MET : unmet(describeContainers(matching.map((j) => j.container)));
};
