import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { labMachineSpec, labPreparation } from '../../src/engine/lab-machine.ts';
import { LabSessions } from '../../src/engine/lab-sessions.ts';
import { lockHome } from '../../src/engine/host.ts';
import type { Lab } from '../../src/engine/labs.ts';
import { startMachine, type Machine, type MachinePool } from '../../src/engine/machine.ts';
import { openProgress } from '../../src/engine/progress.ts';
import { readConfig } from '../../src/server/config.ts';
import { chooseEngine, openMachineHost } from '../../src/server/machine-host.ts';
import type { LiveMessage } from '../../src/shared/api.ts';
import { labSchema } from '../../src/shared/lab.ts';
import { summarise, type Summary } from './statistics.ts';

const STEP_WITHIN_MS = 30_000;
/** Of six steps each: 204 in all. */
const ROUNDS = 34;

/** What is typed for each step; its check is of the kind that it is called by. */
const STEPS = [
  {
    id: 'container',
    type: 'docker run --name web hello-world',
    check: { container: { name: 'web', state: 'exited' } },
  },
  { id: 'command', type: 'docker ps -a', check: { command: { matches: 'docker ps -a' } } },
  { id: 'file', type: 'echo hello > note', check: { file: { path: '/root/note', content: 'hello' } } },
  { id: 'exec', type: 'echo bye > other', check: { exec: { script: 'grep -q bye /root/other' } } },
  { id: 'process', type: 'sleep 4321 &', check: { process: { command: '^sleep 4321' } } },
  {
    id: 'answer',
    type: undefined,
    check: { answer: { id: 'q', ask: '？', as: 'hex', truth: "docker inspect -f '{{.Id}}' web" } },
  },
] as const;
type Kind = (typeof STEPS)[number]['id'];

/**
 * By kind of check: from the moment when it is true (the daemon's own time of the container's end, the end of the command,
 * the answer) to the verdict that a page is sent. One machine, a new learner each round.
 */
export async function measureVerdicts(
  home: string,
  root: string,
  rounds = ROUNDS,
): Promise<(readonly [Kind | 'all', Summary])[]> {
  const dir = mkdtempSync(join(tmpdir(), 'matou-bench-'));
  using _dir = { [Symbol.dispose]: () => rmSync(dir, { recursive: true, force: true }) };
  using _lock = lockHome(home, 'npm run bench');
  const report = {
    step: <T>(_: string, work: (say: () => void) => Promise<T>) => work(() => {}),
    note: () => {},
  };
  const choice = await chooseEngine(readConfig({ home }), root, () => {});
  await using opened = await openMachineHost(
    readConfig({ home }),
    root,
    choice,
    report,
    pino({ level: 'silent' }),
  );
  const lab = benchLab(dir);
  await using machine = await startMachine(opened.host, labMachineSpec(lab));
  for (const { run } of labPreparation(lab)) await run(machine);
  using progress = openProgress(join(dir, 'progress.db'));
  await using sessions = new LabSessions([lab], 'own', {
    pool: alwaysTheSame(machine),
    progress,
    settings: { idleMs: 60 * 60_000, maxTerminals: 3 },
    log: pino({ level: 'silent' }),
  });

  const times = Object.fromEntries(STEPS.map(({ id }) => [id, [] as number[]])) as Record<Kind, number[]>;
  for (let round = 0; round < rounds; round++) {
    for (const [kind, ms] of await learnerAtTheLab(sessions, machine, `learner-${round}`, lab.id))
      times[kind].push(ms);
    await sessions.stop(`learner-${round}`, lab.id);
    await machine.exec([
      'bash',
      '-c',
      'docker rm -f web; pkill -f "^sleep 4321"; rm -f /root/note /root/other',
    ]);
  }
  const byKind = STEPS.map(({ id }) => [id, summarise(times[id])] as const);
  return [...byKind, ['all', summarise(Object.values(times).flat())]];
}

async function learnerAtTheLab(
  sessions: LabSessions,
  machine: Machine,
  learner: string,
  lab: string,
): Promise<[Kind, number][]> {
  const passed = new Map<string, number>();
  const waiting = new Map<string, () => void>();
  const subscription = sessions.subscribe(learner, (message: LiveMessage) => {
    if (message.type !== 'verdict' || message.verdict.outcome !== 'passed') return;
    if (!passed.has(message.step)) passed.set(message.step, Date.now());
    waiting.get(message.step)?.();
  });
  let diedMs = 0;
  const watch = machine.watchEvents(({ action, timeMs }) => {
    if (action === 'die') diedMs = timeMs;
  });
  const verdictOf = (step: string): Promise<void> =>
    new Promise((resolve, reject) => {
      if (passed.has(step)) return resolve();
      const timer = setTimeout(() => reject(new Error(`no verdict for ${step}`)), STEP_WITHIN_MS);
      waiting.set(step, () => {
        clearTimeout(timer);
        resolve();
      });
    });
  try {
    await sessions.start(learner, lab);
    while (sessions.status(learner, lab).state !== 'ready')
      await new Promise((resolve) => setTimeout(resolve, 10));
    const { terminal } = (await sessions.terminal(learner, lab, 1))!;
    await terminal.waitForPrompt(STEP_WITHIN_MS);
    const found: [Kind, number][] = [];
    for (const { id, type } of STEPS) {
      let trueMs = Date.now();
      if (type === undefined) {
        const { stdout } = await machine.exec(['docker', 'inspect', '-f', '{{.Id}}', 'web']);
        trueMs = Date.now();
        await sessions.check(learner, lab, id, { q: stdout.trim() });
      } else {
        await terminal.run(type, STEP_WITHIN_MS);
        trueMs = Date.now();
      }
      await verdictOf(id);
      if (id === 'container') {
        while (diedMs === 0) await new Promise((resolve) => setTimeout(resolve, 10)); // by a stream of its own
        trueMs = diedMs;
      }
      found.push([id, passed.get(id)! - trueMs]);
      await new Promise((resolve) => setTimeout(resolve, 300)); // nobody types the next command at once
    }
    return found;
  } finally {
    watch.stop();
    subscription.stop();
  }
}

function benchLab(dir: string): Lab {
  const definition = labSchema.parse({
    format: 1,
    title: '测量',
    machine: { images: ['hello-world'] },
    steps: STEPS.map(({ id, check }) => ({
      id,
      title: id,
      checks: [{ ...check, fail: '还没有' }],
      hints: ['想'],
    })),
  });
  return { id: 'bench', dir, definition } as Lab;
}

/** One machine for everybody, one after another. */
function alwaysTheSame(machine: Machine): MachinePool {
  const kept: Machine = { ...machine, [Symbol.asyncDispose]: () => Promise.resolve() };
  return {
    take: () => Promise.resolve(kept),
    want: () => {},
    warm: () => Promise.resolve(),
    idle: () => 0,
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}
