import { join } from 'node:path';
import pLimit from 'p-limit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Happenings, runStep } from '../../src/engine/checks.ts';
import { labMachineSpec, labPreparation } from '../../src/engine/lab-machine.ts';
import { testLabs, type LabTestEvent, type Workshop } from '../../src/engine/lab-test.ts';
import { loadLabs } from '../../src/engine/labs.ts';
import { openPool, type Machine, type MachinePool } from '../../src/engine/machine.ts';
import { stepSchema } from '../../src/shared/lab.ts';
import { describeEngine, freshMachine, machineHost, SPEC } from './machines.ts';
import { root } from './program.ts';

/** More of them only make each slower on two cores. */
const LABS_AT_ONCE = 3;

const labs = await loadLabs(join(root, 'test/fixtures/labs/kinds'));

/** A lab for each kind of check: its solution passes, and what only looks like it is caught where it should be. */
describeEngine('a lab for each kind of check', () => {
  let pool: MachinePool;
  let workshop: Workshop;
  const lane = pLimit(LABS_AT_ONCE);
  beforeAll(() => {
    pool = openPool(machineHost(), SPEC, 2, () => {});
    workshop = {
      async takeMachine(lab) {
        const machine = await pool.take(
          labMachineSpec(lab),
          () => {},
          () => {},
        );
        for (const { run } of labPreparation(lab)) await run(machine);
        return machine;
      },
    };
  });
  afterAll(async () => {
    await pool?.[Symbol.asyncDispose]();
  });

  describe.concurrent('proves itself', () => {
    test.each(labs.map((lab) => [lab.id, lab] as const))(
      '%s',
      async (_id, lab) => {
        const events = await lane(async () => {
          const heard: LabTestEvent[] = [];
          for await (const event of testLabs([lab], workshop)) heard.push(event);
          return heard;
        });
        expect(events.flatMap((e) => (e.type === 'result' && e.surprise ? [e.surprise] : []))).toEqual([]);
        expect(events.at(-1)?.type).toBe('done');
      },
      15 * 60_000,
    );
  });
});

describeEngine('what can not be found out', () => {
  async function look(machine: Machine, check: object, answers = {}): Promise<string> {
    const checks = [{ ...check, fail: '不对' }];
    const step = stepSchema.parse({ id: 'step', title: '一步', checks, hints: ['想'] });
    const happenings = new Happenings();
    const verdict = await runStep({ machine, happenings, beganMs: 0, answers, held: new Set() }, step);
    return verdict.outcome === 'inconclusive' ? verdict.reason : verdict.outcome;
  }
  const answer = (truth: string, as = 'text') => ({ answer: { id: 'q', ask: '？', truth, as } });

  test('is inconclusive, says why, and is nobody’s mistake', async () => {
    await using machine = await freshMachine();
    expect(await look(machine, { exec: { script: 'sleep 60', timeoutMs: 300 } })).toContain('没有结束');
    expect(await look(machine, answer('docker inspect -f {{.Id}} nobody'), { q: 'x' })).toContain('算不出');
    expect(await look(machine, answer('echo many', 'number'), { q: '1' })).toContain('算不出');

    await machine.exec(['systemctl', 'stop', 'docker.socket', 'docker']);
    for (const check of [
      { container: { name: 'web' } },
      { noContainer: { name: 'web' } },
      { image: { ref: 'busybox' } },
      { noImage: { ref: 'busybox' } },
      { network: { name: 'bridge' } },
      { volume: { name: 'data' } },
      { not: { container: { name: 'web' } } },
      { all: [{ file: { path: '/etc/passwd' } }, { image: { ref: 'busybox' } }] },
      { any: [{ file: { path: '/nowhere' } }, { image: { ref: 'busybox' } }] },
    ]) {
      expect(await look(machine, check), JSON.stringify(check)).toContain('守护进程没有应答');
    }
    // What doesn't need the daemon is judged all the same.
    expect(
      await look(machine, { any: [{ image: { ref: 'busybox' } }, { file: { path: '/etc/passwd' } }] }),
    ).toBe('passed');
    expect(await look(machine, { service: { name: 'docker', active: 'inactive' } })).toBe('passed');

    // A stopped process that holds the socket answers nobody.
    await machine.exec(['bash', '-c', 'systemctl start docker && kill -STOP "$(pidof dockerd)"']);
    expect(await look(machine, { container: { name: 'web' } })).toContain('没有应答');
    await machine.exec(['bash', '-c', 'kill -CONT "$(pidof dockerd)"']);
    expect(await look(machine, { container: { name: 'web' } })).toBe('failed');
  });

  test('a machine that is gone is said as such', async () => {
    const machine = await freshMachine();
    await machine[Symbol.asyncDispose]();
    for (const check of [
      { container: { name: 'web' } },
      { file: { path: '/x' } },
      { service: { name: 'x', active: 'active' } },
    ])
      expect(await look(machine, check)).toContain('没能查到');
  });
});
