import { expect, test } from 'vitest';
import { CODE_ALPHABET, joinSchema, readCode, showCode } from './classroom.ts';

test('no two characters of a code look alike', () => {
  expect(new Set(CODE_ALPHABET).size).toBe(CODE_ALPHABET.length);
  expect(CODE_ALPHABET).not.toMatch(/[0O1ILU]/);
});

test.each([
  ['k7m-x2p', 'K7MX2P', 'class'],
  [' K7M X2P ', 'K7MX2P', 'class'],
  ['Ｋ７ＭＸ２Ｐ', 'K7MX2P', 'class'], // full-width, as a Chinese input method types them
  ['ABCD-EFGH', 'ABCDEFGH', 'one-time'],
  ['ABCDE-FGHJK', 'ABCDEFGHJK', 'rejoin'],
])('%s is read as a code', (typed, code, kind) => {
  expect(readCode(typed)).toEqual({ code, kind });
  expect(readCode(showCode(code))).toEqual({ code, kind });
});

test.each(['', 'K7MX2', 'K7MX2PQ', 'K7MX2O', 'K7MX2P<', "K7MX2'", '王小明王小明'])(
  '%j is no code at all',
  (typed) => {
    expect(readCode(typed)).toBeUndefined();
  },
);

test('nothing else is taken along with a code', () => {
  expect(joinSchema.safeParse({ code: 'K7MX2P', name: '王芳', learner: 'x' }).success).toBe(false);
});
