import type { z } from 'zod';
import type { serviceCheckSchema } from '../../shared/conditions.ts';
import { Inconclusive, met, unmet } from './types.ts';
import type { Kind } from './types.ts';

const ACTIVE: Readonly<Record<string, string>> = {
  active: '正在运行',
  inactive: '没有运行',
  failed: '运行失败',
  activating: '正在启动',
  deactivating: '正在停止',
};
const ENABLED: Readonly<Record<string, string>> = {
  enabled: '会开机自启',
  disabled: '不会开机自启',
  masked: '被屏蔽（masked）',
  static: '由别的单元启动（static）',
};

/** A systemd unit is in the wanted state. */
export const service: Kind<z.infer<typeof serviceCheckSchema>> = async (want, evidence) => {
  const argv = ['systemctl', 'show', '--property=LoadState,ActiveState,UnitFileState', '--', want.name];
  const { stdout, stderr, exitCode } = await evidence.exec(argv, { timeoutMs: evidence.remainingMs() });
  if (exitCode !== 0) throw new Inconclusive(`systemctl 没有应答（${stderr.trim() || exitCode}）`);
  const state = Object.fromEntries(stdout.split('\n').map((line) => line.split('=', 2) as [string, string]));
  const { LoadState = '', ActiveState = '', UnitFileState = '' } = state;
  if (LoadState === 'not-found') return unmet(`没有 ${want.name} 这个服务：它还没有安装`);
  const observed = `${want.name} ${ACTIVE[ActiveState] ?? ActiveState}，${ENABLED[UnitFileState] ?? (UnitFileState || '没有自启的设置')}`;
  const fits =
    (want.active === undefined || ActiveState === want.active) &&
    (want.enabled === undefined || UnitFileState === want.enabled);
  return fits ? met(observed) : unmet(observed);
};
