import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Mark } from '../shared/wire.ts';
import { lintLab, testLab } from './lab-test.ts';
import type { LabTestEvent, LabTestResult } from './lab-test.ts';
import { loadLabs } from './labs.ts';
import type { ContainerInspectInfo, ImageInfo, Machine } from './machine.ts';
import { TerminalUnavailable } from './terminal.ts';
import type { OpenTerminalOptions, TerminalSession } from './terminal.ts';

/** As much of a machine and its shell as the fixture lab's scripts need; what is typed changes what checks see. */
class FakeMachine {
  readonly containers: ContainerInspectInfo[] = [];
  readonly images = [{ Id: 'sha256:b', RepoTags: ['busybox:latest'] }] as ImageInfo[];
  readonly typed: string[] = [];
  open = true;

  readonly machine = {
    nonce: 'secret',
    shell: () => Promise.reject(new Error('the fake terminal needs no shell')),
    containers: () => Promise.resolve([...this.containers]),
    images: () => Promise.resolve([...this.images]),
    watchEvents: () => ({ stop: () => undefined }),
    inspectImage: () => Promise.resolve(undefined),
    [Symbol.asyncDispose]: () => {
      this.open = false;
      return Promise.resolve();
    },
  } as unknown as Machine;

  run(command: string): number {
    expect(this.open, 'the machine was given back too early').toBe(true);
    this.typed.push(command);
    const create = /^docker create\s+(?:\\\n\s*)?--name (\S+) (\S+)$/.exec(command);
    const State = { Status: 'created', ExitCode: 0 };
    if (create) {
      const [, name, image] = create;
      this.containers.push({
        Name: `/${name}`,
        Created: '',
        Image: 'sha256:b',
        Config: { Image: image },
        State,
      } as ContainerInspectInfo);
      return 0;
    }
    if (command === 'docker tag busybox web') this.images[0]!.RepoTags!.push('web:latest');
    return command === 'false' ? 1 : 0;
  }

  terminal(): TerminalSession {
    const listeners = new Set<(mark: Mark) => void>();
    let typed: string | undefined;
    const session = {
      input: (data: string) => (typed = data),
      onMark: (listener: (mark: Mark) => void) => {
        listeners.add(listener);
        return { stop: () => listeners.delete(listener) };
      },
      waitForPrompt: () => {
        if (typed === undefined) return Promise.resolve();
        expect(typed.endsWith('\r')).toBe(true);
        const command = typed.slice(0, -1).replaceAll('\r', '\n');
        if (command === 'hang') return Promise.reject(new TerminalUnavailable('no prompt'));
        const exitCode = this.run(command);
        for (const listener of listeners) listener({ kind: 'command', command, exitCode, durationMs: 1 });
        return Promise.resolve();
      },
      screenText: () => Promise.resolve(`$ ${this.typed.join('\n$ ')}\n\n`),
      [Symbol.asyncDispose]: () => Promise.resolve(),
    };
    return session as unknown as TerminalSession;
  }
}

let root: string;
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'matou-lab-test-'));
  cpSync('test/fixtures/labs/valid', root, { recursive: true });
});
afterEach(() => {
  rmSync(root, { recursive: true });
});

const edit = (name: string, change: (text: string) => string) => {
  const file = path.join(root, 'ch0/two-steps', name);
  writeFileSync(file, change(readFileSync(file, 'utf8')));
};
const write = (name: string, text: string) => writeFileSync(path.join(root, 'ch0/two-steps', name), text);

async function run(): Promise<{ events: LabTestEvent[]; results: LabTestResult[]; machines: FakeMachine[] }> {
  const [lab] = await loadLabs(root);
  const machines: FakeMachine[] = [];
  const opened: OpenTerminalOptions[] = [];
  const events: LabTestEvent[] = [];
  const workshop = {
    settleMs: 20,
    takeMachine: () => {
      expect(machines.filter(({ open }) => open)).toEqual([]);
      const fake = new FakeMachine();
      machines.push(fake);
      return Promise.resolve(fake.machine);
    },
    openTerminal: (options: OpenTerminalOptions) => {
      opened.push(options);
      return Promise.resolve(machines.at(-1)!.terminal());
    },
  };
  for await (const event of testLab(lab!, workshop)) events.push(event);
  expect(opened.every(({ nonce }) => nonce === 'secret')).toBe(true);
  expect(machines.every(({ open }) => !open)).toBe(true);
  return { events, results: events.filter((event) => event.type === 'result'), machines };
}

const brief = ({ step, trial, surprise }: LabTestResult) =>
  `${surprise ? '✗' : '✓'} ${step} ${trial.kind}${trial.kind === 'wrong' ? ` ${trial.name}` : ''}`;
const surprises = (results: LabTestResult[]) =>
  results.flatMap(({ surprise }) =>
    surprise ? [{ ...surprise, place: surprise.place.replace(/^.*two-steps\//, '') }] : [],
  );

describe('testLab', () => {
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
    expect(surprises(results)[0]!.message).toMatch(
      /^这个错误的做法没通过检查 1：还没有名为 web 的容器。.*应当被检查 2 拦下/,
    );
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
      message: expect.stringMatching(/^参考解法没通过检查 1：.*lab.yaml:8:9）$/) as string,
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
    const [lab] = await loadLabs(root);
    const fake = new FakeMachine();
    const workshop = {
      takeMachine: () => Promise.resolve(fake.machine),
      openTerminal: () => Promise.resolve(fake.terminal()),
    };
    for await (const event of testLab(lab!, workshop)) if (event.type === 'result') break;
    expect(fake.open).toBe(false);
  });
});

describe('lintLab', () => {
  test('accepts what can be typed, refuses what bash can not read', async () => {
    await lintLab((await loadLabs(root))[0]!);
    write('solution/look.sh', "echo 'open\n");
    await expect(lintLab((await loadLabs(root))[0]!)).rejects.toThrow(
      'two-steps/solution/look.sh:1:1 从这一行开始的命令没有写完',
    );
  });
});
