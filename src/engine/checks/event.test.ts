import { describe, expect, test } from 'vitest';
import { stepSchema } from '../../shared/lab.ts';
import { runStep } from '../checks.ts';
import type { DaemonEvent } from '../machine.ts';
import { fakeEnvironment } from './fake-machine.ts';

let clock = 1_000;
const happened = (
  action: string,
  attributes: Record<string, string> = {},
  more: object = {},
): DaemonEvent => ({
  timeMs: clock++,
  type: 'container',
  id: 'c1',
  ...more,
  action,
  attributes: { name: 'web', image: 'busybox', ...attributes },
});

async function look(want: object, events: readonly DaemonEvent[], beganMs = 0): Promise<string> {
  const checks = [{ event: want, fail: '没有' }];
  const step = stepSchema.parse({ id: 'step', title: '一步', checks, hints: ['想'] });
  const verdict = await runStep(fakeEnvironment({}, { events, beganMs }), step);
  return verdict.outcome === 'failed' ? verdict.reason.replace('没有。现在看到：', '') : verdict.outcome;
}

const STOPPED = {
  name: 'web',
  sequence: [
    { action: 'kill', attributes: { signal: '15' } },
    { action: 'die', attributes: { exitCode: '143' } },
  ],
};

describe('a sequence', () => {
  test('in this order, with other things in between', async () => {
    const [kill, die] = [happened('kill', { signal: '15' }), happened('die', { exitCode: '143' })];
    expect(await look(STOPPED, [kill, happened('stop'), die])).toBe('passed');
    expect(await look(STOPPED, [die, kill])).toBe(
      '这一步里依次发生了 die（exitCode=143） → kill（signal=15）。',
    );
    expect(await look(STOPPED, [kill, happened('die', { exitCode: '137' })])).toBe(
      '这一步里依次发生了 kill（signal=15） → die（exitCode=137）。',
    );
    expect(await look(STOPPED, [])).toBe('web 这一步里还没有发生过什么。');
  });

  test('on one object: a second container of the same name begins anew', async () => {
    const kill = happened('kill', { signal: '15' });
    expect(await look(STOPPED, [kill, happened('die', { exitCode: '143' }, { id: 'c2' })])).not.toBe(
      'passed',
    );
  });

  test('as often as wanted', async () => {
    const want = { name: 'web', sequence: [{ action: 'restart' }], count: 2 };
    expect(await look(want, [happened('restart')])).toBe('只发生过 1 次。');
    expect(await look(want, [happened('restart'), happened('restart', {}, { id: 'c2' })])).toBe('passed');
  });

  test('since the step began, unless the whole lab counts', async () => {
    const want = { name: 'web', sequence: [{ action: 'restart' }] };
    const events = [happened('restart')];
    expect(await look(want, events, clock)).toBe('这件事在这一步开始之前发生过；请在这一步里再做一次。');
    expect(await look({ ...want, since: 'lab' }, events, clock)).toBe('passed');
  });
});

test('labels that pass for attributes are seen through', async () => {
  const labels = { signal: '15', exitCode: '143' };
  const events = ['create', 'start', 'kill', 'die'].map((action) => happened(action, labels));
  expect(await look(STOPPED, events)).not.toBe('passed');
  // One that was made honestly stays as it is.
  const honest = [
    happened('kill', { signal: '15' }, { id: 'c2' }),
    happened('die', { exitCode: '143' }, { id: 'c2' }),
  ];
  expect(await look(STOPPED, [...events, ...honest])).toBe('passed');
  expect(
    await look({ sequence: [{ action: 'start', attributes: { tier: 'db' } }] }, [
      happened('start', { tier: 'db' }),
    ]),
  ).toBe('passed');
});

test('a container is known by both of its names while it is renamed', async () => {
  const renamed = [happened('rename', { name: 'new', oldName: '/web' })];
  const sequence = [{ action: 'rename' }];
  expect(await look({ name: 'web', sequence }, renamed)).toBe('passed');
  expect(await look({ name: 'new', sequence }, renamed)).toBe('passed');
  expect(await look({ name: 'other', sequence }, renamed)).not.toBe('passed');
});

test('what a command was run by exec, or whether it was', async () => {
  const events = [happened('exec_create: ls -l /')];
  expect(await look({ sequence: [{ action: 'exec_create' }] }, events)).toBe('passed');
  expect(await look({ sequence: [{ action: 'exec_create: ls -l /' }] }, events)).toBe('passed');
  expect(await look({ sequence: [{ action: 'exec_create: ls' }] }, events)).not.toBe('passed');
  expect(
    await look({ sequence: [{ action: 'health_status: healthy' }] }, [happened('health_status: unhealthy')]),
  ).not.toBe('passed');
});

test('by the image of a container', async () => {
  const sequence = [{ action: 'start' }];
  expect(await look({ image: 'busybox', sequence }, [happened('start', { image: 'busybox:latest' })])).toBe(
    'passed',
  );
  expect(await look({ image: 'debian', sequence }, [happened('start')])).toBe(
    'debian 这一步里还没有发生过什么。',
  );
});

test('volumes are known by their id, networks by their name, images by either', async () => {
  const create = [{ action: 'create' }];
  const volume: DaemonEvent = {
    timeMs: clock++,
    type: 'volume',
    action: 'create',
    id: 'data',
    attributes: { driver: 'local' },
  };
  expect(await look({ type: 'volume', name: 'data', sequence: create }, [volume])).toBe('passed');
  expect(await look({ type: 'volume', name: 'other', sequence: create }, [volume])).not.toBe('passed');
  const network: DaemonEvent = {
    timeMs: clock++,
    type: 'network',
    action: 'create',
    id: 'ab',
    attributes: { name: 'back', type: 'bridge' },
  };
  expect(await look({ type: 'network', name: 'back', sequence: create }, [network])).toBe('passed');
  const pull: DaemonEvent = {
    timeMs: clock++,
    type: 'image',
    action: 'pull',
    id: 'debian:trixie',
    attributes: { name: 'debian' },
  };
  const tag: DaemonEvent = {
    timeMs: clock++,
    type: 'image',
    action: 'tag',
    id: 'sha256:ab',
    attributes: { name: 'mine:latest' },
  };
  expect(await look({ type: 'image', name: 'debian', sequence: [{ action: 'pull' }] }, [pull])).toBe(
    'passed',
  );
  expect(
    await look({ type: 'image', name: 'debian:latest', sequence: [{ action: 'pull' }] }, [pull]),
  ).not.toBe('passed');
  expect(await look({ type: 'image', name: 'mine', sequence: [{ action: 'tag' }] }, [pull, tag])).toBe(
    'passed',
  );
});
