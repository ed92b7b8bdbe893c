import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { labMachineSpec, labPreparation } from '../../src/engine/lab-machine.ts';
import { testLab, type LabTestResult, type Workshop } from '../../src/engine/lab-test.ts';
import { loadLabs } from '../../src/engine/labs.ts';
import { openPool, type MachinePool } from '../../src/engine/machine.ts';
import { describeEngine, machineHost, SPEC } from './machines.ts';
import { root } from './program.ts';

const labs = await loadLabs(join(root, 'labs'));

/** What `npm run lab -- test` does: nothing done fails, each wrong attempt fails where it says, the solution passes. */
describeEngine('every lab proves itself', () => {
  let pool: MachinePool;
  let workshop: Workshop;
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

  test.each(labs.map((lab) => [lab.id, lab] as const))(
    '%s',
    async (_, lab) => {
      const results: LabTestResult[] = [];
      for await (const event of testLab(lab, workshop)) if (event.type === 'result') results.push(event);
      expect(results.flatMap(({ surprise }) => (surprise ? [surprise] : []))).toEqual([]);
      expect(results.filter(({ trial }) => trial.kind === 'solution')).toHaveLength(
        lab.definition.steps.length,
      );
    },
    10 * 60_000,
  );
});
