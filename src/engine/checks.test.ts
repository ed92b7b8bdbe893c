import { describe, expect, test, vi } from 'vitest';
import { stepSchema } from '../shared/lab.ts';
import type { Condition } from '../shared/conditions.ts';
import type { Step } from '../shared/lab.ts';
import type { Verdict } from '../shared/verdict.ts';
import { runStep } from './checks.ts';
import { fakeEnvironment, fakeMachine } from './checks/fake-machine.ts';
import type { FakeHistory, FakeState } from './checks/fake-machine.ts';
import type { SeenCommand } from './checks/happenings.ts';
import { findStep, loadLabs } from './labs.ts';
import { MachineUnavailable } from './machine.ts';

const mark = (command: string, exitCode = 0, atMs = 1_000): SeenCommand => ({
  command,
  exitCode,
  durationMs: 5,
  atMs,
});

function stepOf(condition: object, more: object = {}): Step {
  return stepSchema.parse({
    id: 'step',
    title: '一步',
    checks: [{ ...condition, fail: '还没有' }],
    hints: ['想'],
    ...more,
  });
}

/** `passed`, or the observed value. */
async function look(
  condition: object,
  state: FakeState,
  happened: SeenCommand[] | FakeHistory = [],
): Promise<string> {
  const history = Array.isArray(happened) ? { commands: happened } : happened;
  return saying(await runStep(fakeEnvironment(state, history), stepOf(condition)));
}

function saying(verdict: Verdict): string {
  return verdict.outcome === 'passed' ? 'passed' : verdict.reason.replace('还没有。现在看到：', '');
}

describe('container', () => {
  const hello = { container: { image: 'hello-world', state: 'exited', exitCode: 0 } };

  test.each(['hello-world', 'hello-world:latest', 'docker.io/library/hello-world', 'hello-world:linux'])(
    'made from %s',
    async (image) => {
      expect(await look(hello, { containers: [{ image }] })).toBe('passed');
    },
  );

  test('says what the closest containers are doing, the newest first', async () => {
    const containers = [
      { name: 'other', image: 'busybox' },
      { name: 'old', status: 'created', created: '2026-01-01T00:00:00Z' },
      { name: 'new', exitCode: 137, oomKilled: true, created: '2026-01-02T00:00:00Z' },
    ];
    expect(await look({ container: { image: 'hello-world', state: 'running' } }, { containers })).toBe(
      '容器 new（镜像 hello-world）已退出，退出码 137（内存超出限制，被杀死）；容器 old（镜像 hello-world）已创建，还没有启动。',
    );
    expect(await look(hello, { containers: [] })).toBe('一个容器也没有。');
    expect(await look(hello, { containers: [{ name: 'a', image: 'busybox' }] })).toBe(
      '容器 a（镜像 busybox）已退出，退出码 0。',
    );
  });

  test('names three at most', async () => {
    const containers = ['a', 'b', 'c', 'd'].map((name) => ({ name, image: 'busybox', status: 'running' }));
    const said = await look({ container: { name: 'web' } }, { containers });
    expect(said.match(/容器 \w（/g)).toHaveLength(3);
    expect(said).toContain('一共 4 个容器');
  });

  test('all fields must hold in one container', async () => {
    const containers = [
      { name: 'web', image: 'busybox', status: 'running' },
      { name: 'db', image: 'debian', status: 'exited' },
    ];
    expect(await look({ container: { name: 'web', state: 'exited' } }, { containers })).toContain('正在运行');
    expect(await look({ container: { name: 'db', image: 'debian', state: 'exited' } }, { containers })).toBe(
      'passed',
    );
  });

  test('the exit code 0 of a container that runs or never ran does not count', async () => {
    for (const status of ['running', 'created', 'paused']) {
      expect(await look({ container: { exitCode: 0 } }, { containers: [{ status }] })).not.toBe('passed');
    }
    expect(
      await look(
        { container: { state: 'created', exitCode: 127 } },
        { containers: [{ status: 'created', exitCode: 127 }] },
      ),
    ).toBe('passed');
  });

  test('a container made by id or digest is recognised by the names of its image', async () => {
    const images = [{ id: 'sha256:d2c94e258dcb99', tags: ['hello-world:latest'] }];
    for (const image of ['d2c94e258dcb', 'sha256:d2c94e258dcb99', 'hello-world@sha256:ff']) {
      const containers = [{ image, imageId: 'sha256:d2c94e258dcb99' }];
      expect(await look({ container: { image: 'hello-world:latest' } }, { containers, images })).toBe(
        'passed',
      );
    }
  });

  test('a container made before its image was renamed stays what it was', async () => {
    const containers = [{ image: 'busybox', imageId: 'sha256:bb' }];
    const images = [{ id: 'sha256:bb', tags: ['busybox:latest', 'hello-world:latest'] }];
    expect(await look(hello, { containers, images })).not.toBe('passed');
  });

  test('noContainer names those that are there', async () => {
    const want = { noContainer: { name: 'web' } };
    expect(await look(want, { containers: [{ name: 'db' }] })).toBe('passed');
    expect(await look(want, { containers: [{ name: 'web', status: 'running' }, { name: 'db' }] })).toBe(
      '容器 web（镜像 hello-world）正在运行。',
    );
  });
});

describe('image', () => {
  test('by name, latest where no tag is written', async () => {
    const images = [{ tags: ['debian:trixie', 'busybox:latest'] }];
    expect(await look({ image: { ref: 'docker.io/library/busybox' } }, { images })).toBe('passed');
    expect(await look({ image: { ref: 'debian' } }, { images })).toBe(
      '本机的镜像有 debian:trixie、busybox:latest。',
    );
    expect(await look({ noImage: { ref: 'debian' } }, { images })).toBe('passed');
    expect(await look({ noImage: { ref: 'debian:trixie' } }, { images })).toBe('本机有镜像 debian:trixie。');
  });

  test('by digest', async () => {
    const images = [{ tags: ['web:1'], digests: ['web@sha256:ab'] }];
    expect(await look({ image: { ref: 'web@sha256:ab' } }, { images })).toBe('passed');
    expect(await look({ image: { ref: 'web@sha256:cd' } }, { images })).toBe('本机的镜像有 web:1。');
  });

  test('images without a name are not shown', async () => {
    const images = [{ tags: ['<none>:<none>'] }, {}];
    expect(await look({ image: { ref: 'busybox' } }, { images })).toBe('本机还没有带名字的镜像。');
  });
});

describe('command', () => {
  const version = { command: { matches: 'docker\\s+version' } };

  test('must match as a whole and have succeeded', async () => {
    expect(await look(version, {}, [mark(' docker  version ')])).toBe('passed');
    expect(await look(version, {}, [mark('echo docker version')])).toBe(
      '最近一条命令是 `echo docker version`，退出码 0。',
    );
    expect(await look(version, {}, [mark('docker version', 1), mark('ls')])).toBe(
      '`docker version`，退出码 1，应当是 0。',
    );
    expect(await look(version, {}, [mark('docker version', 1), mark('docker version')])).toBe('passed');
    expect(await look(version, {})).toBe('这一步里还没有运行过命令。');
  });

  test('a pattern that runs away is inconclusive and holds nobody up', async () => {
    const start = performance.now();
    const step = stepOf({ command: { matches: '(a+)+' } });
    const verdict = await runStep(fakeEnvironment({}, { commands: [mark(`${'a'.repeat(50)}!`)] }), step);
    expect(verdict).toMatchObject({
      outcome: 'inconclusive',
      reason: expect.stringContaining('正则表达式') as string,
    });
    expect(performance.now() - start).toBeLessThan(2_000);
  });
});

describe('exec', () => {
  const result =
    (exitCode: number, stdout = '', stderr = '') =>
    () =>
      Promise.resolve({ exitCode, stdout, stderr });

  test('passes by exit code, and by output where asked', async () => {
    expect(await look({ exec: { script: 'true' } }, { exec: result(0) })).toBe('passed');
    expect(await look({ exec: { script: 'x', exitCode: 3 } }, { exec: result(3) })).toBe('passed');
    expect(await look({ exec: { script: 'x', stdout: '^1\\d$' } }, { exec: result(0, '12') })).toBe('passed');
    expect(
      await look({ exec: { script: 'x', stdout: '^1\\d$' } }, { exec: result(0, '文件里是 22\n') }),
    ).toBe('文件里是 22。');
  });

  test("the script's last line is what was observed", async () => {
    expect(
      await look({ exec: { script: 'x' } }, { exec: result(1, 'a\n文件\u001b[31m是空的\n\n', 'e') }),
    ).toBe('文件 [31m是空的。');
    expect(await look({ exec: { script: 'x' } }, { exec: result(1, '', '没有 /etc/x\n') })).toBe(
      '没有 /etc/x。',
    );
    expect(await look({ exec: { script: 'x' } }, { exec: result(2) })).toBe('检查脚本没有输出，退出码 2。');
  });

  test('runs bash with the deadline that is left', async () => {
    const exec = vi.fn(result(0));
    await look({ exec: { script: 'test -e /x', timeoutMs: 30_000 } }, { exec });
    expect(exec).toHaveBeenCalledWith(['bash', '-c', 'test -e /x'], expect.any(Number));
    expect((exec.mock.calls as unknown[][])[0]![1]).toBeLessThanOrEqual(10_000);
  });
});

describe('runStep', () => {
  const gone = () => Promise.reject(new MachineUnavailable('daemon does not answer'));

  test('names the first check that fails', async () => {
    const step = stepOf(
      {},
      {
        checks: [
          { image: { ref: 'busybox' }, fail: '没有镜像' },
          { container: { name: 'web' }, fail: '没有 web。' },
          { container: { name: 'db' }, fail: '没有 db。' },
        ],
      },
    );
    const machine = fakeMachine({ images: [{ tags: ['busybox:latest'] }], containers: [{ name: 'x' }] });
    expect(await runStep({ ...fakeEnvironment({}), machine }, step)).toEqual({
      outcome: 'failed',
      check: 1,
      reason: '没有 web。现在看到：容器 x（镜像 hello-world）已退出，退出码 0。',
    });
  });

  test('asks for each listing at most once', async () => {
    const when: Condition = { image: { ref: 'x' }, noContainer: { name: 'y' }, noImage: { ref: 'z' } };
    const step = stepOf(
      { container: { name: 'web' } },
      {
        misconceptions: [
          { when, say: '一' },
          { when, say: '二' },
        ],
      },
    );
    const machine = fakeMachine({ images: [{ tags: ['x'] }] });
    expect(await runStep({ ...fakeEnvironment({}), machine }, step)).toMatchObject({ misconception: '一' });
    expect(machine.calls).toEqual(['containers', 'images']);
  });

  test('a misconception needs all its conditions', async () => {
    const misconceptions = [{ when: { image: { ref: 'x' }, container: { name: 'y' } }, say: '不该说' }];
    const step = stepOf({ container: { name: 'web' } }, { misconceptions });
    const verdict = await runStep(fakeEnvironment({ images: [{ tags: ['x'] }] }), step);
    expect(verdict).not.toHaveProperty('misconception');
  });

  test('a machine that does not answer is inconclusive, never wrong', async () => {
    const machine = { ...fakeMachine({}), containers: gone };
    const verdict = await runStep(
      { ...fakeEnvironment({}), machine },
      stepOf({ container: { name: 'web' } }),
    );
    expect(verdict).toEqual({
      outcome: 'inconclusive',
      reason: '这一次没能查到结果：daemon does not answer。这不算做错；稍等一下，或者再点一次检查。',
    });
  });

  test('past the deadline it is inconclusive, and a late rejection goes nowhere', async () => {
    const machine = {
      ...fakeMachine({}),
      containers: () => new Promise<never>((_, reject) => setTimeout(() => reject(new Error('late')), 60)),
    };
    const environment = { ...fakeEnvironment({}), machine };
    const verdict = await runStep(environment, stepOf({ container: { name: 'web' } }), { deadlineMs: 20 });
    expect(verdict).toMatchObject({ outcome: 'inconclusive' });
    await new Promise((resolve) => setTimeout(resolve, 80));
  });

  test('a misconception that can not be looked at leaves the verdict as it is', async () => {
    const misconceptions = [
      { when: { image: { ref: 'x' } }, say: '查不到' },
      { when: { command: { matches: 'ls' } }, say: '只是列了文件' },
    ];
    const step = stepOf({ container: { name: 'web' } }, { misconceptions });
    const machine = { ...fakeMachine({}), images: gone };
    expect(
      await runStep({ ...fakeEnvironment({}, { commands: [mark('ls')] }), machine }, step),
    ).toMatchObject({
      outcome: 'failed',
      misconception: '只是列了文件',
    });
    const hanging = { ...fakeMachine({}), images: () => new Promise<never>(() => {}) };
    const verdict = await runStep({ ...fakeEnvironment({}), machine: hanging }, step, { deadlineMs: 20 });
    expect(verdict).toMatchObject({ outcome: 'failed', check: 0 });
  });

  test('a mistake of ours is not hidden', async () => {
    const machine = { ...fakeMachine({}), containers: () => Promise.reject(new TypeError('bug')) };
    await expect(
      runStep({ ...fakeEnvironment({}), machine }, stepOf({ container: { name: 'web' } })),
    ).rejects.toThrow('bug');
  });
});

describe('what an answer is told', () => {
  const step = stepOf({ answer: { id: 'q', ask: '几个？', is: '3', as: 'number' } });
  const told = async (answers: Record<string, string>) => {
    const verdict = await runStep({ ...fakeEnvironment({}), answers }, step);
    return verdict.outcome === 'failed' ? verdict.reason : verdict.outcome;
  };

  test('nothing written is not called wrong', async () => {
    expect(await told({})).toBe('“几个？”还没有填写。');
    expect(await told({ q: ' ' })).toBe('“几个？”还没有填写。');
  });

  test("a wrong one hears the author's words and what was written", async () => {
    expect(await told({ q: '4' })).toBe('还没有。你填的是 4。');
    expect(await told({ q: '3 个' })).toBe('passed');
  });
});

describe('questions and misconceptions', () => {
  const answer = (id: string, is: string) => ({ answer: { id, ask: `${id}？`, is } });
  const step = stepOf(
    {},
    {
      checks: [
        { ...answer('a', '1'), fail: '甲不对' },
        { ...answer('b', '2'), fail: '乙不对' },
      ],
      misconceptions: [
        { when: answer('b', '3'), say: '乙填成了三' },
        { when: { not: answer('a', '9') }, say: '甲不是九' },
      ],
    },
  );
  const verdictOf = (answers: Record<string, string>) => runStep({ ...fakeEnvironment({}), answers }, step);

  test('what is recognised in an answer is said when that answer is the one that is wrong', async () => {
    expect(await verdictOf({ a: '1', b: '3' })).toMatchObject({ check: 1, misconception: '乙填成了三' });
    expect(await verdictOf({ a: '0', b: '3' })).toMatchObject({ check: 0, misconception: '甲不是九' });
    expect(await verdictOf({ a: '1', b: '4' })).not.toHaveProperty('misconception');
  });
});

describe('ch4/hello-world', async () => {
  const lab = (await loadLabs('labs')).find(({ id }) => id === 'ch4/hello-world')!;
  const containers = [{ image: 'hello-world' }];
  const list = async (command: string, exitCode = 0) =>
    (
      await runStep(
        fakeEnvironment({ containers }, { commands: [mark(command, exitCode)] }),
        findStep(lab, 'list-exited'),
      )
    ).outcome;

  test.each([
    'docker ps -a',
    'docker ps --all',
    'docker  container   ls -a',
    'docker container ls --all',
    'docker container ps -a',
    'docker container list -a --no-trunc',
    'docker ps --no-trunc --all',
    'docker ps -aq',
    'docker ps -qa',
    'docker ps -an 5',
    'docker ps -af status=exited',
    'docker ps --filter status=exited -a',
    "docker ps -a --format '{{.Names}} {{.Status}}'",
    'docker ps -a | grep hello',
    'docker ps --all=true',
  ])('accepts %s', async (command) => {
    expect(await list(command)).toBe('passed');
  });

  test.each([
    'docker ps',
    'docker container ls',
    'docker ps # -a',
    'docker ps; echo -a',
    'docker ps | grep -a x',
    'docker ps && docker images -a',
    'docker ps > -a',
    'docker images -a',
    'docker image ls -a',
    'docker ps -a --help',
    'docker ps --help -a',
    'docker ps --all=false',
    'docker ps --latest',
    'docker ps -f name=a',
    'echo docker ps -a',
    '# docker ps -a',
    'docker-ps -a',
  ])('does not accept %s', async (command) => {
    expect(await list(command)).toBe('failed');
  });

  test('does not accept a command that failed', async () => {
    expect(await list('docker ps -a --al', 125)).toBe('failed');
  });
});
