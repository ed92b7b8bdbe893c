import { expect, it } from 'vitest';
import { Frame, MAX_FRAME_DATA_BYTES } from './frame.ts';

const filled = (byte: string): Frame => Frame.of([Buffer.alloc(MAX_FRAME_DATA_BYTES, byte)]);

it('is not used again while anybody holds it', () => {
  const one = filled('1').retain();
  one.release();
  const others = Array.from({ length: 200 }, () => filled('2'));
  expect(one.data.every((byte) => byte === 0x31)).toBe(true);
  one.release();
  for (const each of others) each.release();
});

it('is used again when the last one lets go, by one only', () => {
  const memory = (frame: Frame): ArrayBuffer => frame.bytes.buffer;
  const first = filled('1');
  first.retain();
  first.release();
  first.release();
  first.release(); // once too often
  const [second, third] = [filled('2'), filled('3')];
  expect(memory(second)).toBe(memory(first));
  expect(memory(third)).not.toBe(memory(second));
  expect(second.data.every((byte) => byte === 0x32)).toBe(true);
});

it('holds its parts in order, at any size', () => {
  for (const size of [0, 1, 5_000, 9_000, MAX_FRAME_DATA_BYTES, MAX_FRAME_DATA_BYTES + 1]) {
    const frame = Frame.of([Buffer.alloc(size, 'a'), Buffer.from('码')]);
    expect(frame.data.toString()).toBe('a'.repeat(size) + '码');
  }
});
