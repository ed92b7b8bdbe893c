import { existsSync } from 'node:fs';
import { UserError } from '../../shared/errors.ts';
import type { HostNames } from './names.ts';
import { run, tryRun } from './run.ts';

/**
 * The engine lives in a network namespace of its own. A second dockerd in the host's namespace would flush the
 * chains of the first one (published ports of the user's containers stop) and may delete its docker0; here the
 * host only gets one cable, one chain and three jumps.
 */
export interface EngineNetwork {
  /** Second octet of the 10.x.0.0/16 in use. */
  readonly octet: number;
  /** Gateway of the engine's default bridge, with prefix length. */
  readonly bridgeCidr: string;
  /** Pool for the networks of machines: a /28 each. */
  readonly machinePool: string;
  /** The engine's end of the cable: the host reaches the course registry here. */
  readonly address: string;
  /** Of the host's uplink. A VPN's or PPPoE's is below 1500, and not every path answers with "too big". */
  readonly mtu: number;
}

/** Devices of other container and VM managers: a machine has no business behind them. */
const FOREIGN_BRIDGES = [
  'docker0',
  'docker_gwbridge',
  'br-+',
  'veth+',
  'virbr+',
  'lxcbr+',
  'podman+',
  'cni+',
  'mt+',
];
const LINK_LOCAL = '169.254.0.0/16';

interface Route {
  readonly dst: string;
  readonly dev?: string;
  readonly metric?: number;
}

/** The first 10.x.0.0/16 that no route of the host overlaps. Exported for its test. */
export function freeOctet(routes: readonly string[], preferred: readonly number[]): number | undefined {
  return preferred.find((octet) => !routes.some((route) => overlaps(route, octet)));
}

const PREFERRED = Array.from({ length: 160 }, (_, i) => 88 + i);

/** How many homes these routes leave room for. */
export const freeOctets = (routes: readonly string[]): number =>
  PREFERRED.filter((octet) => freeOctet(routes, [octet]) !== undefined).length;

function overlaps(route: string, octet: number): boolean {
  if (route === 'default') return false;
  const [address = '', length = '32'] = route.split('/');
  const [a, b] = address.split('.').map(Number);
  if (Number(length) >= 16) return a === 10 && b === octet;
  const bits = Number(length);
  const mask = bits === 0 ? 0 : (0xffffffff << (32 - bits)) >>> 0;
  const ours = ((10 << 24) | (octet << 16)) >>> 0;
  const theirs = address.split('.').reduce((n, part) => ((n << 8) | Number(part)) >>> 0, 0);
  return (ours & mask) >>> 0 === (theirs & mask) >>> 0;
}

export async function openEngineNetwork(names: HostNames): Promise<EngineNetwork> {
  await closeEngineNetwork(names);
  const routes = JSON.parse(await run('ip', ['-json', '-4', 'route', 'show', 'table', 'all'])) as Route[];
  const octet = freeOctet(
    routes.map((r) => r.dst),
    PREFERRED,
  );
  if (octet === undefined) {
    throw new UserError(
      '找不到空闲的 10.x.0.0/16 网段：本机的路由表把它们都占了。',
      '用 `ip route` 看看是哪条路由盖住了 10.0.0.0/8（常见于 VPN），断开后再试。',
    );
  }
  const mtu = await uplinkMtu(routes);
  const hostIp = `10.${octet}.1.1`;
  const engineIp = `10.${octet}.1.2`;
  const { netns, vethHost, vethEngine, chain } = names;
  const inside = (...args: string[]) => run('ip', ['netns', 'exec', netns, ...args]);

  await run('ip', ['netns', 'add', netns]);
  await run('ip', ['link', 'add', vethHost, 'type', 'veth', 'peer', 'name', vethEngine, 'netns', netns]);
  await run('ip', ['addr', 'add', `${hostIp}/30`, 'dev', vethHost]);
  // Services of the host that listen on [::] must not be reachable by the cable's link-local address.
  await tryRun('sysctl', ['-qw', `net.ipv6.conf.${vethHost}.disable_ipv6=1`]);
  await run('ip', ['link', 'set', vethHost, 'mtu', String(mtu), 'up']);
  await inside('ip', 'link', 'set', 'lo', 'up');
  await inside('ip', 'addr', 'add', `${engineIp}/30`, 'dev', vethEngine);
  await inside('ip', 'link', 'set', vethEngine, 'mtu', String(mtu), 'up');
  await inside('ip', 'route', 'add', 'default', 'via', hostIp);
  await inside('sh', '-c', 'echo 1 > /proc/sys/net/ipv4/ip_forward');

  const iptables = (...args: string[]) => run('iptables', ['-w', '10', ...args]);
  await iptables('-N', chain);
  await iptables('-A', chain, '-d', LINK_LOCAL, '-j', 'REJECT');
  for (const device of FOREIGN_BRIDGES) await iptables('-A', chain, '-o', device, '-j', 'REJECT');
  await iptables('-A', chain, '-j', 'ACCEPT');
  for (const rule of jumps(names, hostIp))
    await iptables('-t', rule.table, '-I', rule.chain, '1', ...rule.spec);
  return {
    octet,
    bridgeCidr: `10.${octet}.0.1/24`,
    machinePool: `10.${octet}.128.0/17`,
    address: engineIp,
    mtu,
  };
}

async function uplinkMtu(routes: readonly Route[]): Promise<number> {
  const uplink = routes
    .filter((r) => r.dst === 'default')
    .sort((a, b) => (a.metric ?? 0) - (b.metric ?? 0))[0];
  if (!uplink?.dev) return 1500;
  const [link] = JSON.parse(await run('ip', ['-json', 'link', 'show', uplink.dev])) as { mtu: number }[];
  return Math.min(link?.mtu ?? 1500, 1500);
}

interface Jump {
  readonly table: 'filter' | 'nat';
  readonly chain: string;
  readonly spec: readonly string[];
}

function jumps({ vethHost, chain }: HostNames, hostIp: string): Jump[] {
  return [
    { table: 'filter', chain: 'FORWARD', spec: ['-i', vethHost, '-j', chain] },
    {
      table: 'filter',
      chain: 'FORWARD',
      spec: ['-o', vethHost, '-m', 'conntrack', '--ctstate', 'RELATED,ESTABLISHED', '-j', 'ACCEPT'],
    },
    {
      table: 'filter',
      chain: 'INPUT',
      spec: ['-i', vethHost, '-m', 'conntrack', '--ctstate', 'NEW', '-j', 'REJECT'],
    },
    {
      table: 'nat',
      chain: 'POSTROUTING',
      spec: ['-s', `${hostIp}/30`, '!', '-o', vethHost, '-j', 'MASQUERADE'],
    },
  ];
}

/** Removes all that openEngineNetwork made, whole or in part; nothing to remove is fine. */
export async function closeEngineNetwork(names: HostNames): Promise<void> {
  const { netns, vethHost, chain } = names;
  for (const table of ['filter', 'nat'] as const) {
    const rules = (await tryRun('iptables', ['-w', '10', '-t', table, '-S'])) ?? '';
    for (const line of rules.split('\n')) {
      if (!line.startsWith('-A ') || !mentions(line, [vethHost, chain])) continue;
      const [, builtin = '', ...spec] = line.split(' ');
      if (builtin === chain) continue;
      await tryRun('iptables', ['-w', '10', '-t', table, '-D', builtin, ...spec]);
    }
  }
  await tryRun('iptables', ['-w', '10', '-F', chain]);
  await tryRun('iptables', ['-w', '10', '-X', chain]);
  if (existsSync(`/sys/class/net/${vethHost}`)) await tryRun('ip', ['link', 'del', vethHost]);
  if (existsSync(`/run/netns/${netns}`)) await tryRun('ip', ['netns', 'del', netns]);
}

function mentions(rule: string, words: readonly string[]): boolean {
  const parts = rule.split(' ');
  return words.some((word) => parts.includes(word));
}
