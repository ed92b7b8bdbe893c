import { chmodSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { contentKey, openPassCache } from './pass-cache.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(path.join(tmpdir(), 'matou-passes-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

describe('passes', () => {
  test('are known of the same content only, also to the next process', () => {
    const file = path.join(dir, 'home', 'passes.json');
    const cache = openPassCache(file);
    expect(cache.has('a', '1')).toBe(false);
    cache.add('a', '1');
    cache.add('b', '2');
    for (const each of [cache, openPassCache(file)]) {
      expect(each.has('a', '1')).toBe(true);
      expect(each.has('b', '2')).toBe(true);
      expect(each.has('a', '2')).toBe(false);
    }
    cache.add('a', '3');
    expect(cache.has('a', '1')).toBe(false);
    expect(readdirSync(path.dirname(file)), 'no drafts stay').toEqual(['passes.json']);
  });

  test.each(['{', '', '[1]', 'null', '"a"'])('a file of %j is an empty one', (text) => {
    const file = path.join(dir, 'passes.json');
    writeFileSync(file, text);
    const cache = openPassCache(file);
    expect(cache.has('a', '1')).toBe(false);
    cache.add('a', '1');
    expect(cache.has('a', '1')).toBe(true);
  });
});

describe('the key', () => {
  const key = (): string => contentKey(dir, ['.', 'gone.json']);

  test('changes with content, names, files and executable bits; not with unit tests', () => {
    const file = path.join(dir, 'a.ts');
    const keys = [key()];
    const step = (change: () => void): void => {
      change();
      keys.push(key());
    };
    step(() => writeFileSync(file, 'a'));
    step(() => writeFileSync(file, 'b'));
    step(() => chmodSync(file, 0o755));
    step(() => writeFileSync(path.join(dir, 'b.ts'), ''));
    step(() => writeFileSync(path.join(dir, 'gone.json'), 'x'));
    expect(new Set(keys).size).toBe(keys.length);
    const before = key();
    writeFileSync(path.join(dir, 'a.test.ts'), 'anything');
    expect(key()).toBe(before);
  });
});
