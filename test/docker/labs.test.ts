import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { takeLabMachine } from '../../src/engine/lab-machine.ts';
import { defaultJobs, labPasses, testLabs, type LabTestEvent } from '../../src/engine/lab-test.ts';
import { loadLabs } from '../../src/engine/labs.ts';
import { openPool, type MachinePool } from '../../src/engine/machine.ts';
import { openPassCache, passCacheFile } from '../../src/engine/pass-cache.ts';
import { testHome } from '../../src/server/config.ts';
import { describeEngine, machineHost, SPEC } from './machines.ts';
import { root } from './program.ts';

const labs = await loadLabs(join(root, 'labs'));
const ALL_WITHIN_MS = 60 * 60_000;

/** What `npm run lab -- test` does: nothing done fails, each wrong attempt fails where it says, the solution passes. */
describeEngine('every lab proves itself', () => {
  let pool: MachinePool;
  const events: LabTestEvent[] = [];
  let all: Promise<void>;
  beforeAll(async () => {
    pool = openPool(machineHost(), SPEC, 2, () => {});
    const passes = await labPasses(root, openPassCache(passCacheFile(testHome())));
    const workshop = { takeMachine: takeLabMachine.bind(undefined, pool) };
    all = (async () => {
      for await (const event of testLabs(labs, workshop, { jobs: defaultJobs(), passes })) events.push(event);
    })();
    all.catch(() => {}); // each test below awaits it
  });
  afterAll(async () => {
    await all?.catch(() => {});
    await pool?.[Symbol.asyncDispose]();
  });

  // All of them run at the same time: the first test waits for most of it.
  test.each(labs.map((lab) => [lab.id, lab] as const))(
    '%s',
    async (id, lab) => {
      await all;
      const mine = events.filter((event) => event.lab === id);
      if (mine[0]?.type === 'skipped') {
        console.log(`  ${id}：上次通过以后没有变，跳过`);
        return;
      }
      const results = mine.filter((event) => event.type === 'result');
      expect(results.flatMap(({ surprise }) => (surprise ? [surprise] : []))).toEqual([]);
      expect(results.filter(({ trial }) => trial.kind === 'solution')).toHaveLength(
        lab.definition.steps.length,
      );
    },
    ALL_WITHIN_MS,
  );
});
