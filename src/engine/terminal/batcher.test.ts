import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Batcher, incompleteAtEnd } from './batcher.ts';

describe('Batcher', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('sends the first bytes at once and gathers the next', () => {
    const sent: string[] = [];
    const batcher = new Batcher((frame) => sent.push(frame.data.toString()));
    batcher.push(Buffer.from('a'));
    expect(sent).toEqual(['a']);
    batcher.push(Buffer.from('b'));
    batcher.push(Buffer.from('c'));
    expect(sent).toEqual(['a']);
    vi.advanceTimersByTime(5);
    expect(sent).toEqual(['a', 'bc']);
    vi.advanceTimersByTime(5);
    batcher.push(Buffer.from('d'));
    expect(sent).toEqual(['a', 'bc', 'd']);
  });

  it('never splits a character, and loses nothing at the end', () => {
    const sent: Buffer[] = [];
    const batcher = new Batcher((frame) => sent.push(Buffer.from(frame.data)));
    const bytes = Buffer.from('码头🚢é');
    for (const byte of bytes) {
      batcher.push(Buffer.from([byte]));
      vi.advanceTimersByTime(6);
    }
    expect(sent.map(String)).toEqual(['码', '头', '🚢', 'é']);
    batcher.push(Buffer.from([0xe4, 0xb8]));
    batcher.flush();
    expect(Buffer.concat(sent)).toEqual(bytes);
    batcher.flush(true);
    expect(Buffer.concat(sent).length).toBe(bytes.length + 2);
  });

  it('keeps nothing of what it was given: the buffer is read into again', () => {
    const sent: string[] = [];
    const batcher = new Batcher((frame) => sent.push(frame.data.toString()));
    const buffer = Buffer.alloc(4);
    const push = (text: string): void => {
      batcher.push(buffer.subarray(0, buffer.write(text)));
      buffer.fill('?');
    };
    for (const text of ['ab', 'cd', '码']) push(text);
    vi.advanceTimersByTime(5);
    expect(sent).toEqual(['ab', 'cd码']);
  });

  it('a full batch goes at once, and none is larger', () => {
    const sent: number[] = [];
    const batcher = new Batcher((frame) => sent.push(frame.data.length));
    for (const bytes of [1, 10, 64 * 1024]) batcher.push(Buffer.alloc(bytes, 'x'));
    expect(sent).toEqual([1, 10, 64 * 1024]);
  });
});

it('incompleteAtEnd takes only what can become a character', () => {
  const cases: [number[], number][] = [
    [[], 0],
    [[0x41], 0],
    [[0xe4], 1],
    [[0xe4, 0xb8], 2],
    [[0xe4, 0xb8, 0xad], 0],
    [[0xf0, 0x9f, 0x9a], 3],
    [[0xf0, 0x9f, 0x9a, 0xa2], 0],
    [[0xc3], 1],
    [[0xc0], 0],
    [[0xff], 0],
    [[0x80, 0x80, 0x80], 0],
    [[0x41, 0xe4], 1],
  ];
  for (const [bytes, rest] of cases)
    expect(incompleteAtEnd(Uint8Array.from(bytes)), String(bytes)).toBe(rest);
});
