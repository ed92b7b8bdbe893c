import { expect, it } from 'vitest';
import { fit, memoryText, shortId, sizeText, widthOf } from './text.ts';

it('cuts what has no room, and nothing else', () => {
  expect(fit('nginx', 100, 12)).toBe('nginx');
  const cut = fit('a-very-long-name-of-a-container', 80, 12);
  expect(cut).toMatch(/^a-very.*…$/);
  expect(widthOf(cut, 12)).toBeLessThanOrEqual(80);
  expect(fit('读写层很长很长', 40, 12)).toBe('读写…');
  expect(fit('web', 3, 12)).toBe('');
});

it('writes sizes as Docker does', () => {
  expect([0, 762, 4660, 117_234_567, 999_600].map(sizeText)).toEqual([
    '0 B',
    '762 B',
    '4.66 kB',
    '117 MB',
    '1 MB',
  ]);
  expect([512 * 1024, 64 * 2 ** 20, 2 ** 30].map(memoryText)).toEqual(['512 KiB', '64 MiB', '1 GiB']);
});

it('shortens ids as docker ps does', () => {
  expect(shortId(`sha256:${'ab'.repeat(32)}`)).toBe('abababababab');
});
