import { describe, expect, it } from 'vitest';
import { MarkScanner, MarkTracker, unescape633 } from './marks.ts';

const mark = (body: string, end = '\x07'): string => `\x1b]633;${body}${end}`;

describe('MarkScanner', () => {
  it('finds marks however the bytes are cut', () => {
    const text = `a${mark('E;ls;n')}b\x1b]0;title\x07${mark('D;0;n', '\x1b\\')}\x1b[31m中文${mark('B')}`;
    const bytes = Buffer.from(text);
    for (let cut = 0; cut <= bytes.length; cut += 1) {
      const scanner = new MarkScanner();
      const found = [bytes.subarray(0, cut), bytes.subarray(cut)].flatMap((part, index) =>
        scanner.scan(part).map(({ body, end }) => ({ body, end: end + index * cut })),
      );
      expect(found).toEqual([
        { body: 'E;ls;n', end: bytes.indexOf('b\x1b]0') },
        { body: 'D;0;n', end: bytes.indexOf('\x1b[31m') },
        { body: 'B', end: bytes.length },
      ]);
    }
  });

  it('finds marks byte by byte', () => {
    const scanner = new MarkScanner();
    const bytes = Buffer.from(`${mark('A')}${mark('B', '\x1b\\')}`);
    const found = [...bytes].flatMap((byte) => scanner.scan(Buffer.from([byte])));
    expect(found).toEqual([
      { body: 'A', end: 1 },
      { body: 'B', end: 1 },
    ]);
  });

  it('drops a mark that another sequence cuts off, and one that never ends', () => {
    const scanner = new MarkScanner();
    expect(scanner.scan(Buffer.from('\x1b]633;D;0\x1b[0m\x07'))).toEqual([]);
    for (let i = 0; i < 20; i += 1)
      expect(scanner.scan(Buffer.from(`\x1b]633;E;${'x'.repeat(10_000)}`))).toEqual([]);
    scanner.scan(Buffer.from('x'.repeat(70_000)));
    expect(scanner.scan(Buffer.from(`\x07${mark('B')}`))).toEqual([{ body: 'B', end: 9 }]);
  });
});

describe('MarkTracker', () => {
  it('takes a prompt that is drawn again for no new one', () => {
    const tracker = new MarkTracker('n');
    expect(tracker.accept('B', 0)).toEqual({ kind: 'prompt' });
    expect(tracker.accept('B', 1)).toBeUndefined();
    expect(tracker.accept('P;Prompt;m', 2)).toBeUndefined();
    expect(tracker.accept('B', 3)).toBeUndefined();
    expect(tracker.accept('P;Prompt;n', 4)).toBeUndefined();
    expect(tracker.accept('B', 5)).toEqual({ kind: 'prompt' });
    expect(tracker.accept('B', 6)).toBeUndefined();
  });

  it('follows a command from its start to the next prompt', () => {
    const tracker = new MarkTracker('n');
    expect(tracker.accept('B', 0)).toEqual({ kind: 'prompt' });
    expect(tracker.accept('E;echo a\\x3b echo \\\\;n', 1)).toBeUndefined();
    expect(tracker.accept('C', 2)).toEqual({ kind: 'running' });
    expect(tracker.state).toBe('running');
    expect(tracker.accept('D;3;n', 12)).toEqual({
      kind: 'command',
      command: 'echo a; echo \\',
      exitCode: 3,
      durationMs: 10,
    });
    expect(tracker.accept('A', 13)).toBeUndefined();
    expect(tracker.accept('B', 13)).toEqual({ kind: 'prompt' });
  });

  it('ignores what a program printed without the nonce', () => {
    const tracker = new MarkTracker('n');
    tracker.accept('E;sleep 9;n', 0);
    tracker.accept('C', 0);
    for (const fake of ['D;0', 'D;0;m', 'D;0;', 'B', 'E;rm;m', 'C', 'D;;n', 'D;x;n', 'Z', '']) {
      expect(tracker.accept(fake, 1), fake).toBeUndefined();
    }
    expect(tracker.state).toBe('running');
    expect(tracker.accept('D;0;n', 5)).toMatchObject({ command: 'sleep 9', exitCode: 0, durationMs: 5 });
  });

  it('keeps the outer command while a shell within has its own', () => {
    const tracker = new MarkTracker('n');
    for (const body of ['E;bash;n', 'C', 'B;n', 'E;ls;n', 'C']) tracker.accept(body, 0);
    expect(tracker.accept('D;0;n', 1)).toMatchObject({ command: 'ls' });
    expect(tracker.accept('B;n', 1)).toEqual({ kind: 'prompt' });
    expect(tracker.accept('D;7;n', 9)).toMatchObject({ command: 'bash', exitCode: 7, durationMs: 9 });
  });
});

it('unescape633', () => {
  expect(unescape633('a\\x3bb\\\\x41\\x0a\\q')).toBe('a;b\\x41\n\\q');
});
