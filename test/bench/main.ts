import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import Docker from 'dockerode';
import { hostNames } from '../../src/engine/host.ts';
import { completePath } from '../../src/server/config.ts';
import { root, startProgram } from '../docker/program.ts';
import { testHome } from '../../src/server/config.ts';
import { measureLabStarts } from './lab-starts.ts';
import { measureLearner } from './learner.ts';
import { hostOf, measureMachines } from './machines.ts';
import { measureNeighbours } from './neighbours.ts';
import { observeOnly } from './observe.ts';
import { measureRestart } from './restart.ts';
import { soak } from './soak.ts';
import { soakTerminals } from './soak-terminals.ts';
import { summarise, type Summary } from './statistics.ts';
import { terminalsOnly } from './terminal-only.ts';
import { measureTerminals, tableOf } from './terminals.ts';
import { measureVerdicts } from './verdicts.ts';

/** Prints one JSON: each figure with its target, in milliseconds unless the name says otherwise. */
interface Figure extends Summary {
  readonly target: string;
  readonly met: boolean;
}

/** `npm run bench [RUNS] [labs|terminals|observe|neighbours|restart|soak|soak-terminals]`: the second measures that alone. */
const runs = Math.max(1, Number(process.argv[2] ?? 10));
const TERMINAL_RUNS = Math.min(runs, 5);
const home = join(testHome(), 'e2e');
completePath();
const say = (text: string): void => console.error(text);
const figure = (summary: Summary, target: number, unit = 'ms'): Figure => ({
  ...summary,
  target: `≤ ${target} ${unit}`,
  met: summary.p50 <= target,
});

const ALONE: Readonly<Record<string, () => Promise<object>>> = {
  labs: () => measureLabStarts(runs, say),
  terminals: () => terminalsOnly(runs, say),
  observe: () => observeOnly(say),
  neighbours: () => measureNeighbours(say),
  restart: () => measureRestart(runs, say),
  soak: () => soak(runs, say),
  'soak-terminals': () => soakTerminals(runs, say),
};
const alone = ALONE[process.argv[3] ?? ''];
if (alone) {
  const report = await alone();
  const on = { date: new Date().toISOString(), cpus: cpus().length, node: process.version };
  console.log(JSON.stringify({ ...on, ...report }, null, 2));
  // Both kinds of soak say what is left over, and the one of terminals what went wrong.
  const { leaks = [], failed = [] } = report as { leaks?: string[]; failed?: string[] };
  process.exit(leaks.length + failed.length > 0 ? 1 : 0);
}

say('首次启动，建好页面和镜像 …');
const first = startProgram(['--home', home, '--port', '0']);
await first.listening();
first.child.kill('SIGTERM');
await first.ended;

say('每种检查：变化到判定 …');
const verdicts = await measureVerdicts(home, root);

say('再次启动 …');
const starts: number[] = [];
const stops: number[] = [];
for (let i = 0; i < runs; i++) {
  const began = performance.now();
  const program = startProgram(['--home', home, '--port', '0']);
  await program.listening();
  starts.push(performance.now() - began);
  const stopping = performance.now();
  program.child.kill('SIGTERM');
  await program.ended;
  stops.push(performance.now() - stopping);
}

const program = startProgram(['--home', home, '--port', '0', '--warm', '1']);
const address = await program.listening();
const docker = new Docker({ socketPath: join(hostNames(home).runDir, 'docker.sock') });
try {
  say('学员：启动到提示符，事件到判定 …');
  const learner = await measureLearner(address, docker, runs);
  say('终端 …');
  const names = hostNames(home);
  const terminals = await measureTerminals(await hostOf(docker, names), names.runDir, TERMINAL_RUNS, say);
  say(tableOf(terminals));
  say('实验机：创建到就绪，闲置内存 …');
  const machines = await measureMachines(docker, hostNames(home), runs);
  const report = {
    date: new Date().toISOString(),
    machine: { cpus: cpus().length, memoryGiB: Math.round(totalmem() / 1024 ** 3), node: process.version },
    secondStart: figure(summarise(starts), 10_000),
    stop: summarise(stops),
    createToReady: figure(machines.ready, 2_000),
    warmStartToPrompt: figure(learner.prompt, 500),
    eventToVerdict: figure(learner.verdict, 300),
    changeToVerdict: Object.fromEntries(verdicts.map(([kind, times]) => [kind, figure(times, 300)])),
    terminals,
    idleMemoryMiB: machines.idleMiB,
  };
  console.log(JSON.stringify(report, null, 2));
} finally {
  program.child.kill('SIGTERM');
  await program.ended;
}
process.exit();
