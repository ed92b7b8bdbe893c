import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { LiveMessage } from '../../shared/api.ts';
import { labSchema } from '../../shared/lab.ts';
import type { Lab } from '../labs.ts';
import { MachineUnavailable, type DaemonEvent, type Machine } from '../machine.ts';
import { openProgress, type ProgressStore } from '../progress.ts';
import { Steps, type KeptSteps } from './steps.ts';

/** Longer than everything that is waited for after a change. */
const QUIET_MS = 300;
const LEARNER = 'ann';

let dir: string;
let progress: ProgressStore;
let heard: LiveMessage[];
let errors: unknown[];
/** What the machine has now: images of these names, and scripts that succeed. */
let state: Set<string>;
let scripts: string[];
let down: boolean;
let opened: Steps[];
let onChange: () => void;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'matou-steps-'));
  progress = openProgress(join(dir, 'progress.db'));
  [heard, errors, scripts, opened] = [[], [], [], []];
  state = new Set();
  down = false;
  onChange = () => {};
});
afterEach(() => {
  for (const steps of opened) steps.stop();
  progress[Symbol.dispose]();
  rmSync(dir, { recursive: true, force: true });
  expect(errors).toEqual([]);
});

const machine = {
  async exec([, , script = '']: readonly string[]) {
    scripts.push(script);
    await sleep(5);
    if (down) throw new MachineUnavailable('没有应答');
    return { exitCode: state.has(script) ? 0 : 1, stdout: '', stderr: '' };
  },
  images: () =>
    down
      ? Promise.reject(new MachineUnavailable('没有应答'))
      : Promise.resolve([...state].map((name) => ({ Id: name, RepoTags: [`${name}:latest`] }))),
} as unknown as Machine;

const exec = (script: string) => ({ exec: { script }, fail: '没有' });
const image = (ref: string) => ({ image: { ref }, fail: '没有' });
const command = (matches: string, since = 'step') => ({ command: { matches, since }, fail: '没有' });

function open(...checks: object[][]): Steps {
  const definition = labSchema.parse({
    format: 1,
    title: '实验',
    steps: checks.map((each, index) => ({
      id: `s${index + 1}`,
      title: '一步',
      checks: each,
      hints: ['想'],
    })),
  });
  const steps = new Steps({
    changed: () => onChange(),
    learner: LEARNER,
    lab: { id: 'lab', dir, definition } as unknown as Lab,
    progress,
    machine: () => machine,
    news: () => {},
    tell: (message) => heard.push(message),
    logError: (details) => errors.push(details),
  });
  opened.push(steps);
  return steps;
}

function type(steps: Steps, line: string): void {
  steps.happenings.addCommand({ command: line, exitCode: 0, durationMs: 1 });
  steps.changed();
}

const settled = (): Promise<void> => sleep(QUIET_MS);
const passed = (): string[] =>
  progress.forLearner(LEARNER).flatMap(({ step, passedAt }) => (passedAt ? [step] : []));
const said = (step: string): string[] =>
  heard.flatMap((m) => (m.type === 'verdict' && m.step === step ? [m.verdict.outcome] : []));

describe('passing', () => {
  test('in any order; only the step that the learner is at says "not yet" by itself', async () => {
    const steps = open([image('a')], [image('b')], [image('c')]);
    steps.begin();
    state.add('c');
    steps.changed();
    await settled();
    expect(passed()).toEqual(['s3']);
    expect(said('s2')).toEqual([]);
    expect(said('s1')).not.toContain('passed');
    state.add('a');
    steps.changed();
    await settled();
    expect(passed()).toEqual(['s1', 's3']);
    expect(said('s2')).toEqual(['failed']);
  });

  test('is for good: what is undone later, or asked about again, changes nothing', async () => {
    const steps = open([image('a')], [image('b')]);
    state.add('a');
    steps.begin();
    await settled();
    state.delete('a');
    steps.changed();
    await settled();
    expect(await steps.ask('s1', undefined)).toMatchObject({ outcome: 'failed' });
    expect(passed()).toEqual(['s1']);
    expect(progress.forLearner(LEARNER).find(({ step }) => step === 's1')?.attempts).toBe(0);
  });

  test('a store that fails is logged, and the pass is recorded at a later look', async () => {
    const steps = open([image('a')]);
    const record = progress.recordVerdict;
    Object.assign(progress, {
      recordVerdict: () => {
        throw new Error('disk full');
      },
    });
    state.add('a');
    steps.begin();
    await settled();
    expect(errors.splice(0)).toHaveLength(1);
    Object.assign(progress, { recordVerdict: record });
    steps.lookAgain();
    await settled();
    expect(passed()).toEqual(['s1']);
  });
});

describe('when a step began', () => {
  test('what was done before the one before it was passed does not count', async () => {
    const steps = open([image('a')], [command('ls')]);
    steps.begin();
    await settled();
    type(steps, 'ls');
    await settled();
    state.add('a');
    steps.changed();
    await settled();
    expect(passed()).toEqual(['s1']);
    type(steps, 'ls');
    await settled();
    expect(passed()).toEqual(['s1', 's2']);
  });

  test('what is typed while its predecessor is being judged does', async () => {
    const steps = open([image('a')], [command('ls')]);
    steps.begin();
    await settled();
    state.add('a');
    steps.changed();
    type(steps, 'ls'); // before anybody has seen that s1 is done
    await settled();
    expect(passed()).toEqual(['s1', 's2']);
  });

  test('a step that was left out is still looked at, but moves its successor no more', async () => {
    const steps = open([image('a')], [command('one'), command('two')]);
    steps.begin();
    await settled();
    type(steps, 'one');
    await settled();
    steps.skip('s1');
    await settled();
    type(steps, 'two');
    await settled();
    expect(passed()).toEqual([]); // `one` was before the skip
    type(steps, 'one');
    await settled();
    expect(passed()).toEqual(['s2']);
    expect(said('s1').at(-1)).toBe('failed');
  });

  test('nor does one that is asked about after it was passed', async () => {
    const steps = open([image('a')], [command('one'), command('two')]);
    state.add('a');
    steps.begin();
    await settled();
    type(steps, 'one');
    await settled();
    state.delete('a');
    await steps.ask('s1', undefined);
    type(steps, 'two');
    await settled();
    expect(passed()).toEqual(['s1', 's2']);
  });

  test('every step before it counts, not only the last', async () => {
    const steps = open([image('a')], [image('b')], [command('ls')]);
    steps.begin();
    steps.skip('s2');
    await settled();
    type(steps, 'ls');
    await settled();
    state.add('a');
    steps.changed();
    await settled();
    expect(passed()).toEqual(['s1']);
  });

  test('an edge that held before does not count, one that held in the step does', async () => {
    const steps = open([image('a')], [{ ...image('brief'), mode: 'edge' }, image('last')]);
    steps.begin();
    state.add('brief');
    steps.changed();
    await settled();
    state.delete('brief');
    state.add('a').add('last');
    steps.changed();
    await settled();
    expect(passed()).toEqual(['s1']);
    state.delete('last');
    state.add('brief');
    steps.changed();
    await settled();
    state.delete('brief');
    state.add('last');
    steps.changed();
    await settled();
    expect(passed()).toEqual(['s1', 's2']);
  });
});

describe('brought to a step by the reference solutions', () => {
  test('nothing is judged meanwhile, and what was done so is not passed, asked or not', async () => {
    const steps = open([image('a')], [command('ls')], [command('ls', 'lab')]);
    state.add('a');
    steps.changed(); // the machine is not the learner's yet
    await settled();
    expect(await steps.judge('s1')).toEqual({ outcome: 'passed' });
    steps.broughtPast('s1');
    type(steps, 'ls');
    steps.broughtPast('s2');
    await settled();
    expect(heard).toEqual([]);
    steps.begin();
    await settled();
    // The whole lab counts for s3.
    expect(passed()).toEqual(['s3']);
    expect(await steps.ask('s1', undefined)).toMatchObject({ outcome: 'inconclusive' });
    expect(passed()).toEqual(['s3']);
  });

  test('what was typed for the learner does not count in the step that they are brought to', async () => {
    const steps = open([command('ls')], [command('ls')]);
    type(steps, 'ls');
    await sleep(2);
    steps.broughtPast('s1');
    steps.begin();
    await settled();
    expect(passed()).toEqual([]);
    type(steps, 'ls');
    await settled();
    expect(passed()).toEqual(['s2']);
  });
});

describe('looks that nothing asked for', () => {
  test('only at the step that the learner is at, and only if it is of a silent kind', async () => {
    const steps = open([image('a')], [exec('x')], [exec('y')]);
    steps.begin();
    await settled();
    scripts = [];
    steps.lookAgain();
    await settled();
    expect(scripts).toEqual([]);
    state.add('a');
    steps.changed();
    await settled();
    scripts = [];
    steps.lookAgain();
    await settled();
    expect(scripts).toEqual(['x']);
    state.add('x');
    scripts = [];
    steps.lookAgain();
    await settled();
    expect(scripts).toEqual(['x', 'y']); // y is the learner's step now
    expect(passed()).toEqual(['s1', 's2']);
  });

  test('what could not be found out is looked at again, whatever its kind', async () => {
    const steps = open([image('a')]);
    down = true;
    steps.begin();
    await settled();
    expect(said('s1')).toEqual(['inconclusive']);
    down = false;
    state.add('a');
    steps.lookAgain();
    await settled();
    expect(passed()).toEqual(['s1']);
  });

  test("a health check's events come every second: they are not a change each", async () => {
    const steps = open([exec('x')]);
    steps.begin();
    await settled();
    scripts = [];
    const happened = (action: string): DaemonEvent => ({
      timeMs: Date.now(),
      type: 'container',
      action,
      id: 'c',
      attributes: {},
    });
    for (const action of ['exec_create: true', 'exec_start: true', 'exec_die'])
      steps.addEvent(happened(action));
    await settled();
    expect(scripts).toEqual([]);
    steps.addEvent(happened('start'));
    await settled();
    expect(scripts).toEqual(['x']);
  });
});

test('answers are kept, each by its question', async () => {
  const answer = (id: string, is: string) => ({ answer: { id, ask: '？', is }, fail: '不对' });
  const steps = open([answer('one', '1'), answer('two', '2')]);
  steps.begin();
  expect(await steps.ask('s1', { one: '1' })).toMatchObject({ outcome: 'failed', check: 1 });
  expect(await steps.ask('s1', { two: '2' })).toEqual({ outcome: 'passed' });
  expect(progress.forLearner(LEARNER)).toMatchObject([
    { attempts: 1, passedAt: expect.any(String) as string },
  ]);
});

describe('after a server that was killed', () => {
  /** What its successor does with what was written down. */
  async function goOn(killed: Steps, ...checks: object[][]): Promise<Steps> {
    killed.stop();
    const steps = open(...checks);
    steps.restore(JSON.parse(JSON.stringify(killed.kept())) as KeptSteps);
    steps.begin();
    await settled();
    return steps;
  }

  test('a command that was run in the step counts, one from before it does not', async () => {
    const checks = [[image('a')], [command('ls'), image('b')]];
    const early = open(...checks);
    early.begin();
    await settled();
    type(early, 'ls');
    await settled();
    state.add('a');
    early.changed();
    await settled();
    state.add('b');
    const later = await goOn(early, ...checks);
    expect(passed()).toEqual(['s1']);
    state.delete('b');
    later.changed();
    await settled();
    type(later, 'ls');
    await settled();
    state.add('b');
    await goOn(later, ...checks);
    expect(passed()).toEqual(['s1', 's2']);
  });

  test('what the reference solution did is still not the learner’s', async () => {
    const first = open([image('a')], [image('b')]);
    first.broughtPast('s1');
    first.begin();
    state.add('a');
    const next = await goOn(first, [image('a')], [image('b')]);
    expect(passed()).toEqual([]);
    expect(await next.ask('s1', undefined)).toMatchObject({ outcome: 'inconclusive' });
  });

  test('says so whenever there is more to keep', async () => {
    let changes = 0;
    const steps = open([image('a')], [image('b')]);
    onChange = () => (changes += 1);
    steps.begin();
    state.add('a');
    steps.changed();
    await settled();
    const afterPass = changes;
    expect(afterPass).toBeGreaterThan(0);
    steps.skip('s2');
    expect(changes).toBeGreaterThan(afterPass);
  });
});
