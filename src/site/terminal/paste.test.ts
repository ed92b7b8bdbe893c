import { expect, it } from 'vitest';
import { cleaned, lineCount, onOneLine } from './paste.ts';

it('counts lines as people do', () => {
  expect(['', 'a', 'a\n', 'a\nb', 'a\r\nb\r\n', 'a\n\n'].map(lineCount)).toEqual([1, 1, 1, 2, 2, 2]);
});

it('lets no control character through', () => {
  expect(cleaned('ls\x1b[201~\r\nrm -rf x\x07\t中文 👍')).toBe('ls[201~\nrm -rf x\t中文 👍');
  expect(cleaned('\x9b201~')).toBe('201~');
});

it('makes one line of several', () => {
  expect(onOneLine('docker run \\\n  -d nginx\n\n')).toBe('docker run -d nginx');
});
