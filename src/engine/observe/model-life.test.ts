import { expect, test } from 'vitest';
import { OBSERVE_LIMITS } from '../../shared/observe.ts';
import type { ContainerInspectInfo, DaemonEvent } from '../machine.ts';
import { lifeModel, LifeRecords } from './model-life.ts';

const T0 = Date.parse('2026-11-25T08:00:00Z');
const at = (ms: number): string => new Date(T0 + ms).toISOString();
const event = (
  ms: number,
  action: string,
  attributes: Record<string, string> = {},
  id = 'a',
): DaemonEvent => ({
  timeMs: T0 + ms,
  type: 'container',
  action,
  id,
  attributes: { name: 'web', image: 'nginx', ...attributes },
});
const inspected = (state: object, more: object = {}): ContainerInspectInfo =>
  ({
    Id: 'a',
    Name: '/web',
    Created: at(0),
    Config: { Image: 'nginx' },
    HostConfig: { RestartPolicy: { Name: 'no' } },
    RestartCount: 0,
    State: {
      Status: 'running',
      Running: true,
      OOMKilled: false,
      ExitCode: 0,
      StartedAt: at(100),
      FinishedAt: '0001-01-01T00:00:00Z',
      ...state,
    },
    ...more,
  }) as unknown as ContainerInspectInfo;
const records = (...events: DaemonEvent[]) => {
  const all = new LifeRecords();
  for (const each of events) all.add(each);
  return all.all();
};
const path = (life: { steps: readonly { action: string; to: string }[] } | undefined) =>
  life?.steps.map(({ action, to }) => `${action}→${to}`);

test('docker stop: the signal changes nothing by itself, the end does', () => {
  const events = [
    event(0, 'create'),
    event(100, 'start'),
    event(200, 'kill', { signal: '15' }),
    // Said in this order by a daemon whose clock read differently: drawn by time.
    event(400, 'stop'),
    event(300, 'die', { exitCode: '143' }),
  ];
  const [life] = lifeModel(
    records(...events),
    [inspected({ Status: 'exited', ExitCode: 143, FinishedAt: at(300) })],
    T0 + 900,
  ).containers;
  expect(path(life)).toEqual([
    'create→created',
    'start→running',
    'kill→running',
    'die→exited',
    'stop→exited',
  ]);
  expect(life).toMatchObject({ state: 'exited', exitCode: 143, oomKilled: false });
  expect(life!.steps[2]).toMatchObject({ signal: 15, from: 'running' });
  expect(life!.steps[3]).toMatchObject({ exitCode: 143, from: 'running', derived: false });
});

test('what was before anybody listened is worked out, and said to be', () => {
  const gone = inspected({ Status: 'exited', ExitCode: 3, FinishedAt: at(500) });
  const [life] = lifeModel([], [gone], T0 + 900).containers;
  expect(path(life)).toEqual(['create→created', 'start→running', 'die→exited']);
  expect(life!.steps.every(({ derived }) => derived)).toBe(true);
  expect(life!.steps[2]!.exitCode).toBe(3);
  // Its later events are real.
  const again = inspected({ StartedAt: at(700), FinishedAt: at(500) });
  const [second] = lifeModel(records(event(700, 'start')), [again], T0 + 900).containers;
  expect(second!.steps.map(({ action, derived }) => [action, derived])).toEqual([
    ['create', true],
    ['die', true],
    ['start', false],
  ]);
});

test('what runs again keeps the exit code of its last end', () => {
  const again = records(
    event(0, 'create'),
    event(100, 'start'),
    event(200, 'die', { exitCode: '3' }),
    event(300, 'start'),
  );
  const running = inspected({ StartedAt: at(300), FinishedAt: at(200), ExitCode: 0 });
  expect(lifeModel(again, [running], T0 + 900).containers[0]!.exitCode).toBe(3);
  expect(
    lifeModel(records(event(0, 'create')), [inspected({})], T0 + 900).containers[0]!.exitCode,
  ).toBeNull();
});

test('a restart policy brings it back, unless it was told to stop', () => {
  const always = { HostConfig: { RestartPolicy: { Name: 'always' } } };
  const dies = records(event(0, 'create'), event(100, 'start'), event(200, 'die', { exitCode: '1' }));
  const [restarting] = lifeModel(dies, [inspected({ Status: 'restarting' }, always)], T0 + 900).containers;
  expect(path(restarting)).toEqual(['create→created', 'start→running', 'die→restarting']);
  const told = records(
    event(0, 'create'),
    event(100, 'start'),
    event(150, 'kill', { signal: '9' }),
    event(200, 'die', { exitCode: '137' }),
  );
  const [exited] = lifeModel(
    told,
    [inspected({ Status: 'exited', FinishedAt: at(200) }, always)],
    T0 + 900,
  ).containers;
  expect(path(exited)?.at(-1)).toBe('die→exited');
});

test('removed ones stay; one whose end nobody heard is known to be gone, but not by an older look', () => {
  const born = [event(0, 'create'), event(100, 'start')];
  const heard = records(...born, event(300, 'die', { exitCode: '0' }), event(301, 'destroy'));
  expect(lifeModel(heard, [], T0 + 900).containers[0]).toMatchObject({
    name: 'web',
    state: 'removed',
    exitCode: 0,
  });
  expect(lifeModel(records(...born), [], T0 + 900).containers[0]!.steps.at(-1)).toMatchObject({
    to: 'removed',
    derived: true,
  });
  expect(lifeModel(records(...born), [], T0 + 50).containers[0]).toMatchObject({ state: 'running' });
});

test('health checks and floods are bounded, other objects are not containers', () => {
  const all = new LifeRecords();
  all.add({ ...event(0, 'pull'), type: 'image' });
  expect(all.all()).toEqual([]);
  all.add(event(0, 'create'));
  for (let i = 1; i < 500; i++) {
    all.add(event(i, 'exec_create: sh -c true'));
    all.add(event(i, 'exec_start: sh -c true'));
    all.add(event(i, 'exec_die'));
  }
  expect(all.all()[0]!.happened.map(({ action, detail }) => [action, detail])).toEqual([
    ['create', null],
    ['exec_start', 'sh -c true'],
  ]);
  for (let i = 500; i < 900; i++) all.add(event(i, i % 2 ? 'pause' : 'unpause'));
  const [life] = lifeModel(all.all(), [inspected({ Status: 'paused' })], T0 + 999).containers;
  expect(life!.steps).toHaveLength(OBSERVE_LIMITS.lifeSteps);
  expect(life!.moreSteps).toBe(402 - OBSERVE_LIMITS.lifeSteps);
  expect(life!.state).toBe('paused');
  for (let i = 0; i < 1_000; i++) all.add(event(i, 'create', {}, `id-${i}`));
  expect(all.all().length).toBeLessThanOrEqual(OBSERVE_LIMITS.containers + OBSERVE_LIMITS.removed);
});

test('a renamed container says from what', () => {
  const [life] = lifeModel(
    records(event(0, 'create'), event(50, 'rename', { name: 'pier', oldName: '/web' })),
    [],
    T0,
  ).containers;
  expect(life).toMatchObject({ name: 'pier' });
  expect(life!.steps[1]!.detail).toBe('web → pier');
});
