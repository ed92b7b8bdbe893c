import type { z } from 'zod';
import type { volumeCheckSchema } from '../../shared/conditions.ts';
import { labelMisfits } from './container-fields.ts';
import { met, unmet } from './types.ts';
import type { Kind } from './types.ts';

const ANONYMOUS = /^[0-9a-f]{64}$/;
const SHOWN = 5;

/** There is a volume that fits every field, or exactly `count` of them. */
export const volume: Kind<z.infer<typeof volumeCheckSchema>> = async ({ count, ...want }, evidence) => {
  const volumes = await evidence.volumes();
  const matching = volumes.filter(
    ({ Name, Driver, Labels }) =>
      (want.name === undefined || Name === want.name) &&
      (want.driver === undefined || Driver === want.driver) &&
      (want.anonymous === undefined || ANONYMOUS.test(Name) === want.anonymous) &&
      labelMisfits(want.labels ?? {}, Labels).length === 0,
  );
  const fits = count === undefined ? matching.length > 0 : matching.length === count;
  if (fits) return met(describe(matching.map(({ Name }) => Name)));
  if (count !== undefined && matching.length > 0) return unmet(`符合的数据卷有 ${matching.length} 个`);
  return unmet(describe(volumes.map(({ Name }) => Name)));
};

function describe(names: readonly string[]): string {
  if (names.length === 0) return '一个数据卷也没有';
  // Those with a name of their own first.
  const sorted = [...names].sort(
    (a, b) => Number(ANONYMOUS.test(a)) - Number(ANONYMOUS.test(b)) || a.localeCompare(b),
  );
  const shown = sorted
    .slice(0, SHOWN)
    .map((name) => (ANONYMOUS.test(name) ? `${name.slice(0, 12)}…（匿名）` : name));
  return `数据卷有 ${shown.join('、')}${names.length > SHOWN ? ` 等 ${names.length} 个` : ''}`;
}
