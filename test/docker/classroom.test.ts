import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Classroom } from '../../src/engine/classroom.ts';
import { LabSessions } from '../../src/engine/lab-sessions.ts';
import { loadLabs } from '../../src/engine/labs.ts';
import { openPool, type MachinePool } from '../../src/engine/machine.ts';
import { openProgress, type ProgressStore } from '../../src/engine/progress.ts';
import { Recordings } from '../../src/engine/recordings.ts';
import type { LiveMessage } from '../../src/shared/api.ts';
import type { BoardMember, BoardMessage } from '../../src/shared/board.ts';
import { describeEngine, machineHost, SPEC } from './machines.ts';
import { root } from './program.ts';

const LAB = 'ch4/hello-world';
const READY_WITHIN_MS = 60_000;

describeEngine('a class on real machines', () => {
  let dir: string;
  let progress: ProgressStore;
  let pool: MachinePool;
  let sessions: LabSessions;
  let classroom: Classroom;
  let id: string;
  let code: string;

  beforeEach(async () => {
    dir = mkdtempSync(join(tmpdir(), 'matou-class-'));
    progress = openProgress(join(dir, 'progress.db'));
    pool = openPool(machineHost(), SPEC, 0, () => {}, { atMost: 2 });
    const labs = await loadLabs(join(root, 'labs'));
    const log = pino({ level: 'silent' });
    const settings = { idleMs: 600_000, maxTerminals: 3 };
    sessions = new LabSessions(labs, 'own', { pool, progress, settings, log });
    const recordings = new Recordings(join(dir, 'recordings'));
    classroom = new Classroom({ labs, sessions, progress, machines: 2, log, recordings });
    ({ class: id, code } = classroom.create('班').class);
  });
  afterEach(async () => {
    classroom[Symbol.dispose]();
    await sessions[Symbol.asyncDispose]();
    await pool[Symbol.asyncDispose]();
    progress[Symbol.dispose]();
    rmSync(dir, { recursive: true, force: true });
  });

  const machines = async (): Promise<number> => {
    const filters = { label: ['matou.role=machine'] };
    return (await machineHost().docker.listContainers({ all: true, filters })).length;
  };
  const join_ = (name: string): string => classroom.join(code, name, 'test').learner;
  const state = (learner: string) => sessions.status(learner, LAB).state;

  test('two machines and five learners: a line that moves up, never a third machine, and none after class', async () => {
    const learners = ['甲', '乙', '丙', '丁', '戊'].map(join_);
    const positions = new Map<string, number[]>(learners.map((learner) => [learner, []]));
    for (const learner of learners) {
      sessions.subscribe(learner, (message: LiveMessage) => {
        if (message.type === 'machine' && message.status.state === 'queued')
          positions.get(learner)!.push(message.status.position);
      });
    }
    for (const learner of learners) await sessions.start(learner, LAB);
    await expect
      .poll(() => learners.map(state), { timeout: READY_WITHIN_MS })
      .toEqual(['ready', 'ready', 'queued', 'queued', 'queued']);
    expect(learners.map((learner) => positions.get(learner))).toEqual([[], [], [1], [2], [3]]);
    expect(await machines()).toBe(2);

    // One leaves, one gives up waiting: the next moves up, and those behind twice.
    await sessions.stop(learners[3]!, LAB);
    await sessions.stop(learners[0]!, LAB);
    await expect.poll(() => state(learners[2]!), { timeout: READY_WITHIN_MS }).toBe('ready');
    expect(positions.get(learners[4]!)).toEqual([3, 2, 1]);
    expect(await machines()).toBe(2);

    await classroom.act(id, { type: 'close' });
    expect(await machines()).toBe(0);
    expect(learners.map(state)).toEqual(['none', 'none', 'none', 'none', 'none']);
    expect(() => classroom.guard(learners[0]!, { to: 'start', lab: LAB })).toThrow('下课');
  });

  test('the board and the report say what the machine saw: commands, attempts, who is stuck, who passed', async () => {
    const ann = join_('王芳');
    const shown: BoardMessage[] = [];
    classroom.subscribe(id, (message) => shown.push(message));
    const member = (): BoardMember | undefined =>
      shown.flatMap((m) => (m.type === 'member' ? [m.member] : [])).at(-1);
    await sessions.start(ann, LAB);
    await expect.poll(() => state(ann), { timeout: READY_WITHIN_MS }).toBe('ready');
    const { terminal } = (await sessions.terminal(ann, LAB, 1))!;
    await terminal.waitForPrompt(10_000);
    await terminal.run('docker pull hello-world; false', 30_000);
    for (let n = 0; n < 2; n++) await sessions.check(ann, LAB, 'run-hello');
    await expect
      .poll(() => member()?.stuck)
      .toMatchObject({ kind: 'failing', lab: LAB, step: 'run-hello', check: 0 });
    expect(shown.findLast((m) => m.type === 'hot')).toMatchObject({
      hot: [{ step: 'run-hello', check: 0, members: [member()?.member], failures: 2 }],
    });
    await terminal.run('docker run hello-world', 30_000);
    await expect
      .poll(() => member())
      .toMatchObject({
        stuck: null,
        passed: 1,
        current: { lab: LAB, step: 'list-exited' },
        cells: expect.arrayContaining([
          expect.objectContaining({ step: 'run-hello', state: 'passed', attempts: 2, late: false }),
        ]) as object[],
      });
    const { evidence } = classroom.report(id, member()!.member);
    expect(evidence.map(({ kind }) => kind)).toEqual([
      ...['joined', 'started', 'command', 'failed', 'failed'],
      ...(evidence.at(-1)?.kind === 'passed' ? ['command', 'passed'] : ['passed', 'command']),
    ]);
    expect(evidence.filter(({ kind }) => kind === 'command')).toMatchObject([
      { text: 'docker pull hello-world; false', exitCode: 1, step: 'run-hello' },
      { text: 'docker run hello-world', exitCode: 0 },
    ]);
  });
});
