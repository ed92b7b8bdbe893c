import type { Life, LifeState, LifeStep } from '../../../shared/observe.ts';

export const STATE_TEXT: Record<LifeState, string> = {
  created: '已创建',
  running: '运行中',
  paused: '已暂停',
  restarting: '正在重启',
  exited: '已退出',
  dead: '删不掉了',
  removed: '已删除',
};

const SIGNALS: Readonly<Record<number, string>> = {
  1: 'SIGHUP',
  2: 'SIGINT',
  3: 'SIGQUIT',
  6: 'SIGABRT',
  9: 'SIGKILL',
  10: 'SIGUSR1',
  11: 'SIGSEGV',
  12: 'SIGUSR2',
  13: 'SIGPIPE',
  14: 'SIGALRM',
  15: 'SIGTERM',
  18: 'SIGCONT',
  19: 'SIGSTOP',
  28: 'SIGWINCH',
};
const SIGNAL_BASE = 128;

export const signalText = (signal: number): string =>
  SIGNALS[signal] === undefined ? `${signal} 号信号` : `${signal}（${SIGNALS[signal]}）`;

/** 143 is 128 + 15. A program may also just say so; that it died of a signal is the usual reading. */
export function exitText(code: number): string {
  const signal = code - SIGNAL_BASE;
  if (SIGNALS[signal] !== undefined) return `退出码 ${code} = 128 + ${signalText(signal)}`;
  if (code === 0) return '退出码 0，正常结束';
  if (code === 125) return '退出码 125，Docker 自己没能运行它';
  if (code === 126) return '退出码 126，命令不能执行';
  if (code === 127) return '退出码 127，找不到命令';
  return `退出码 ${code}`;
}

/** What the daemon's word means, for who reads it for the first time. */
export function stepText({ action, signal, exitCode, detail, to }: LifeStep): string {
  const [word = action] = action.split(':');
  switch (word) {
    case 'create':
      return '创建：两层和配置都有了，还没有进程';
    case 'start':
      return '启动：有了 1 号进程';
    case 'kill':
      return signal === null ? '发出一个信号' : `发出信号 ${signalText(signal)}`;
    case 'die':
      return `1 号进程结束，${exitCode === null ? '退出码不明' : exitText(exitCode)}`;
    case 'oom':
      return '内存到了上限，内核杀死了里面的进程';
    case 'stop':
      return 'docker stop 做完了';
    case 'restart':
      return 'docker restart 做完了';
    case 'pause':
      return '冻结：进程还在，只是不给它时间';
    case 'unpause':
      return '解冻';
    case 'rename':
      return `改名${detail === null ? '' : `：${detail}`}`;
    case 'destroy':
      return '删除：读写层没有了';
    case 'exec_start':
      return `在里面另起一个进程${detail === null ? '' : `：${detail}`}`;
    case 'health_status':
      return `健康检查${detail === null ? '' : `：${detail}`}`;
    default:
      return detail ?? (word === to ? STATE_TEXT[to] : '');
  }
}

export type Edge = `${LifeState | 'none'}>${LifeState}`;

export interface Numbered {
  readonly step: LifeStep;
  /** From 1, for steps that lead to another state; null for those that don't. */
  readonly number: number | null;
}

/** A container's own way through the diagram: its steps, those that change the state numbered. */
export function numbered({ steps }: Pick<Life, 'steps'>): Numbered[] {
  let number = 0;
  return steps.map((step) => ({ step, number: step.from === step.to ? null : ++number }));
}

/** The edges that a container went, each with the numbers of its steps there. */
export function edgesOf(life: Pick<Life, 'steps'>): Map<Edge, number[]> {
  const edges = new Map<Edge, number[]>();
  for (const { step, number } of numbered(life)) {
    if (number === null) continue;
    const edge: Edge = `${step.from ?? 'none'}>${step.to}`;
    edges.set(edge, [...(edges.get(edge) ?? []), number]);
  }
  return edges;
}
