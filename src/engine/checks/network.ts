import type { z } from 'zod';
import type { networkCheckSchema } from '../../shared/conditions.ts';
import { labelMisfits } from './container-fields.ts';
import { met, unmet } from './types.ts';
import type { Kind } from './types.ts';

/** There is a network of this name that fits every field. */
export const network: Kind<z.infer<typeof networkCheckSchema>> = async (want, evidence) => {
  const networks = await evidence.networks();
  const found = networks.find(({ Name }) => Name === want.name);
  if (!found)
    return unmet(
      `现有的网络是 ${networks
        .map(({ Name }) => Name)
        .sort()
        .join('、')}`,
    );
  const misfits = labelMisfits(want.labels ?? {}, found.Labels);
  if (want.driver !== undefined && found.Driver !== want.driver) misfits.push(`驱动是 ${found.Driver}`);
  if (want.internal !== undefined && found.Internal !== want.internal) {
    misfits.push(found.Internal ? '是内部网络' : '不是内部网络');
  }
  const subnets = (found.IPAM?.Config ?? []).flatMap(({ Subnet }) => (Subnet === undefined ? [] : [Subnet]));
  if (want.subnet !== undefined && !subnets.includes(want.subnet)) {
    misfits.push(subnets.length === 0 ? '没有子网' : `子网是 ${subnets.join('、')}`);
  }
  const inside = Object.values(found.Containers ?? {}).map(({ Name }) => Name);
  if (!(want.containers ?? []).every((name) => inside.includes(name))) {
    misfits.push(inside.length === 0 ? '里面没有正在运行的容器' : `里面的容器是 ${inside.join('、')}`);
  }
  return misfits.length === 0 ? met(`有网络 ${want.name}`) : unmet(`网络 ${want.name} ${misfits.join('，')}`);
};
