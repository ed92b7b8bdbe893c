import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startMachine, type MachineHost, type MachineSpec } from '../../src/engine/machine.ts';
import { openBare, openOurs, openTtyd, type Open } from './terminal/clients.ts';
import * as measure from './terminal/measure.ts';
import type { Scope } from './terminal/processes.ts';
import { startPeer, startScript } from './terminal/servers.ts';
import { summarise } from './statistics.ts';

/** What one server did in one run. */
interface Run {
  readonly echoP50Ms: number;
  readonly echoP95Ms: number;
  readonly echoBesideFloodP95Ms: number;
  readonly floodMBps: number;
  readonly outputMBps: number;
  readonly cpuMsPerMB: number;
  readonly openP50Ms: number;
  readonly twentyP50Ms: number;
  readonly interruptMs: number;
  readonly memoryMiB: number;
  readonly shellsLeft: number;
}

export interface Row {
  readonly what: string;
  readonly ours: number;
  readonly peer: number;
  readonly ratio: number;
  readonly target: string;
  readonly met: boolean;
}

export interface TerminalReport {
  readonly peer: string;
  readonly runs: number;
  readonly graceMs: number;
  readonly rows: readonly Row[];
  /** Each run's own figures: a median hides how far they lie apart. */
  readonly each: { readonly ours: readonly Run[]; readonly peer: readonly Run[] };
  readonly bareWayIn: { readonly echoP50Ms: number; readonly outputMBps: number };
}

const SPEC: MachineSpec = { flavour: 'docker', memoryBytes: 2 * 1024 ** 3, cpus: 2, pids: 2048 };
const GRACE_MS = 2_000;
const INTERRUPT_GIVE_UP_MS = 10_000;
const KEYS = 300;
const OUTPUTS = 3;

/** Ours and ttyd on the same machine with the same shell, in turn; medians of all runs. */
export async function measureTerminals(
  host: MachineHost,
  engineDir: string,
  runs: number,
  say: (text: string) => void,
): Promise<TerminalReport> {
  await using machine = await startMachine(host, SPEC);
  const container = `matou-${host.tag}-${machine.id}`;
  const { Id: containerId, Mounts } = await host.docker.getContainer(container).inspect();
  const runDir = Mounts.find(({ Destination }) => Destination === '/run/matou')!.Source;
  const lines = `seq -f '%09.0f ${'x'.repeat(68)}' ${measure.FLOOD_LINES} > ${measure.FLOOD_FILE}`;
  const sh = (script: string) => machine.exec(['sh', '-c', script], { timeoutMs: 60_000 });
  await sh(lines);
  // The same shell: the container's environment gives both the marks' secret.
  const engine = `unix://${join(engineDir, 'docker.sock')}`;
  const env = ['-e', 'COLORTERM=truecolor', '-e', 'HOME=/root', '-w', '/root'];
  const shell = ['docker', '--host', engine, 'exec', '-it', ...env, containerId, '/bin/bash', '-l'];

  await using ours = await startScript('ours', 'our-server.ts', [runDir, machine.nonce, String(GRACE_MS)]);
  await using peer = await startPeer(shell);
  const scope = (serverPid: number): Scope => ({ serverPid, containerId, engineDir });
  const sides = {
    ours: { kind: 'ours', open: openOurs(ours.port), port: ours.port, scope: scope(ours.pid) },
    peer: { kind: 'peer', open: openTtyd(peer.port), port: peer.port, scope: scope(peer.pid) },
  } as const;
  const all: { ours: Run[]; peer: Run[] } = { ours: [], peer: [] };
  const bare = { echo: [] as number[], output: [] as number[] };
  const bareOpen: Open = openBare(join(runDir, 'tty.sock'));
  const tidy = () => sh('pkill -KILL -x cat; pkill -KILL -f "^/bin/bash -l"');
  for (let run = 1; run <= runs; run++) {
    // Who begins changes: what one leaves in caches would always help the other.
    for (const name of run % 2 === 1 ? (['ours', 'peer'] as const) : (['peer', 'ours'] as const)) {
      say(`终端：第 ${run}/${runs} 轮，${name === 'ours' ? '码头' : peer.name}`);
      all[name].push(await one(sides[name], tidy));
      await tidy();
      await sleep(500);
    }
    bare.echo.push((await measure.echo(bareOpen, KEYS)).p50);
    bare.output.push((await measure.output(bareOpen, scope(0))).mbPerS);
  }
  return {
    peer: peer.name,
    runs,
    graceMs: GRACE_MS,
    rows: rowsOf(all.ours, all.peer),
    each: all,
    bareWayIn: { echoP50Ms: median(bare.echo), outputMBps: median(bare.output) },
  };
}

async function one(
  side: { kind: 'ours' | 'peer'; open: Open; port: number; scope: Scope },
  tidy: () => Promise<unknown>,
): Promise<Run> {
  const { kind, open, port, scope } = side;
  const opening = await measure.opening(open, 15);
  const twenty = await measure.openingAtOnce(open, 20);
  const idle = await measure.echo(open, KEYS);
  const flood = await measure.echoBesideFlood(open, kind, port, KEYS);
  await tidy();
  await sleep(500);
  // One lasts less than a second, and who gets which of two cores decides much.
  const outputs: Awaited<ReturnType<typeof measure.output>>[] = [];
  for (let i = 0; i < OUTPUTS; i++) outputs.push(await measure.output(open, scope));
  const interruptMs = await measure.interrupt(open, INTERRUPT_GIVE_UP_MS);
  await tidy();
  await sleep(500);
  const fifty = await measure.atFifty(open, scope, GRACE_MS);
  return {
    echoP50Ms: idle.p50,
    echoP95Ms: idle.p95,
    echoBesideFloodP95Ms: flood.echo.p95,
    floodMBps: flood.floodMBps,
    outputMBps: median(outputs.map(({ mbPerS }) => mbPerS)),
    cpuMsPerMB: median(outputs.map(({ cpuMsPerMb }) => cpuMsPerMb)),
    openP50Ms: opening.p50,
    twentyP50Ms: twenty.p50,
    interruptMs,
    memoryMiB: fifty.memoryMiB,
    shellsLeft: fifty.shellsLeft,
  };
}

const median = (values: readonly number[]): number => summarise(values).p50;

/** What the learner feels, and how much of the peer's it may be; `most` is absolute. */
const TARGETS: readonly (readonly [
  keyof Run,
  string,
  { ratio?: number; atLeast?: number; most?: number },
])[] = [
  ['echoP50Ms', '回显 p50，空闲（ms）', { ratio: 0.8 }],
  ['echoP95Ms', '回显 p95，空闲（ms）', { ratio: 0.8 }],
  ['echoBesideFloodP95Ms', '回显 p95，旁边有人刷屏（ms）', { ratio: 0.35 }],
  ['floodMBps', '　　那时的刷屏（MB/s）', {}],
  ['outputMBps', '输出（MB/s）', { atLeast: 1.6 }],
  ['cpuMsPerMB', 'CPU，服务器一侧的全部进程（ms/MB）', { ratio: 0.55 }],
  ['openP50Ms', '打开到提示符 p50（ms）', { ratio: 0.2 }],
  ['twentyP50Ms', '同时打开 20 个 p50（ms）', { ratio: 0.15 }],
  ['interruptMs', '刷屏时 Ctrl-C，页面每秒只读 2 MB（ms）', { most: 200 }],
  ['memoryMiB', '第 50 个终端时，每个的内存（MiB）', { most: 1.2 }],
  ['shellsLeft', '关掉 51 个并过了宽限期，留下的 shell', { most: 0 }],
];

function rowsOf(ours: readonly Run[], peer: readonly Run[]): Row[] {
  return TARGETS.map(([key, what, target]) => {
    const mine = median(ours.map((run) => run[key]));
    const theirs = median(peer.map((run) => run[key]));
    // Three digits: what is missed by a hair must not be rounded to met.
    const ratio = Math.round((mine / theirs) * 1000) / 1000;
    const met =
      ratio <= (target.ratio ?? Infinity) &&
      ratio >= (target.atLeast ?? -Infinity) &&
      mine <= (target.most ?? Infinity);
    const wanted =
      target.ratio !== undefined
        ? `≤ ${target.ratio}×`
        : target.atLeast !== undefined
          ? `≥ ${target.atLeast}×`
          : target.most !== undefined
            ? `≤ ${target.most}`
            : '';
    return { what, ours: mine, peer: theirs, ratio, target: wanted, met };
  });
}

export function tableOf({ peer, runs, rows, bareWayIn, graceMs }: TerminalReport): string {
  const cells = [
    ['', '码头', peer, '比', '目标', ''],
    ...rows.map(({ what, ours, peer: theirs, ratio, target, met }) => [
      what,
      String(ours),
      String(theirs),
      Number.isFinite(ratio) ? `${ratio}×` : '—',
      target,
      target === '' ? '' : met ? '✓' : '✗',
    ]),
  ];
  const widths = cells[0]!.map((_, column) => Math.max(...cells.map((row) => width(row[column]!))));
  const table = cells.map((row) =>
    row
      .map((cell, i) => cell + ' '.repeat(widths[i]! - width(cell)))
      .join('  ')
      .trimEnd(),
  );
  return [
    ...table,
    `${runs} 轮的中位数，同一台实验机，同一个 shell。测量时宽限期设为 ${graceMs / 1000} 秒。内存不含 shell 本身，CPU 不含测量者。`,
    `不经服务器、直接连到实验机的 shell：回显 p50 ${bareWayIn.echoP50Ms} ms，输出 ${bareWayIn.outputMBps} MB/s。`,
  ].join('\n');
}

/** Columns on a screen: Chinese takes two. */
const width = (text: string): number => [...text].reduce((sum, c) => sum + (c > '\u2e7f' ? 2 : 1), 0);
