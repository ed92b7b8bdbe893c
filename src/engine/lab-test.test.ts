import { cpSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { UserError } from '../shared/errors.ts';
import { testLabs } from './lab-test.ts';
import type { LabTestEvent, LabTestResult, TestOptions } from './lab-test.ts';
import { FakeMachine } from './lab-test/fake-machine.ts';
import { labCopy } from './lab-test/lab-copy.ts';
import { loadLabs } from './labs.ts';
import type { Lab } from './labs.ts';
import type { OpenTerminalOptions } from './terminal.ts';

const copy = labCopy();
const { edit, write } = copy;

/** `make` says what the machine is that is taken as the nth, from 1. */
async function run(
  options: TestOptions = {},
  make: (nth: number) => FakeMachine = () => new FakeMachine(),
): Promise<{ events: LabTestEvent[]; results: LabTestResult[]; machines: FakeMachine[]; most: number }> {
  const machines: FakeMachine[] = [];
  const events: LabTestEvent[] = [];
  let [taken, most] = [0, 0];
  const workshop = {
    settleMs: 100, // one more look: on a busy machine even a pattern may take too long once
    takeMachine: async () => {
      const fake = make((taken += 1));
      machines.push(fake);
      most = Math.max(most, machines.filter(({ open }) => open).length);
      await sleep(1);
      return fake.machine;
    },
    openTerminal: ({ nonce }: OpenTerminalOptions) =>
      Promise.resolve(machines.find((fake) => fake.nonce === nonce)!.terminal()),
  };
  for await (const event of testLabs(await loadLabs(copy.root), workshop, options)) events.push(event);
  expect(machines.every(({ open }) => !open)).toBe(true);
  return { events, results: events.filter((event) => event.type === 'result'), machines, most };
}

const brief = ({ step, trial, surprise }: LabTestResult) =>
  `${surprise ? '✗' : '✓'} ${step} ${trial.kind}${trial.kind === 'wrong' ? ` ${trial.name}` : ''}`;
const surprises = (results: LabTestResult[]) =>
  results.flatMap(({ surprise }) =>
    surprise ? [{ ...surprise, place: surprise.place.replace(/^.*two-steps\//, '') }] : [],
  );

describe('testLabs', () => {
  test('a good lab: every trial as expected, each wrong attempt on a machine of its own', async () => {
    const { events, results, machines } = await run();
    expect(results.map(brief)).toEqual([
      '✓ create fresh',
      '✓ look fresh',
      '✓ create solution',
      '✓ look untouched',
      '✓ look solution',
      '✓ create wrong other-image',
      '✓ create wrong tag-only',
      '✓ look wrong without-all',
    ]);
    expect(events[0]).toMatchObject({ type: 'lab', lab: 'ch0/two-steps', machines: 4 });
    expect(events.at(-1)).toMatchObject({ type: 'done', results: 8, surprises: 0 });
    const solution = 'docker create \\\n  --name web busybox';
    expect(machines.map(({ typed }) => typed)).toEqual([
      [solution, 'docker ps -a'],
      ['docker create --name web hello-world'],
      ['docker tag busybox web'],
      [solution, 'docker ps'],
    ]);
  });

  test('a check that is always true is caught', async () => {
    edit('lab.yaml', (text) =>
      text.replace("command: { matches: 'docker ps -a' }", 'image: { ref: busybox }'),
    );
    const { results } = await run();
    expect(results.map(brief)).toContain('✗ look fresh');
    expect(results.map(brief)).toContain('✗ look untouched');
    expect(results.map(brief)).toContain('✗ look wrong without-all');
    expect(surprises(results)[0]).toMatchObject({
      place: 'lab.yaml:19:7',
      message: expect.stringContaining('什么都没做，步骤 look 就通过了') as string,
    });
  });

  test('a misconception that says of somebody who has done nothing what they did wrong is caught', async () => {
    edit('lab.yaml', (text) =>
      text
        .replace('when: { image: { ref: web } }', 'when: { image: { ref: busybox } }')
        .concat('    misconceptions: [{ when: { container: { name: web } }, say: 你创建了 web。 }]\n'),
    );
    const { results } = await run();
    expect(results.map(brief).filter((line) => line.startsWith('✗'))).toContain('✗ look untouched');
    expect(results.map(brief)).toContain('✓ look fresh');
    expect(surprises(results)).toMatchObject([
      {
        place: 'lab.yaml:14:9',
        message:
          '在全新的实验机上，什么都没做，步骤 create 就认出了误解 1：web 成了镜像的名字。页面会对还没有动手的人这样说',
      },
      {
        place: 'lab.yaml:22:22',
        message: expect.stringContaining(
          '只做完前面的步骤，步骤 look 就认出了误解 1：你创建了 web。',
        ) as string,
      },
    ]);
  });

  test('a check behind another that nothing makes fail is caught', async () => {
    write('wrong/create.other-image.sh', '# 应当失败于：检查 1\nfalse\n');
    const { results } = await run();
    expect(surprises(results)).toEqual([
      { place: 'lab.yaml:10:9', message: expect.stringContaining('没有什么让检查 2 失败过') as string },
    ]);
    expect(results.at(-1)).toMatchObject({ step: 'create', trial: { kind: 'coverage', check: 1 } });
  });

  test('a wrong attempt that passes is caught, with the screen', async () => {
    write('wrong/look.without-all.sh', '# 应当失败于：检查 1\ndocker ps -a\n');
    const { results } = await run();
    expect(surprises(results)).toMatchObject([
      {
        place: 'wrong/look.without-all.sh:1:1',
        message: expect.stringMatching(
          /^这个错误的做法通过了。应当被检查 1 拦下（.*lab.yaml:19:9）$/,
        ) as string,
        screen: expect.stringContaining('$ docker ps -a') as string,
      },
    ]);
  });

  test('a wrong attempt that fails on another check is caught', async () => {
    write('wrong/create.other-image.sh', '# 应当失败于：检查 2\nfalse\n');
    const { results } = await run();
    const { message } = surprises(results)[0]!;
    expect(message).toMatch(/^这个错误的做法没通过检查 1：还没有名为 web 的容器。.*应当被检查 2 拦下/);
    expect(message).not.toContain('。。');
  });

  test('a misconception that is not recognised is caught', async () => {
    write('wrong/create.tag-only.sh', '# 应当失败于：检查 1\n# 应当认出：误解 1\nfalse\n');
    const { results } = await run();
    expect(surprises(results)[0]!.message).toBe('应当认出误解 1，实际一个也没认出');
  });

  test('a solution that does not pass ends the walk; later steps are not tried', async () => {
    write('solution/create.sh', 'false\n');
    const { results } = await run();
    expect(results.map(brief)).toEqual([
      '✓ create fresh',
      '✓ look fresh',
      '✗ create solution',
      '✓ create wrong other-image',
      '✓ create wrong tag-only',
    ]);
    expect(surprises(results)[0]).toMatchObject({
      place: 'solution/create.sh:1:1',
      message: expect.stringMatching(/^参考解法没通过检查 1：.*[^。]（.*lab.yaml:8:9）$/) as string,
    });
  });

  test('a command that never ends is a surprise, not a crash', async () => {
    write('solution/look.sh', 'hang\n');
    const { results } = await run();
    expect(surprises(results)[0]).toMatchObject({
      place: 'solution/look.sh:1:1',
      message: '命令没有做完：no prompt',
    });
  });

  test('gives the machine back when the caller stops', async () => {
    const fake = new FakeMachine();
    const workshop = {
      takeMachine: () => Promise.resolve(fake.machine),
      openTerminal: () => Promise.resolve(fake.terminal()),
    };
    for await (const event of testLabs(await loadLabs(copy.root), workshop))
      if (event.type === 'result') break;
    expect(fake.open).toBe(false);
  });

  test('several machines at a time, never more; told in the same order', async () => {
    const one = await run();
    const many = await run({ jobs: 3 });
    expect(one.most).toBe(1);
    expect(many.most).toBe(3);
    expect(many.results.map(brief)).toEqual(one.results.map(brief));
  });

  test('several labs: each by itself, in the order of their ids', async () => {
    cpSync(path.join(copy.root, 'ch0/two-steps'), path.join(copy.root, 'ch0/again'), { recursive: true });
    const { events } = await run({ jobs: 4 });
    expect(
      events.flatMap((event) => (event.type === 'result' ? [] : [`${event.type} ${event.lab}`])),
    ).toEqual(['lab ch0/again', 'done ch0/again', 'lab ch0/two-steps', 'done ch0/two-steps']);
  });

  test('a result that is not always the same is flaky, with both outcomes', async () => {
    // The solution works on the first machine and not on the second; the third and the fourth are for the first attempt.
    const { results } = await run({ repeat: 2 }, (nth) => {
      const fake = new FakeMachine();
      fake.broken = nth === 2 || nth === 4;
      return fake;
    });
    expect(surprises(results)).toMatchObject([
      {
        place: 'solution/create.sh:1:1',
        flaky: true,
        message: expect.stringMatching(/^结果不稳定，做了 2 次：1 次通过了；1 次没通过检查 1：/) as string,
      },
      {
        place: 'wrong/create.other-image.sh:1:1',
        flaky: true,
        message: expect.stringMatching(
          /^结果不稳定，做了 2 次：1 次没通过检查 2：.*；1 次没通过检查 1：/,
        ) as string,
      },
    ]);
  });

  test('repeated and always the same: told once', async () => {
    const { results, machines } = await run({ repeat: 3, jobs: 2 });
    expect(results.map(brief)).toEqual((await run()).results.map(brief));
    expect(machines).toHaveLength(12);
  });

  test('a machine that can not be had is a surprise; the others go on', async () => {
    const { results } = await run({}, (nth) => {
      if (nth === 2) throw new UserError('磁盘满了。', '清出一些空间。');
      return new FakeMachine();
    });
    expect(surprises(results)).toEqual([
      { place: 'lab.yaml:3:10', message: '没有得到准备好的实验机：磁盘满了。 清出一些空间。' },
    ]);
    expect(results.map(brief)).toContain('✗ create wrong other-image');
    expect(results.map(brief)).toContain('✓ look wrong without-all');
  });

  test('no machine for the walk: the lab ends there', async () => {
    const { results } = await run({}, () => {
      throw new Error('no space left on device');
    });
    expect(results.map(brief)).toEqual(['✗ create machine']);
    expect(surprises(results)[0]!.message).toContain('no space left on device');
  });

  test('an error of our own is no surprise of the lab', async () => {
    const fake = new FakeMachine();
    fake.run = () => {
      throw new TypeError('a bug');
    };
    await expect(run({}, () => fake)).rejects.toThrow('a bug');
    expect(fake.open).toBe(false);
  });

  test('only one step: those before it are done, and not told', async () => {
    const { results, machines } = await run({ only: 'look' });
    expect(results.map(brief)).toEqual([
      '✓ look fresh',
      '✓ look untouched',
      '✓ look solution',
      '✓ look wrong without-all',
    ]);
    expect(machines).toHaveLength(2);
    await expect(run({ only: 'loook' })).rejects.toThrow('没有步骤 loook；是不是想写 look？');
  });

  test('the first surprise ends it, where that is wanted', async () => {
    write('wrong/create.other-image.sh', '# 应当失败于：检查 2\nfalse\n');
    const { results, machines } = await run({ failFast: true });
    expect(results.map(brief).at(-1)).toBe('✗ create wrong other-image');
    expect(machines).toHaveLength(2);
  });

  test('aborted: what is under way is broken off, its machine given back, nothing of it told', async () => {
    write('solution/look.sh', 'hang for ever\n');
    const stop = new AbortController();
    const ended = run({ signal: stop.signal, jobs: 2 }, () => {
      const fake = new FakeMachine();
      fake.onHang = () => stop.abort();
      return fake;
    });
    const { results } = await ended;
    expect(results.map(brief)).toEqual([]);
  });

  test('what passed and has not changed is skipped; what passes now is remembered', async () => {
    const passed = new Set<string>();
    const passes = { has: (lab: Lab) => passed.has(lab.id), add: (lab: Lab) => void passed.add(lab.id) };
    expect((await run({ passes })).results).toHaveLength(8);
    const again = await run({ passes });
    expect(again.events).toEqual([{ type: 'skipped', lab: 'ch0/two-steps', title: '两个步骤' }]);
    expect(again.machines).toEqual([]);
  });

  test('what surprised, or was looked at in part, is not remembered', async () => {
    const passes = { has: () => false, add: () => expect.unreachable('remembered') };
    await run({ passes, only: 'create' });
    write('wrong/look.without-all.sh', '# 应当失败于：检查 1\ndocker ps -a\n');
    await run({ passes });
  });
});
