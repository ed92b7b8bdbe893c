import { OBSERVED_NAMESPACES, type Cgroup, type Process } from '../../../shared/observe.ts';
import { memoryText } from '../draw/text.ts';

export const ROLE_TEXT: Record<Process['role'], string> = {
  systemd: '实验机的 1 号进程',
  dockerd: '接受请求',
  containerd: '管理容器',
  shim: '守着一个容器',
  proxy: '转发一个发布的端口',
  init: '容器的 1 号进程',
  'in-container': '容器里的进程',
  machine: '',
};

export function namespacesText({ namespaces }: Process): string {
  const own = OBSERVED_NAMESPACES.filter((kind) => namespaces[kind].own);
  return own.length === 0 ? 'namespace 都是实验机的' : `自己的 namespace：${own.join('、')}`;
}

/** Use and limit of each; where there is no limit, the use alone. */
export function cgroupText({ memory, cpu, pids, oomKills }: Cgroup): string {
  const cores = (value: number): string => String(Number(value.toFixed(2)));
  return [
    `内存 ${ofLimit(memory, memoryText)}`,
    ...(cpu.used === null && cpu.limit === null ? [] : [`CPU ${ofLimit(cpu, cores)}`]),
    `进程 ${ofLimit(pids, String)}`,
    ...(oomKills ? [`OOM ${oomKills} 次`] : []),
  ].join('　');
}

function ofLimit({ used, limit }: Cgroup['memory'], show: (value: number) => string): string {
  // Of the processor's use the first reading knows nothing yet.
  const now = used === null ? '…' : show(used);
  return limit === null ? now : `${now} / ${show(limit)}`;
}
