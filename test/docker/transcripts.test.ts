import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { troubleLines } from '../../src/cli/transcript.ts';
import { labMachineSpec, labPreparation } from '../../src/engine/lab-machine.ts';
import type { Workshop } from '../../src/engine/lab-test.ts';
import { loadLabs } from '../../src/engine/labs.ts';
import { openPool, type MachinePool } from '../../src/engine/machine.ts';
import { openPassCache, passCacheFile } from '../../src/engine/pass-cache.ts';
import { compareTranscripts, passesOf, recordTranscripts } from '../../src/engine/recorder.ts';
import type { CompareResult, RecordResult } from '../../src/engine/recorder.ts';
import { loadTranscripts, readRecording } from '../../src/engine/transcripts.ts';
import { testHome } from '../../src/server/config.ts';
import { describeEngine, machineHost, SPEC } from './machines.ts';
import { root } from './program.ts';

const labs = await loadLabs(join(root, 'labs'));
const MINUTES = 60_000;

async function all<T>(results: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const result of results) list.push(result);
  return list;
}

describeEngine('consoles of lessons', () => {
  let pool: MachinePool;
  let workshop: Workshop;
  let machines = 0;
  beforeAll(() => {
    pool = openPool(machineHost(), SPEC, 2, () => {});
    workshop = {
      async takeMachine(lab) {
        machines += 1;
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

  /** What `npm run lab -- transcripts` does. */
  test(
    'every lesson shows what its commands print',
    async () => {
      const passes = passesOf(root, labs, openPassCache(passCacheFile(join(testHome(), 'docker'))));
      const transcripts = loadTranscripts(join(root, 'docs'));
      expect(transcripts.length).toBeGreaterThan(0);
      const results = await all(compareTranscripts(transcripts, workshop, { labs, passes }));
      const skipped = results.filter((result) => result.skipped).length;
      if (skipped > 0) console.log(`  上次通过以后没有变，跳过 ${skipped} 课`);
      expect(results.flatMap(({ troubles }) => troubles.flatMap(troubleLines)).join('\n')).toBe('');
      expect(results).toHaveLength(transcripts.length);
    },
    60 * MINUTES,
  );

  describe('a script of every kind of block', () => {
    let docs: string;
    let passes: ReturnType<typeof passesOf>;
    const only = () => loadTranscripts(docs);
    const recording = () => readRecording(only()[0]!.recording)!;
    const text = () => readFileSync(only()[0]!.recording, 'utf8');
    const record = async (today: string, fresh = false): Promise<RecordResult> =>
      (await all(recordTranscripts(only(), workshop, { labs, today, fresh })))[0]!;
    const compare = async (known?: typeof passes): Promise<CompareResult> =>
      (await all(compareTranscripts(only(), workshop, { labs, passes: known })))[0]!;
    const edit = (change: (text: string) => string): void => writeFileSync(only()[0]!.script, change(SCRIPT));
    const SCRIPT = readFileSync(join(root, 'test/fixtures/transcripts/valid/ch0/hello.console.yaml'), 'utf8');

    beforeAll(() => {
      docs = mkdtempSync(join(tmpdir(), 'matou-docs-'));
      cpSync(join(root, 'test/fixtures/transcripts/valid'), docs, { recursive: true });
      passes = passesOf(root, labs, openPassCache(join(docs, 'passes.json')));
    });
    afterAll(() => rmSync(docs, { recursive: true, force: true }));

    test(
      'is recorded as a terminal shows it',
      async () => {
        const { blocks, troubles } = await record('2026-01-01');
        expect(troubles).toEqual([]);
        const ids = ['create', 'colours', 'inside', 'fails', 'stop', 'random'];
        expect(blocks).toEqual(ids.map((id) => ({ id, outcome: 'new' })));
        const { recorded, docker, debian, blocks: stored } = recording();
        expect({ recorded, debian }).toEqual({ recorded: '2026-01-01', debian: '13' });
        expect(docker).toMatch(/^\d+\.\d+/);
        expect(Object.keys(stored)).toEqual(ids);

        const [create, list, cat] = stored['create']!;
        expect(create).toMatchObject({
          prompt: 'root@matou:~/work#',
          command: 'docker create --name web debian sleep 60',
          output: [expect.stringMatching(/^[0-9a-f]{64}$/)],
        });
        expect(list!.output).toHaveLength(2);
        expect(list!.output[1]).toContain(create!.output[0]!.slice(0, 12));
        expect(cat!.output).toEqual(['你好', '', '码头']);

        const [colours, lines, long] = stored['colours']!;
        expect(colours!.output).toEqual(['红', '100%']);
        expect(lines!.output).toHaveLength(100);
        expect(long!.output, 'a wrapped line is one line').toEqual(['x'.repeat(150)]);

        expect(stored['inside']![0]).toMatchObject({
          input: ['hostname', 'sleep 1; (echo later)', 'exit'],
          output: [
            'root@inner:/# hostname',
            'inner',
            'root@inner:/# sleep 1; (echo later)',
            'later',
            'root@inner:/# exit',
            'exit',
          ],
        });
        expect(stored['fails']!.at(-1)).toMatchObject({ exitCode: 1, prompt: 'root@matou:~#' });
        expect(stored['stop']![0]).toMatchObject({ exitCode: 130, output: ['^C'] });
      },
      5 * MINUTES,
    );

    test(
      'recorded again, nothing is written; another run holds, and is not done twice',
      async () => {
        const before = text();
        const { blocks, troubles } = await record('2026-02-02');
        expect(troubles).toEqual([]);
        expect(new Set(blocks.map(({ outcome }) => outcome))).toEqual(new Set(['kept']));
        expect(text()).toBe(before);

        expect(await compare(passes)).toMatchObject({ skipped: false, troubles: [] });
        const used = machines;
        expect(await compare(passes)).toMatchObject({ skipped: true, troubles: [] });
        expect(machines).toBe(used);
      },
      5 * MINUTES,
    );

    test(
      'a recording that no longer holds fails with a diff, and is not skipped',
      async () => {
        const before = text();
        writeFileSync(only()[0]!.recording, before.replace('"码头"', '"码脱"'));
        const { troubles, skipped } = await compare(passes);
        expect(skipped).toBe(false);
        expect(troubles).toEqual([
          {
            place: expect.stringMatching(/hello\.console\.yaml:\d+:9$/),
            block: 'create',
            message: expect.stringMatching(
              /^第 3 条命令 cat page\.html 的输出和课文里的不一样了.*lab -- record ch0\/hello/,
            ),
            details: ['  你好', '  ', '- 码脱', '+ 码头'],
          },
        ]);
        writeFileSync(only()[0]!.recording, before);
      },
      5 * MINUTES,
    );

    test(
      'a block whose output is chance is refused, what was stored of it stays; the others are recorded',
      async () => {
        edit((script) =>
          script.replace(/\n {4}unstable: true\n.*why: 随机数/s, '').replace('seq 100', 'seq 50'),
        );
        const { blocks, troubles } = await record('2026-03-03');
        expect(blocks.filter(({ outcome }) => outcome !== 'kept')).toEqual([
          { id: 'colours', outcome: 'changed' },
          { id: 'random', outcome: 'refused' },
        ]);
        expect(troubles).toHaveLength(1);
        expect(troubles[0]).toMatchObject({ block: 'random', message: expect.stringContaining('mask') });
        expect(troubles[0]!.details).toEqual([
          expect.stringMatching(/^- \d+ \d+$/),
          expect.stringMatching(/^\+ \d+ \d+$/),
        ]);
        expect(recording()).toMatchObject({ recorded: '2026-03-03' });
        expect(recording().blocks['colours']![1]!.output).toHaveLength(50);
        expect(Object.keys(recording().blocks)).toContain('random');
      },
      5 * MINUTES,
    );

    test(
      'a command that ends otherwise than it should stops there, and shows the screen',
      async () => {
        edit((script) => script.replace('hidden: true', 'hidden: true\n    exitCode: 3'));
        const { troubles } = await record('2026-04-04');
        expect(troubles).toHaveLength(1);
        expect(troubles[0]).toMatchObject({
          block: 'set-up',
          message: expect.stringContaining('的退出码是 0，应当是 3'),
        });
        expect(troubles[0]!.details.join('\n')).toContain('root@matou:~/work#');
        expect(recording().recorded, 'what was stored is left alone').toBe('2026-03-03');
      },
      5 * MINUTES,
    );

    test(
      'a command that waits for something is told from one that is slow',
      async () => {
        edit(() => 'blocks:\n  - id: wait\n    run: cat\n    timeout: 3\n');
        const [result] = await all(recordTranscripts(only(), workshop, { labs, today: '2026-05-05' }));
        expect(result!.troubles[0]).toMatchObject({
          block: 'wait',
          message: expect.stringMatching(/cat 没有做完：3 秒里没有等到提示符.*写 input/),
        });
      },
      5 * MINUTES,
    );
  });
});
