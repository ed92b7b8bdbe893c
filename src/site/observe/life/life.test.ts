import { expect, it } from 'vitest';
import type { Life, LifeState, LifeStep } from '../../../shared/observe.ts';
import { diagram } from './diagram.ts';
import { lanes, timeScale } from './lanes.ts';
import { edgesOf, exitText, numbered, stepText } from './path.ts';

const step = (
  second: number,
  action: string,
  from: LifeState | null,
  to: LifeState,
  more: Partial<LifeStep> = {},
): LifeStep => ({
  at: new Date(second * 1000).toISOString(),
  action,
  from,
  to,
  signal: null,
  exitCode: null,
  detail: null,
  derived: false,
  ...more,
});

const POLITE: Life = {
  id: 'p',
  name: 'polite',
  image: 'debian',
  state: 'exited',
  exitCode: 143,
  oomKilled: false,
  health: null,
  restarts: 0,
  restartPolicy: 'no',
  moreSteps: 0,
  steps: [
    step(0, 'create', null, 'created'),
    step(1, 'start', 'created', 'running'),
    step(9, 'kill', 'running', 'running', { signal: 15 }),
    step(10, 'die', 'running', 'exited', { exitCode: 143 }),
    step(20, 'start', 'exited', 'running'),
    step(21, 'die', 'running', 'exited', { exitCode: 0 }),
  ],
};

it("numbers what changes the state, and tells each edge its steps' numbers", () => {
  expect(numbered(POLITE).map(({ number }) => number)).toEqual([1, 2, null, 3, 4, 5]);
  expect([...edgesOf(POLITE)]).toEqual([
    ['none>created', [1]],
    ['created>running', [2]],
    ['running>exited', [3, 5]],
    ['exited>running', [4]],
  ]);
});

it('says what a signal and an exit code mean', () => {
  expect(stepText(POLITE.steps[2]!)).toBe('发出信号 15（SIGTERM）');
  expect(exitText(143)).toBe('退出码 143 = 128 + 15（SIGTERM）');
  expect(exitText(137)).toContain('9（SIGKILL）');
  expect(exitText(0)).toContain('正常');
  expect(exitText(3)).toBe('退出码 3');
});

it('a second beside an hour is still to be seen, and the order is kept', () => {
  const hour = 3_600_000;
  const scale = timeScale([0, 1_000, hour], hour + 500);
  const places = [0, 1_000, hour, hour + 500].map(scale);
  expect(places).toEqual([...places].sort((a, b) => a - b));
  expect(places[0]).toBe(0);
  expect(places[3]).toBe(1);
  expect(places[1]).toBeGreaterThan(0.05);
  expect(places[3]! - places[2]!).toBeGreaterThan(0.02);
});

it('a lane is the states one after the other, without a hole, up to now', () => {
  const [lane] = lanes([POLITE], 60_000);
  expect(lane?.segments.map(({ state }) => state)).toEqual([
    'created',
    'running',
    'exited',
    'running',
    'exited',
  ]);
  for (const [index, segment] of lane!.segments.entries())
    if (index > 0) expect(segment.from).toBe(lane!.segments[index - 1]!.to);
  expect(lane?.segments.at(-1)?.to).toBe(1);
  expect(lane?.ticks.map((tick) => tick.step.action)).toContain('kill');
});

it.each([false, true])('no two boxes overlap, and every chip lies in its box (narrow: %s)', (narrow) => {
  const { boxes, width, height } = diagram({ running: 13, exited: 5, created: 1, removed: 2 }, narrow);
  for (const a of boxes) {
    expect(a.x).toBeGreaterThanOrEqual(0);
    expect(a.x + a.width).toBeLessThanOrEqual(width);
    expect(a.y + a.height).toBeLessThanOrEqual(height);
    for (const chip of a.chips) {
      expect(chip.x + chip.width).toBeLessThanOrEqual(a.width);
      expect(chip.y + 20).toBeLessThanOrEqual(a.height);
    }
    for (const b of boxes) {
      if (a === b) continue;
      const apart =
        a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y;
      expect(apart, `${a.state} ${b.state}`).toBe(true);
    }
  }
  expect(boxes.find(({ state }) => state === 'running')).toMatchObject({ more: 3 });
});

it('draws an edge too that the plan has no place for', () => {
  expect(diagram({}, false, ['paused>exited']).arrows.map(({ edge }) => edge)).toContain('paused>exited');
});
