import { readFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Docker from 'dockerode';
import { hostNames } from '../../src/engine/host.ts';
import { completePath, testHome } from '../../src/server/config.ts';
import type { BoardMember, BoardMessage } from '../../src/shared/board.ts';
import type { Staff } from '../../src/shared/classroom.ts';
import { actionsUrl, boardUrl, STAFF_URL } from '../../src/shared/urls.ts';
import { startProgram } from '../docker/program.ts';
import { LAB, Learner, openSocket, post, STEP } from './class-learner.ts';
import { summarise } from './statistics.ts';

/** A class on this machine: all join, press 启动 within half a minute, type, and pass a step. Prints one JSON. */
const LEARNERS = Math.max(1, Number(process.argv[2] ?? 40));
const PRESSES_WITHIN_MS = 30_000;
/** Then it is over, with what there is. */
const BOUND_MS = 4.5 * 60_000;

const say = (text: string): void => console.error(text);
const deadline = setTimeout(() => {
  console.error('没有在限定的时间内做完');
  process.exit(1);
}, BOUND_MS);
deadline.unref();

completePath();
const home = join(testHome(), 'e2e');
const program = startProgram([
  ...['--class', '--host', '127.0.0.1', '--port', '0', '--home', home],
  ...['--machines', String(LEARNERS + 2)],
]);
try {
  const address = await program.listening();
  // Printed after the address.
  let secret: string | undefined;
  while (!(secret = /\/teach#(\S+)\s/.exec(program.output())?.[1])) await sleep(50);
  const staff = await post(address, STAFF_URL, { secret });
  const cookie = staff.headers.getSetCookie()[0]!.split(';')[0]!;
  const { class: id, code } = ((await staff.json()) as Staff).classes[0]!;
  const board = new Map<string, BoardMember>();
  const boardSocket = await openSocket(address, boardUrl(id), cookie, (data) => {
    const message = JSON.parse(data.toString('utf8')) as BoardMessage;
    if (message.type === 'snapshot') for (const each of message.members) board.set(each.member, each);
    if (message.type === 'member') board.set(message.member.member, message.member);
  });

  say(`${LEARNERS} 人加入 …`);
  const freeBefore = availableMiB();
  const cpuBefore = cpuTimes();
  const began = performance.now();
  const learners = Array.from({ length: LEARNERS }, (_, index) => new Learner(address, `学员${index + 1}`));
  await Promise.all(learners.map((learner) => learner.join(code)));

  say(`${PRESSES_WITHIN_MS / 1000} 秒之内都按下启动 …`);
  const starts = await Promise.all(
    learners.map(async (learner, index) => {
      await sleep((index / LEARNERS) * PRESSES_WITHIN_MS);
      return learner.start();
    }),
  );
  const allReadyMs = performance.now() - began;
  const freeIdle = availableMiB();

  say('都在敲键盘 …');
  const echoes = (await Promise.all(learners.map((learner) => learner.echoes()))).flat();
  say(`都做 ${STEP} …`);
  const verdicts = await Promise.all(learners.map((learner) => learner.pass()));
  const freeBusy = availableMiB();
  const cpu = busyShare(cpuBefore, cpuTimes());

  await sleep(1_000);
  const green = [...board.values()].filter(({ cells }) =>
    cells.some((cell) => cell.lab === LAB && cell.step === STEP && cell.state === 'passed'),
  ).length;
  say('下课 …');
  const closing = performance.now();
  await post(address, actionsUrl(id), { type: 'close' }, cookie);
  const closeMs = performance.now() - closing;
  const docker = new Docker({ socketPath: join(hostNames(home).runDir, 'docker.sock') });
  const machines = await docker.listContainers({ filters: { label: ['matou.role=machine'] } });
  boardSocket.close();
  for (const learner of learners) learner.leave();
  console.log(
    JSON.stringify(
      {
        date: new Date().toISOString(),
        machine: {
          cpus: cpus().length,
          memoryGiB: Math.round(totalmem() / 1024 ** 3),
          node: process.version,
        },
        learners: LEARNERS,
        pressesWithinSeconds: PRESSES_WITHIN_MS / 1000,
        startToReadyMs: summarise(starts),
        allReadySeconds: Math.round(allReadyMs / 1000),
        echoMs: summarise(echoes),
        commandToVerdictMs: summarise(verdicts),
        memoryPerLearnerMiB: {
          idle: Math.round((freeBefore - freeIdle) / LEARNERS),
          afterTheStep: Math.round((freeBefore - freeBusy) / LEARNERS),
        },
        cpuBusyShare: cpu,
        passedOnTheBoard: green,
        longestQueue: Math.max(0, ...learners.map((learner) => learner.worstPosition)),
        closeSeconds: Math.round(closeMs / 1000),
        machinesAfterClose: machines.length,
      },
      null,
      2,
    ),
  );
  if (green !== LEARNERS) process.exitCode = 1;
} finally {
  program.child.kill('SIGTERM');
  await program.ended;
}
process.exit();

function availableMiB(): number {
  return Number(/^MemAvailable:\s+(\d+)/m.exec(readFileSync('/proc/meminfo', 'utf8'))![1]) / 1024;
}

function cpuTimes(): { busy: number; all: number } {
  const [, ...times] = readFileSync('/proc/stat', 'utf8').split('\n')[0]!.split(/\s+/).map(Number);
  const all = times.slice(0, 8).reduce((sum, each) => sum + each, 0);
  return { all, busy: all - times[3]! - times[4]! };
}

function busyShare(before: { busy: number; all: number }, after: { busy: number; all: number }): number {
  return Math.round(((after.busy - before.busy) / (after.all - before.all)) * 100) / 100;
}
