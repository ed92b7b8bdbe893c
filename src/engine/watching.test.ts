import { expect, it, onTestFinished } from 'vitest';
import { decodeServerFrame } from '../shared/wire.ts';
import type { ControlState, WallMessage } from '../shared/watching.ts';
import { openTerminal, type TerminalSession } from './terminal.ts';
import { Broadcasts, Shoulders, showWall, type OpenTerminalAt, type WatchViewer } from './watching.ts';

const LAB = 'ch4/hello-world';

/** A real shell of this host. */
async function shell(number: number): Promise<OpenTerminalAt> {
  const program = { file: 'bash', args: ['--norc', '--noprofile', '-i'] };
  const terminal = await openTerminal({ attach: () => Promise.resolve(program), nonce: 'n' });
  onTestFinished(() => terminal.close());
  return { lab: LAB, number, terminal };
}

class Page implements WatchViewer {
  text = '';
  readonly states: ControlState[] = [];
  send(bytes: Uint8Array): void {
    const frame = decodeServerFrame(bytes);
    if (frame.op === 'output' || frame.op === 'restore') this.text += Buffer.from(frame.data).toString();
  }
  control(state: ControlState): void {
    this.states.push(state);
  }
}

const type = (to: { receive: (frame: { op: 'input'; data: Uint8Array }) => void }, text: string): void =>
  to.receive({ op: 'input', data: Buffer.from(text) });
const shows = (terminal: TerminalSession, text: string) =>
  expect.poll(() => terminal.screenText(), { timeout: 10_000 }).toContain(text);

it('an instructor types only after the learner allowed it, and not a key longer', async () => {
  const at = await shell(1);
  const changes: string[] = [];
  const shoulders = new Shoulders({ terminals: () => [at], changed: (learner) => changes.push(learner) });
  const page = new Page();
  const watch = shoulders.watch('wang', 1, page)!;
  expect(shoulders.of('wang')).toEqual({ watched: [1], control: null });

  type(watch, 'echo not-$((0 + 1))\r');
  watch.ask();
  type(watch, 'echo asked-$((0 + 2))\r');
  const { control } = shoulders.of('wang');
  expect(control).toMatchObject({ terminal: 1, state: 'asked' });
  shoulders.answer('li', control!.id, true); // somebody else’s word
  shoulders.answer('wang', control!.id + 1, true); // another request
  expect(shoulders.of('wang').control!.state).toBe('asked');

  shoulders.answer('wang', control!.id, true);
  type(watch, 'echo let-$((0 + 3))\r');
  await shows(at.terminal, 'let-3');
  shoulders.answer('wang', control!.id, false);
  type(watch, 'echo after-$((0 + 4))\r');
  at.terminal.input('echo own-$((0 + 5))\r');
  await shows(at.terminal, 'own-5');
  expect(await at.terminal.screenText({ scrollback: true })).not.toMatch(/not-1|asked-2|after-4/);
  expect(page.states).toEqual(['asked', 'given', 'none']);
  expect(changes).toContain('wang');
});

it('only one helps at a time; who leaves takes their hands with them', async () => {
  const at = await shell(1);
  const shoulders = new Shoulders({ terminals: () => [at], changed: () => {} });
  const [first, second] = [new Page(), new Page()];
  const one = shoulders.watch('wang', 1, first)!;
  const two = shoulders.watch('wang', 1, second)!;
  one.ask();
  two.ask();
  expect(second.states).toEqual(['busy']);
  shoulders.answer('wang', shoulders.of('wang').control!.id, true);
  one.detach();
  expect(shoulders.of('wang')).toEqual({ watched: [1], control: null });
  two.ask();
  shoulders.answer('wang', shoulders.of('wang').control!.id, false);
  expect(second.states).toEqual(['busy', 'asked', 'refused']);
  one.ask(); // from a page that is gone
  expect(shoulders.of('wang').control).toBeNull();
  await at.terminal.close();
  await expect.poll(() => shoulders.of('wang').watched).toEqual([]);
});

it('opens nothing for the sake of looking', async () => {
  const at = await shell(1);
  const shoulders = new Shoulders({
    terminals: (learner) => (learner === 'wang' ? [at] : []),
    changed: () => {},
  });
  expect(shoulders.watch('wang', 2, new Page())).toBeUndefined();
  expect(shoulders.watch('li', 1, new Page())).toBeUndefined();
});

it('a broadcast reaches those who watch, cannot be typed into, and ends with its terminal', async () => {
  const at = await shell(1);
  const told: string[] = [];
  const broadcasts = new Broadcasts((classId) => told.push(classId));
  expect(broadcasts.watch('a', new Page(), () => {})).toBeUndefined();
  broadcasts.start('a', at, new Date());
  const page = new Page();
  let ended = 0;
  const viewer = broadcasts.watch('a', page, () => (ended += 1))!;
  expect(broadcasts.of('a')).toMatchObject({ terminal: 1, viewers: 1 });
  expect(broadcasts.watch('b', new Page(), () => {})).toBeUndefined();
  type(viewer, 'echo forged-$((0 + 1))\r');
  at.terminal.input('echo shown-$((0 + 2))\r');
  await expect.poll(() => page.text, { timeout: 10_000 }).toContain('shown-2');
  expect(page.text).not.toContain('forged-1');
  await at.terminal.close();
  await expect.poll(() => broadcasts.of('a')).toBeUndefined();
  expect(ended).toBe(1);
  expect(told).toEqual(['a', 'a']);
});

it('the wall tells of every screen, then only of those that change, and of what is gone', async () => {
  const [a, b] = await Promise.all([shell(1), shell(1)]);
  const seats = [
    { member: 'wang', terminals: [a] },
    { member: 'li', terminals: [b] },
  ];
  const messages: WallMessage[] = [];
  a.terminal.input('echo ready-$((0 + 1))\r');
  b.terminal.input('echo ready-$((0 + 1))\r');
  await Promise.all([shows(a.terminal, 'ready-1'), shows(b.terminal, 'ready-1')]);
  const wall = showWall(
    () => seats,
    (message) => messages.push(message),
  );
  onTestFinished(() => wall.stop());
  await expect.poll(() => messages.length, { timeout: 10_000 }).toBeGreaterThan(0);
  expect(messages[0]!.screens.map(({ member }) => member).sort()).toEqual(['li', 'wang']);

  const before = messages.length;
  b.terminal.input('echo more-$((0 + 2))\r');
  await expect.poll(() => JSON.stringify(messages.slice(before)), { timeout: 10_000 }).toContain('more-2');
  expect(messages.slice(before).flatMap(({ screens }) => screens.map(({ member }) => member))).not.toContain(
    'wang',
  );

  seats.shift();
  await expect
    .poll(() => messages.flatMap(({ gone }) => gone), { timeout: 10_000 })
    .toEqual([{ member: 'wang', terminal: 1 }]);
  expect(a.terminal.viewers).toBe(0);
});
