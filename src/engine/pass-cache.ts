/**
 * Remembers, in a home, of which content something passed its test last, so that it need not be run again unchanged.
 * Knows nothing about what is tested: a name and a key come from outside.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';

export interface PassCache {
  has(name: string, key: string): boolean;
  add(name: string, key: string): void;
}

/** One key a name: the file doesn't grow. A file that can't be read is an empty one. */
export function openPassCache(file: string): PassCache {
  return {
    has: (name, key) => read(file)[name] === key,
    add(name, key) {
      mkdirSync(path.dirname(file), { recursive: true });
      const draft = `${file}.${process.pid}.tmp`;
      writeFileSync(draft, `${JSON.stringify({ ...read(file), [name]: key }, null, 2)}\n`);
      // Whole or not at all. Of two at once one may be lost: it is run again.
      renameSync(draft, file);
    },
  };
}

export const passCacheFile = (home: string): string => path.join(home, 'passes.json');

function read(file: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
  } catch {
    return {};
  }
}

/** A hash of the content of files and folders below `root`, their names and executable bits. What isn't there counts as that. */
export function contentKey(root: string, paths: readonly string[]): string {
  const hash = createHash('sha256');
  for (const each of paths) {
    for (const file of filesBelow(path.resolve(root, each)).sort()) {
      const content = readFileSync(file);
      const executable = (statSync(file).mode & 0o100) !== 0;
      hash.update(JSON.stringify([path.relative(root, file), executable, content.length])).update(content);
    }
    hash.update('\0');
  }
  return hash.digest('hex');
}

/** What decides how a machine behaves and what is seen of it: the engine's code and the images. */
export const ENGINE_PATHS = ['src/engine', 'src/shared', 'images', 'package-lock.json'] as const;

function filesBelow(start: string): string[] {
  const stat = statSync(start, { throwIfNoEntry: false });
  if (!stat) return [];
  if (!stat.isDirectory()) return [start];
  return readdirSync(start, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.test.ts'))
    .map((entry) => path.join(entry.parentPath, entry.name));
}
