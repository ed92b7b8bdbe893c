import headless from '@xterm/headless';
import { expect, it } from 'vitest';
import { CommandPlaces } from './command-places.ts';
import type { Mark } from './wire.ts';

function setUp() {
  const term = new headless.Terminal({ cols: 20, rows: 5, scrollback: 50, allowProposedApi: true });
  const places = new CommandPlaces<headless.IMarker>(term);
  const write = (text: string): Promise<void> => new Promise((resolve) => term.write(text, resolve));
  const run = async (command: string, output: string, exitCode = 0): Promise<void> => {
    const mark = (mark: Mark) => places.mark(mark);
    await write('$ ');
    mark({ kind: 'prompt' });
    await write(`${command}\r\n`);
    mark({ kind: 'running' });
    await write(output);
    mark({ kind: 'command', command, exitCode, durationMs: 5 });
  };
  const where = () => places.lines().commands.map(({ prompt, output, end }) => [prompt, output, end]);
  return { term, places, write, run, where };
}

it('knows the lines of each command, over scrolling', async () => {
  const { run, where, places } = setUp();
  await run('a', 'one\r\ntwo\r\n');
  await run('false', '', 1);
  await run('c', 'no newline');
  expect(where()).toEqual([
    [0, 1, 3],
    [3, 4, 4],
    [4, 5, 5],
  ]);
  expect(places.all.map(({ exitCode, endColumn }) => [exitCode, endColumn])).toEqual([
    [0, 0],
    [1, 0],
    [0, 10],
  ]);
});

it('keeps them over a change of width', async () => {
  const { term, run, where } = setUp();
  await run('a', `${'x'.repeat(15)}\r\n`);
  await run('b', '');
  term.resize(10, 5);
  expect(where()).toEqual([
    [0, 1, 3],
    [3, 4, 4],
  ]);
});

it('forgets what has left the scrollback', async () => {
  const { run, places } = setUp();
  await run('old', '');
  await run('seq', 'x\r\n'.repeat(80));
  await run('new', '');
  expect(places.all.map(({ command }) => command)).toEqual(['new']);
});

it('goes to the other end and back', async () => {
  const { run, places, write } = setUp();
  await run('a', 'one\r\n');
  await write('$ ');
  places.mark({ kind: 'prompt' });
  await write('sleep\r\n');
  places.mark({ kind: 'running' });
  await write('…\r\n');

  const other = setUp();
  await other.write('$ a\r\none\r\n$ sleep\r\n…\r\n');
  other.places.restore(places.lines());
  other.places.mark({ kind: 'running' });
  expect(other.places.lines()).toEqual(places.lines());
  other.places.mark({ kind: 'command', command: 'sleep', exitCode: 130, durationMs: 1 });
  expect(other.where()).toEqual([
    [0, 1, 2],
    [2, 3, 4],
  ]);
});

it('takes nothing from a full-screen program', async () => {
  const { run, places, write } = setUp();
  await write('\x1b[?1049h');
  await run('inner', 'x');
  expect(places.all).toEqual([]);
});
