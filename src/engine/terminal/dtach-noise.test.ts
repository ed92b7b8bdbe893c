import { describe, expect, it } from 'vitest';
import { DtachNoise } from './dtach-noise.ts';

const EOF = '\x1b[999H\r\n[EOF - dtach terminating]\r\n\x1b[?25h';

/** Pushes `text` in pieces of `size` bytes; what was shown, and the end. */
function through(text: string, size: number) {
  const noise = new DtachNoise();
  const bytes = Buffer.from(text);
  let shown = '';
  for (let at = 0; at < bytes.length; at += size)
    shown += noise.push(bytes.subarray(at, at + size)).toString();
  const { rest, shellEnded } = noise.end();
  return { shown: shown + rest.toString(), shellEnded, kind: noise.kind };
}

describe('DtachNoise', () => {
  for (const size of [1, 2, 3, 7, 1000]) {
    it(`takes dtach's words away, in pieces of ${size}`, () => {
      const hello = '\x1b[H\x1b[J';
      expect(through(`${hello}$ exit\r\n${EOF}`, size)).toEqual({
        shown: '$ exit\r\n',
        shellEnded: true,
        kind: 'dtach',
      });
      expect(through(`${hello}a\x1b[999H\r\n[detached]\r\n`, size)).toMatchObject({
        shown: 'a',
        shellEnded: false,
      });
      expect(through(`${hello}a\x1b[999H\r\n[read returned an error]\r\n\x1b[?25h`, size)).toMatchObject({
        shown: 'a',
        shellEnded: true,
      });
      expect(through('dtach: /proc/1/fd/3: Connection refused\r\n', size)).toMatchObject({
        shown: '',
        kind: 'refused',
      });
      expect(through(`plain ${EOF}`, size)).toEqual({
        shown: `plain ${EOF}`,
        shellEnded: false,
        kind: 'plain',
      });
    });

    it(`keeps what only looks like them, in pieces of ${size}`, () => {
      for (const text of [
        '\x1b[999;999H\x1b[6n',
        '\x1b[999H\r\n[hello]',
        'x\x1b',
        '\x1b[999H\r\n[',
        `${EOF}more`,
      ]) {
        expect(through(`\x1b[H\x1b[J${text}`, size).shown).toBe(text);
      }
    });
  }

  it('gives back what was held when nothing follows', () => {
    const noise = new DtachNoise();
    expect(noise.push(Buffer.from('\x1b[H\x1b[Ja\x1b[9')).toString()).toBe('a');
    expect(noise.holding).toBe('part');
    expect(noise.release().toString()).toBe('\x1b[9');
    expect(noise.push(Buffer.from('9;1H')).toString()).toBe('9;1H');
  });
});
