import { expect, test } from 'vitest';
import { Demux } from './exec-stream.ts';

const frame = (kind: number, text: string): Buffer => {
  const header = Buffer.alloc(8);
  header[0] = kind;
  header.writeUInt32BE(Buffer.byteLength(text), 4);
  return Buffer.concat([header, Buffer.from(text)]);
};

test('output comes whole however it was cut, without what the program said on stderr', () => {
  const bytes = Buffer.concat([frame(1, '一号'), frame(2, 'error'), frame(1, ''), frame(1, '泊位\n')]);
  for (const size of [1, 3, 7, 8, 9, bytes.length]) {
    const demux = new Demux();
    for (let at = 0; at < bytes.length; at += size) demux.write(bytes.subarray(at, at + size));
    expect((demux.read() as Buffer).toString()).toBe('一号泊位\n');
  }
});
