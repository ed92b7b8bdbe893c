import { existsSync, readFileSync } from 'node:fs';
import { freeOctets } from '../network.ts';
import { onPath } from '../packages.ts';
import { tryRun } from '../run.ts';
import { bad, good, note, type Finding } from './finding.ts';

export async function network(): Promise<Finding[]> {
  if (process.getuid?.() !== 0 || !onPath('iptables') || !onPath('ip')) return []; // said elsewhere
  return [await iptables(), await addresses(), ...docker(), ...(await firewalls())];
}

async function iptables(): Promise<Finding> {
  const version = ((await tryRun('iptables', ['-V'])) ?? '').trim();
  const rules = await tryRun('iptables', ['-w', '10', '-S', 'FORWARD']);
  if (rules === undefined)
    return bad(
      'iptables',
      `${version || '没有版本'}，但读不出规则`,
      '运行 iptables -S 看原因；常见的是内核更新后还没有重启，模块对不上。',
    );
  const drops = rules.includes('-P FORWARD DROP');
  return good('iptables', `${version}${drops ? '；转发默认丢弃，码头的规则排在最前面，不受影响' : ''}`);
}

async function addresses(): Promise<Finding> {
  const routes = (await tryRun('ip', ['-json', '-4', 'route', 'show', 'table', 'all'])) ?? '[]';
  const free = freeOctets((JSON.parse(routes) as { dst: string }[]).map(({ dst }) => dst));
  if (free > 0) return good('网段', `有 ${free} 个空闲的 10.x.0.0/16`);
  return bad('网段', '没有空闲的 10.x.0.0/16', '用 ip route 看是哪条路由盖住了 10.0.0.0/8（常见于 VPN）。');
}

function docker(): Finding[] {
  if (!existsSync('/sys/class/net/docker0')) return [];
  return [good('你自己的 Docker', '在运行；码头在自己的网络命名空间里，两边互不相干')];
}

async function firewalls(): Promise<Finding[]> {
  const ufw =
    existsSync('/etc/ufw/ufw.conf') && readFileSync('/etc/ufw/ufw.conf', 'utf8').includes('ENABLED=yes');
  const firewalld = Boolean(await tryRun('pgrep', ['-x', 'firewalld']));
  const names = [...(ufw ? ['ufw'] : []), ...(firewalld ? ['firewalld'] : [])];
  if (names.length === 0) return [];
  const next =
    '别的机器连不上课程时，先在防火墙里放行课程的端口。它重新载入规则会清掉码头的规则，那时要重启码头。';
  return [note('防火墙', `${names.join('、')} 在运行`, next)];
}
