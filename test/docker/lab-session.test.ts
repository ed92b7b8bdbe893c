import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { LabSessions, OtherLabActive } from '../../src/engine/lab-sessions.ts';
import { findLab, loadLabs, type Lab } from '../../src/engine/labs.ts';
import { openPool, type MachinePool } from '../../src/engine/machine.ts';
import { openProgress, type ProgressStore } from '../../src/engine/progress.ts';
import { liveMessageSchema, type LiveMessage, type MachineStatus } from '../../src/shared/api.ts';
import { describeEngine, machineHost, SPEC } from './machines.ts';
import { root } from './program.ts';

const LAB = 'ch4/hello-world';
const IDLE_MS = 60_000;
const SMALL_DISK_BYTES = 768 * 1024 ** 2;

describeEngine('learners at a lab, on real machines', () => {
  let dir: string;
  let progress: ProgressStore;
  let pool: MachinePool;
  let labs: Lab[];
  let sessions: LabSessions;
  const open = (idleMs = IDLE_MS): LabSessions =>
    new LabSessions(labs, 'own', {
      pool,
      progress,
      settings: { idleMs, maxTerminals: 3 },
      log: pino({ level: 'silent' }),
    });

  beforeEach(async () => {
    dir = mkdtempSync(join(tmpdir(), 'matou-sessions-'));
    progress = openProgress(join(dir, 'progress.db'));
    const real = await loadLabs(join(root, 'labs'));
    // The same lab under a second name: what matters is that it is another one.
    labs = [...real, { ...findLab(real, LAB), id: 'ch4/other' }];
    pool = openPool(machineHost(), SPEC, 0, () => {});
    sessions = open();
  });
  afterEach(async () => {
    await sessions[Symbol.asyncDispose]();
    await pool[Symbol.asyncDispose]();
    progress[Symbol.dispose]();
    rmSync(dir, { recursive: true, force: true });
    const left = await machineHost().docker.listContainers({
      all: true,
      filters: { label: ['matou.role=machine'] },
    });
    expect(left.map((c) => c.Names)).toEqual([]);
  });

  interface Ear {
    readonly heard: LiveMessage[];
    states(): MachineStatus['state'][];
    verdicts(step: string): string[];
  }
  function listen(learner: string): Ear {
    const heard: LiveMessage[] = [];
    sessions.subscribe(learner, (message) => heard.push(message));
    return {
      heard,
      states: () => heard.flatMap((m) => (m.type === 'machine' ? [m.status.state] : [])),
      verdicts: (step) =>
        heard.flatMap((m) => (m.type === 'verdict' && m.step === step ? [m.verdict.outcome] : [])),
    };
  }
  const until = (ear: Ear, state: MachineStatus['state']) =>
    expect.poll(() => ear.states(), { timeout: 30_000 }).toContain(state);
  async function type(learner: string, line: string): Promise<void> {
    const opened = await sessions.terminal(learner, LAB, 1);
    await opened!.terminal.waitForPrompt(10_000);
    await opened!.terminal.run(line, 30_000);
  }

  test('a step passes by itself, a wrong turn is explained, and nobody else hears of it', async () => {
    const ann = listen('ann');
    const bob = listen('bob');
    await Promise.all([sessions.start('ann', LAB), sessions.start('bob', LAB)]);
    await Promise.all([until(ann, 'ready'), until(bob, 'ready')]);
    await type('ann', 'docker pull hello-world');
    await expect
      .poll(() => ann.heard.filter((m) => m.type === 'verdict').at(-1))
      .toMatchObject({
        step: 'run-hello',
        verdict: { outcome: 'failed', misconception: expect.stringContaining('拉取') as string },
      });
    await type('ann', 'docker run hello-world');
    await expect.poll(() => ann.verdicts('run-hello')).toContain('passed');
    expect(ann.verdicts('list-exited')).not.toContain('passed');
    expect(bob.verdicts('run-hello')).not.toContain('passed');
    expect(progress.forLearner('bob')).toEqual([]);
  });

  test('what was passed stays passed when the state is undone, over reset and over a restart of the server', async () => {
    const ann = listen('ann');
    await sessions.start('ann', LAB);
    await until(ann, 'ready');
    await type('ann', 'docker run hello-world');
    await expect.poll(() => ann.verdicts('run-hello')).toContain('passed');
    await type('ann', 'docker rm -f $(docker ps -aq)');
    await sessions.reset('ann', LAB);
    await expect.poll(() => ann.states().filter((s) => s === 'ready').length, { timeout: 30_000 }).toBe(2);
    await sessions[Symbol.asyncDispose]();
    sessions = open();
    const later = listen('ann');
    expect(later.heard.find((m) => m.type === 'progress')).toMatchObject({
      progress: { steps: [{ lab: LAB, step: 'run-hello', passedAt: expect.any(String) as string }] },
    });
  });

  test('the button answers with a verdict, and counts as an attempt when it fails', async () => {
    const ann = listen('ann');
    expect(await sessions.check('ann', LAB, 'run-hello')).toMatchObject({ outcome: 'inconclusive' });
    await sessions.start('ann', LAB);
    await until(ann, 'ready');
    expect(await sessions.check('ann', LAB, 'run-hello')).toMatchObject({ outcome: 'failed' });
    expect(progress.forLearner('ann')).toMatchObject([{ step: 'run-hello', attempts: 1, passedAt: null }]);
  });

  test('a daemon that is down is said as such, not as wrong', async () => {
    const ann = listen('ann');
    await sessions.start('ann', LAB);
    await until(ann, 'ready');
    await type('ann', 'systemctl stop docker.socket docker');
    expect(await sessions.check('ann', LAB, 'run-hello')).toMatchObject({ outcome: 'inconclusive' });
    await type('ann', 'systemctl start docker && docker run hello-world');
    await expect.poll(() => ann.verdicts('run-hello'), { timeout: 20_000 }).toContain('passed');
  });

  test('a full disk makes no verdict wrong and none get lost; with room the lab goes on', async () => {
    await sessions[Symbol.asyncDispose]();
    await pool[Symbol.asyncDispose]();
    const host = machineHost();
    if (!host.disks) throw new Error('this host has no loop devices');
    pool = openPool({ ...host, disks: { ...host.disks, bytes: SMALL_DISK_BYTES } }, SPEC, 0, () => {});
    sessions = open();
    const ann = listen('ann');
    await sessions.start('ann', LAB);
    await until(ann, 'ready');
    // All of the learner's own places: files, the daemon's, the shell's temporary ones.
    await type('ann', 'cat /dev/zero > /root/all; cat /dev/zero > /var/lib/docker/all; echo > /tmp/x');
    expect(await sessions.check('ann', LAB, 'run-hello')).toMatchObject({ outcome: 'failed' });
    await type('ann', 'docker run hello-world');
    expect(ann.verdicts('run-hello')).not.toContain('passed');
    await type('ann', 'rm /root/all /var/lib/docker/all; docker run hello-world');
    await expect.poll(() => ann.verdicts('run-hello'), { timeout: 20_000 }).toContain('passed');
    await expect.poll(() => ann.verdicts('run-hello').at(-1)).toBe('passed');
  });

  test('an idle machine goes away; a poweroff is a failure with a way on', async () => {
    sessions = open(1_500);
    const ann = listen('ann');
    await sessions.start('ann', LAB);
    await until(ann, 'expired');
    sessions = open();
    const bob = listen('bob');
    await sessions.start('bob', LAB);
    await until(bob, 'ready');
    const opened = await sessions.terminal('bob', LAB, 1);
    opened!.terminal.input('poweroff\r');
    await until(bob, 'failed');
    await sessions.start('bob', LAB);
    await expect.poll(() => bob.states().filter((s) => s === 'ready').length, { timeout: 30_000 }).toBe(2);
  });

  test('one machine a learner: another lab asks first, then replaces', async () => {
    const ann = listen('ann');
    await sessions.start('ann', LAB);
    await until(ann, 'ready');
    await expect(sessions.start('ann', 'ch4/other')).rejects.toBeInstanceOf(OtherLabActive);
    await sessions.start('ann', 'ch4/other', { replace: true });
    await expect.poll(() => sessions.status('ann', 'ch4/other').state, { timeout: 30_000 }).toBe('ready');
    expect(sessions.status('ann', LAB)).toEqual({ state: 'none' });
    const machines = await machineHost().docker.listContainers({
      filters: { label: ['matou.role=machine'] },
    });
    expect(machines).toHaveLength(1);
  });

  test('a passed step shows what its scripts print, cut to size, also to a page that comes later', async () => {
    const show = { kernel: 'uname -s', long: 'yes | head -c 9000', failing: 'echo before; exit 3' };
    labs = labs.map((lab) => {
      const [first, ...rest] = lab.definition.steps;
      return lab.id === LAB
        ? { ...lab, definition: { ...lab.definition, steps: [{ ...first!, show }, ...rest] } }
        : lab;
    });
    sessions = open();
    const ann = listen('ann');
    const shown = (ear: Ear) => ear.heard.filter((m) => m.type === 'shown');
    await sessions.start('ann', LAB);
    await until(ann, 'ready');
    await type('ann', 'docker pull hello-world');
    expect(await sessions.check('ann', LAB, 'run-hello')).toMatchObject({ outcome: 'failed' });
    expect(shown(ann)).toEqual([]);
    await type('ann', 'docker run hello-world');
    await expect.poll(() => shown(ann)).toHaveLength(1);
    expect(shown(ann)[0]).toMatchObject({ lab: LAB, step: 'run-hello' });
    const values = { kernel: 'Linux', long: 'y\n'.repeat(2000), failing: 'before' };
    expect(shown(ann)[0]).toMatchObject({ values });
    expect(liveMessageSchema.safeParse(shown(ann)[0]).success).toBe(true);
    expect(shown(listen('ann'))).toEqual(shown(ann));
    expect(shown(listen('bob'))).toEqual([]);
  });

  test('those who wait see their place in the queue, and stopping while starting leaves nothing', async () => {
    const learners = ['a', 'b', 'c', 'd'];
    const ears = learners.map(listen);
    await Promise.all(learners.map((learner) => sessions.start(learner, LAB)));
    const positions = ears.map((ear) =>
      ear.heard.flatMap((m) =>
        m.type === 'machine' && m.status.state === 'queued' ? [m.status.position] : [],
      ),
    );
    expect(positions.flat().sort()).toEqual([1, 2]);
    await until(ears[2]!, 'ready');
    const last = ears[3]!.heard.flatMap((m) =>
      m.type === 'machine' && m.status.state === 'queued' ? [m.status.position] : [],
    );
    expect(last).toEqual([2, 1]);
    await sessions.stop('d', LAB);
    await Promise.all(ears.slice(0, 3).map((ear) => until(ear, 'ready')));
    expect(sessions.status('d', LAB)).toEqual({ state: 'none' });
  });
});
