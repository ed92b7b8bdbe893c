import { constants } from 'node:os';
import type { z } from 'zod';
import { parseSize, type containerCheckSchema } from '../../shared/conditions.ts';
import type { ContainerInspectInfo } from '../machine.ts';
import { showSize } from './sizes.ts';

export type ContainerWant = z.infer<typeof containerCheckSchema>;
export type ContainerField = Exclude<keyof ContainerWant, 'count'>;

export interface FieldContext {
  isFromImage(wanted: string, container: ContainerInspectInfo): boolean;
}

/** Called only where the field is wanted. */
interface Field {
  holds(want: ContainerWant, container: ContainerInspectInfo, context: FieldContext): boolean;
  /** What is there instead, for a sentence; left out where the sentence about the container says it already. */
  observed?(container: ContainerInspectInfo, want: ContainerWant): string;
}

/** One entry per field of the schema: a new one can't be forgotten here. */
export const FIELDS: { readonly [K in ContainerField]: Field } = {
  name: { holds: (want, c) => c.Name.replace(/^\//, '') === want.name },
  image: { holds: (want, c, { isFromImage }) => isFromImage(want.image ?? '', c) },
  state: { holds: (want, c) => c.State.Status === want.state },
  exitCode: { holds: exitedWith },
  oomKilled: {
    holds: (want, c) => c.State.OOMKilled === want.oomKilled,
    observed: (c) => (c.State.OOMKilled ? '它因内存超限被杀' : '它不是因内存超限被杀的'),
  },
  ports: {
    holds: (want, c) => {
      const published = ports(c);
      return (want.ports ?? []).every((p) =>
        published.some(
          (q) =>
            q.container === `${p.container}/${p.protocol}` &&
            (p.host === undefined || q.host === String(p.host)) &&
            (p.hostIp === undefined || q.ip === p.hostIp),
        ),
      );
    },
    observed: (c) => {
      const all = ports(c);
      // Without an address Docker binds both families: said once.
      const isTwin = (p: Port): boolean =>
        p.ip === '::' && all.some((q) => q.ip === '0.0.0.0' && q.container === p.container);
      const shown = all
        .filter((p) => !isTwin(p))
        .map((p) => `${p.ip}:${p.host || '（随机）'}→${p.container}`);
      return shown.length === 0 ? '没有发布端口' : `发布的端口是 ${shown.join('、')}`;
    },
  },
  env: {
    holds: (want, c) => envMisfits(want.env ?? {}, c.Config.Env).length === 0,
    observed: (c, want) => envMisfits(want.env ?? {}, c.Config.Env).join('，'),
  },
  mounts: {
    holds: (want, c) => {
      const all = mounts(c);
      return (want.mounts ?? []).every((m) =>
        all.some(
          (n) =>
            n.target === m.target &&
            (m.type === undefined || n.type === m.type) &&
            (m.source === undefined || n.source === m.source) &&
            (m.readOnly === undefined || n.readOnly === m.readOnly),
        ),
      );
    },
    observed: (c) => {
      const shown = mounts(c).map((m) => {
        const from = m.source === '' ? m.type : `${m.type} ${shortHex(m.source)}`;
        return `${from}→${m.target}${m.readOnly ? '（只读）' : ''}`;
      });
      return shown.length === 0 ? '没有挂载' : `挂载是 ${shown.join('、')}`;
    },
  },
  labels: {
    holds: (want, c) => labelMisfits(want.labels ?? {}, c.Config.Labels).length === 0,
    observed: (c, want) => labelMisfits(want.labels ?? {}, c.Config.Labels).join('，'),
  },
  memory: {
    holds: (want, c) => c.HostConfig.Memory === parseSize(want.memory ?? ''),
    observed: ({ HostConfig: { Memory } }) => (Memory ? `内存上限是 ${showSize(Memory)}` : '没有内存上限'),
  },
  pids: {
    holds: (want, c) => c.HostConfig.PidsLimit === want.pids,
    observed: ({ HostConfig: { PidsLimit } }) =>
      PidsLimit && PidsLimit > 0 ? `进程数上限是 ${PidsLimit}` : '没有进程数上限',
  },
  cpus: {
    holds: (want, c) => Math.abs(cpus(c) - (want.cpus ?? 0)) < 0.001,
    observed: (c) => (cpus(c) === 0 ? '没有 CPU 上限' : `CPU 上限是 ${cpus(c)}`),
  },
  restart: {
    holds: (want, c) => (c.HostConfig.RestartPolicy?.Name || 'no') === want.restart,
    observed: (c) => `重启策略是 ${c.HostConfig.RestartPolicy?.Name || 'no'}`,
  },
  user: {
    holds: (want, c) => c.Config.User === want.user,
    observed: (c) => (c.Config.User === '' ? '没有指定用户，是 root' : `用户是 ${c.Config.User}`),
  },
  workdir: {
    holds: (want, c) => (c.Config.WorkingDir || '/') === want.workdir,
    observed: (c) => `工作目录是 ${c.Config.WorkingDir || '/'}`,
  },
  hostname: {
    holds: (want, c) => c.Config.Hostname === want.hostname,
    observed: (c) => `主机名是 ${c.Config.Hostname}`,
  },
  entrypoint: {
    holds: (want, c) => sameList(want.entrypoint ?? [], words(c.Config.Entrypoint)),
    observed: (c) => `入口程序${showList(words(c.Config.Entrypoint))}`,
  },
  command: {
    holds: (want, c) => sameList(want.command ?? [], words(c.Config.Cmd)),
    observed: (c) => `命令${showList(words(c.Config.Cmd))}`,
  },
  tty: {
    holds: (want, c) => c.Config.Tty === want.tty,
    observed: (c) => (c.Config.Tty ? '创建时加了 -t' : '创建时没有加 -t'),
  },
  openStdin: {
    holds: (want, c) => c.Config.OpenStdin === want.openStdin,
    observed: (c) => (c.Config.OpenStdin ? '创建时加了 -i' : '创建时没有加 -i'),
  },
  init: {
    holds: (want, c) => (c.HostConfig.Init ?? false) === want.init,
    observed: (c) => (c.HostConfig.Init ? '创建时加了 --init' : '创建时没有加 --init'),
  },
  autoRemove: {
    holds: (want, c) => (c.HostConfig.AutoRemove ?? false) === want.autoRemove,
    observed: (c) => (c.HostConfig.AutoRemove ? '创建时加了 --rm' : '创建时没有加 --rm'),
  },
  privileged: {
    holds: (want, c) => (c.HostConfig.Privileged ?? false) === want.privileged,
    observed: (c) => (c.HostConfig.Privileged ? '它是特权容器' : '它不是特权容器'),
  },
  stopSignal: {
    holds: (want, c) => signalNumber(stopping(c).signal) === signalNumber(want.stopSignal ?? ''),
    observed: (c) => `停止信号是 ${stopping(c).signal}`,
  },
  stopTimeout: {
    holds: (want, c) => stopping(c).seconds === want.stopTimeout,
    observed: (c) => {
      const { seconds } = stopping(c);
      return seconds === undefined ? '没有设停止的宽限时间' : `停止的宽限时间是 ${seconds} 秒`;
    },
  },
  networks: {
    holds: (want, c) => (want.networks ?? []).every((name) => networks(c).includes(name)),
    observed: (c) => (networks(c).length === 0 ? '没有接入网络' : `接入的网络是 ${networks(c).join('、')}`),
  },
  health: {
    holds: (want, c) => c.State.Health?.Status === want.health,
    observed: (c) => (c.State.Health ? `健康检查说 ${c.State.Health.Status}` : '没有健康检查'),
  },
};

/** Dockerode's types don't know them. */
function stopping({ Config }: ContainerInspectInfo): { signal: string; seconds: number | undefined } {
  const { StopSignal, StopTimeout } = Config as { StopSignal?: string; StopTimeout?: number };
  return { signal: StopSignal ?? 'SIGTERM', seconds: StopTimeout };
}

/** `SIGINT`, `int` and `2` are one signal to Docker. */
function signalNumber(name: string): number | string {
  const known = constants.signals as Readonly<Record<string, number>>;
  const upper = name.toUpperCase();
  return known[upper] ?? known[`SIG${upper}`] ?? (/^\d+$/.test(name) ? Number(name) : upper);
}

/** A container that runs or never ran has ExitCode 0 too: without a wanted state only ended ones count. */
function exitedWith(want: ContainerWant, { State }: ContainerInspectInfo): boolean {
  if (want.state === undefined && State.Status !== 'exited' && State.Status !== 'dead') return false;
  return State.ExitCode === want.exitCode;
}

interface Port {
  readonly container: string;
  readonly ip: string;
  readonly host: string;
}

/** As the daemon bound them; of one that doesn't run, as they were asked for. Some networks publish nothing. */
function ports({ NetworkSettings, HostConfig, State }: ContainerInspectInfo): Port[] {
  type Bindings = Record<string, { HostIp?: string; HostPort?: string }[] | null | undefined>;
  const list = (bindings: Bindings): Port[] =>
    Object.entries(bindings).flatMap(([container, hosts]) =>
      (hosts ?? []).map(({ HostIp, HostPort }) => ({
        container,
        ip: HostIp === undefined || HostIp === '' ? '0.0.0.0' : HostIp,
        host: HostPort ?? '',
      })),
    );
  if (['running', 'paused'].includes(State.Status)) return list(NetworkSettings.Ports ?? {});
  if (/^(?:host|none|container:.*)$/.test(HostConfig.NetworkMode ?? '')) return [];
  return list((HostConfig.PortBindings ?? {}) as Bindings);
}

interface Mount {
  readonly type: string;
  readonly source: string;
  readonly target: string;
  readonly readOnly: boolean;
}

/** By target: the daemon's own order is another one each time. */
function mounts({ Mounts, HostConfig }: ContainerInspectInfo): Mount[] {
  const all = [
    ...(Mounts ?? []).map((m) => ({
      type: m.Type ?? '',
      source: m.Type === 'volume' ? (m.Name ?? '') : m.Source,
      target: m.Destination,
      readOnly: !m.RW,
    })),
    // `--tmpfs` is listed nowhere else.
    ...Object.entries((HostConfig.Tmpfs ?? {}) as Record<string, string>).map(([target, options]) => ({
      type: 'tmpfs',
      source: '',
      target,
      readOnly: options.split(',').includes('ro'),
    })),
  ];
  return all.sort((a, b) => (a.target < b.target ? -1 : 1));
}

const networks = (c: ContainerInspectInfo): string[] => Object.keys(c.NetworkSettings.Networks ?? {});

function cpus({ HostConfig: { NanoCpus, CpuQuota, CpuPeriod } }: ContainerInspectInfo): number {
  if (NanoCpus) return NanoCpus / 1e9;
  return CpuQuota && CpuQuota > 0 ? CpuQuota / (CpuPeriod || 100_000) : 0;
}

/** `环境变量 A 是 1`: one for each that is not as wanted. */
export function envMisfits(
  want: Readonly<Record<string, string | null>>,
  env: readonly string[] | null | undefined,
): string[] {
  const have = new Map(
    (env ?? []).map((line) => {
      const at = line.indexOf('=');
      return [line.slice(0, at), line.slice(at + 1)] as const;
    }),
  );
  return Object.entries(want).flatMap(([key, value]) => {
    const actual = have.get(key);
    if (value === null ? actual === undefined : actual === value) return [];
    return [actual === undefined ? `没有环境变量 ${key}` : `环境变量 ${key} ${showValue(actual)}`];
  });
}

/** `标签 a 是 1`: one for each that is not as wanted. */
export function labelMisfits(
  want: Readonly<Record<string, string>>,
  labels: Readonly<Record<string, string>> | null | undefined,
): string[] {
  return Object.entries(want).flatMap(([key, value]) => {
    const actual = labels?.[key];
    if (actual === value) return [];
    return [actual === undefined ? `没有标签 ${key}` : `标签 ${key} ${showValue(actual)}`];
  });
}

export function words(value: string | readonly string[] | null | undefined): readonly string[] {
  if (value === null || value === undefined) return [];
  return typeof value === 'string' ? [value] : value;
}

export const sameList = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((item, index) => item === b[index]);

/** Ends a sentence about the list. */
export const showList = (list: readonly string[]): string =>
  list.length === 0 ? '是空的' : `是 ${JSON.stringify(list)}`;

const showValue = (value: string): string => (value === '' ? '是空的' : `是 ${value}`);

const shortHex = (name: string): string => (/^[0-9a-f]{64}$/.test(name) ? `${name.slice(0, 12)}…` : name);
