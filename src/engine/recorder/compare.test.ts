import { expect, test } from 'vitest';
import type { ConsoleCommand } from '../../shared/console.ts';
import { compareBlock } from './compare.ts';

const ran = (...output: string[]): ConsoleCommand => ({
  prompt: 'root@matou:~#',
  command: 'docker ps',
  exitCode: 0,
  output,
});
const plain = { mask: [], unstable: false };

test('the same but for what is masked is no difference', () => {
  expect(
    compareBlock(plain, [ran('3f2a9c01de45  Up 2 seconds')], [ran('b7c2d4e9f011  Up 3 minutes')]),
  ).toEqual([]);
});

test('a difference shows the real lines, old and new, with what stands around them', () => {
  const before = ran('one', 'two', 'three', 'four', 'five', '3f2a9c01de45  Exited (0)', 'end');
  const now = ran('one', 'two', 'three', 'four', 'five', 'b7c2d4e9f011  Exited (1)', 'end');
  expect(compareBlock(plain, [before], [now])).toEqual([
    {
      index: 0,
      command: 'docker ps',
      lines: [
        '  ⋮',
        '  three',
        '  four',
        '  five',
        '- 3f2a9c01de45  Exited (0)',
        '+ b7c2d4e9f011  Exited (1)',
        '  end',
      ],
    },
  ]);
});

test('lines that came or went are told apart from lines that differ only in what is masked', () => {
  const before = ran('3f2a9c01de45', 'a', 'b');
  const now = ran('b7c2d4e9f011', 'b', 'c');
  expect(compareBlock(plain, [before], [now])[0]!.lines).toEqual(['  b7c2d4e9f011', '- a', '  b', '+ c']);
});

test('exit codes and prompts count, also where there is no output', () => {
  const now = { ...ran(), exitCode: 2, prompt: 'root@matou:/tmp#' };
  expect(compareBlock(plain, [ran()], [now])[0]!.lines).toEqual([
    '- 退出码 0',
    '+ 退出码 2',
    '- root@matou:~#',
    '+ root@matou:/tmp#',
  ]);
});

test('an unstable block is held to its exit codes', () => {
  const unstable = { ...plain, unstable: true };
  expect(compareBlock(unstable, [ran('a')], [ran('b')])).toEqual([]);
  expect(compareBlock(unstable, [ran('a')], [{ ...ran('b'), exitCode: 1 }])).toHaveLength(1);
});

test('what is left out is not compared, what is shown is', () => {
  const short = { ...plain, lines: { head: 1, tail: 1 } };
  expect(compareBlock(short, [ran('a', '1', '2', 'z')], [ran('a', '3', '4', '5', 'z')])).toEqual([]);
  expect(compareBlock(short, [ran('a', '1', '2', 'z')], [ran('a', '1', '2', 'y')])).toHaveLength(1);
});

test('a command that was cut out of the file by hand is a difference', () => {
  expect(compareBlock(plain, [], [ran('a')])[0]!.lines).toContain('+ a');
});
