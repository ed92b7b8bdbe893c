import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { cgroupHierarchies, run as runOnHost } from '../../src/engine/host.ts';
import { startMachine, type Machine, type MachineHost, type MachineSpec } from '../../src/engine/machine.ts';
import { openOurs, type BenchTerminal, type Open } from './terminal/clients.ts';
import { echo } from './terminal/measure.ts';
import { startScript } from './terminal/servers.ts';
import { openBenchHost } from './own-host.ts';
import { summarise } from './statistics.ts';

/** As labs have it when they say nothing. */
const SPEC: MachineSpec = { flavour: 'docker', memoryBytes: 1024 ** 3, cpus: 1, pids: 2048 };
const ATTACK_S = 12;
const SETTLE_MS = 2_000;
const KEYS = 240;
const WITHIN = 2;
/** Of each thing that the neighbour needs: what is short is short for moments. */
const TRIES = 10;

/** Each ends by itself: systemd of the machine kills the group after ATTACK_S. */
const ATTACKS: Readonly<Record<string, string>> = {
  'fork 炸弹': 'b() { b | b & }; b; sleep 60',
  内存炸弹: `while :; do perl -e '$x .= "x" x 10_000_000 while 1'; done`,
  写满磁盘: 'while :; do dd if=/dev/zero of=/root/fill bs=1M conv=fsync; rm -f /root/fill; done',
  占满处理器: 'for i in 1 2 3 4 5 6 7 8; do (while :; do :; done) & done; wait',
  '占满 inotify、密钥、伪终端和管道': `perl -e '
    use Fcntl; my @kept;
    while (1) {
      my $n = @kept;
      syscall(294, 0); syscall(248, "user", "k$n", "x", 1, -3);
      sysopen(my $f, "/dev/ptmx", O_RDWR|O_NOCTTY);
      pipe(my $r, my $w);
      push @kept, $f, $r, $w;
    }' || true; while :; do perl -e 'use Fcntl; my @k; my $n = 0; $n++ while sysopen($k[$n], "/dev/ptmx", O_RDWR|O_NOCTTY); sleep 60'; done`,
};
const FLOOD = '刷屏';

export interface NeighbourRow {
  readonly attack: string;
  readonly quietP95Ms: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly ratio: number;
  readonly met: boolean;
  /** Beside it, a neighbour opens a pty, makes an inotify instance, writes a file, asks its engine: what failed. */
  readonly neighbourHindered?: string | undefined;
}

/** Somebody's echo while another machine does its worst. */
export async function measureNeighbours(say: (text: string) => void): Promise<{ rows: NeighbourRow[] }> {
  await using opened = await openBenchHost(say);
  const { host } = opened;
  await using victim = await startMachine(host, SPEC);
  await using attacker = await startMachine(host, SPEC);
  const ways = await Promise.all([victim, attacker].map((machine) => wayTo(host, machine)));
  await using server = await startScript('ours', 'our-server.ts', [...ways[0]!, '2000', ...ways[1]!]);
  const open: Open = () => openOurs(server.port)(1);
  const openAttackers = () => openOurs(server.port)(6);

  await actAsAnotherComputer(say);
  await echo(open, 60);
  const rows: NeighbourRow[] = [];
  for (const attack of [...Object.keys(ATTACKS), FLOOD]) {
    const quiet = await echo(open, KEYS);
    const during = attack === FLOOD ? flood(openAttackers) : run(attacker, ATTACKS[attack]!);
    await sleep(SETTLE_MS);
    const beside = await echo(open, KEYS);
    const neighbourHindered = await hindered(victim);
    await during;
    const ratio = Math.round((beside.p95 / quiet.p95) * 1000) / 1000;
    rows.push({
      attack,
      quietP95Ms: quiet.p95,
      p50Ms: beside.p50,
      p95Ms: beside.p95,
      ratio,
      met: ratio <= WITHIN,
      neighbourHindered,
    });
    say(
      `${attack}：p95 ${quiet.p95} → ${beside.p95} ms（${ratio}×），${neighbourHindered ? `邻居受了影响（${neighbourHindered}）` : '邻居照常'}`,
    );
    await untilCalm(attacker);
  }
  const quiet = summarise(rows.map(({ quietP95Ms }) => quietP95Ms));
  say(`安静时的 p95：${quiet.min}–${quiet.max} ms；目标 ≤ ${WITHIN}×`);
  return { rows };
}

/**
 * Who measures is the page, and that is on another computer: here it must neither wait for a core itself nor belong to
 * the server's group. What it starts stays as it was.
 */
async function actAsAnotherComputer(say: (text: string) => void): Promise<void> {
  try {
    const cpu = cgroupHierarchies().find(({ controllers }) => controllers.includes('cpu'));
    if (cpu) writeFileSync(join(cpu.mount, 'cgroup.procs'), String(process.pid));
    await runOnHost('chrt', ['--reset-on-fork', '--fifo', '--pid', '1', String(process.pid)]);
  } catch (error) {
    say(`量的人也要排队等处理器，结果偏大：${String(error)}`);
  }
}

async function wayTo(host: MachineHost, machine: Machine): Promise<[runDir: string, nonce: string]> {
  const container = host.docker.getContainer(`matou-${host.tag}-${machine.id}`);
  const { Mounts } = await container.inspect();
  return [Mounts.find(({ Destination }) => Destination === '/run/matou')!.Source, machine.nonce];
}

async function run(machine: Machine, script: string): Promise<void> {
  const limits = [
    '-p',
    `RuntimeMaxSec=${ATTACK_S}`,
    '-p',
    'KillMode=control-group',
    '-p',
    'TimeoutStopSec=1',
  ];
  const argv = ['systemd-run', '-q', '--wait', ...limits, 'bash', '-c', `ulimit -n $(ulimit -Hn); ${script}`];
  await machine.exec(argv, { timeoutMs: (ATTACK_S + 30) * 1000 }).catch(() => undefined); // it may have no process left to wait with
}

async function flood(open: () => Promise<BenchTerminal>): Promise<void> {
  const terminal = await open();
  terminal.listen(() => undefined);
  terminal.type(`\x03\rtimeout ${ATTACK_S} yes "$(seq 1 200 | tr '\\n' ' ')"\r`);
  await sleep((ATTACK_S + 1) * 1000);
  terminal.end();
  terminal.close();
}

/** What a neighbour needs, one by one; undefined when all of it works. */
async function hindered(machine: Machine): Promise<string | undefined> {
  const needs: Readonly<Record<string, string>> = {
    伪终端: 'script -qec true /dev/null',
    inotify: `perl -e 'exit(syscall(294, 0) < 0)'`,
    写文件: 'echo x > /root/x && sync /root/x',
    Docker: 'docker ps',
  };
  const failed: string[] = [];
  for (const [need, script] of Object.entries(needs)) {
    let times = 0;
    let last = '';
    for (let i = 0; i < TRIES; i++) {
      try {
        const { exitCode, stdout, stderr } = await machine.exec(['bash', '-c', script], {
          timeoutMs: 15_000,
        });
        if (exitCode === 0) continue;
        last = (stderr || stdout).trim().slice(-200);
      } catch (error) {
        last = String(error);
      }
      times += 1;
    }
    if (times > 0) failed.push(`${need} ${times}/${TRIES} 次：${last}`);
  }
  return failed.length > 0 ? failed.join('；') : undefined;
}

/** The next one starts from rest: load of the last is still being cleared up. */
async function untilCalm(attacker: Machine): Promise<void> {
  await attacker.exec(['bash', '-c', 'rm -f /root/fill; sync']).catch(() => undefined);
  for (let i = 0; i < 20; i++) {
    const busy = Number(/^procs_running (\d+)/m.exec(readFileSync('/proc/stat', 'utf8'))?.[1] ?? 0);
    if (busy <= 2) return;
    await sleep(500);
  }
}
