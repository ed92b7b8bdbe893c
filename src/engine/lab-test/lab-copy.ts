import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach } from 'vitest';

/** For unit tests: a copy of the good fixture lab for each test of the file, to be spoiled. */
export function labCopy() {
  const copy = {
    root: '',
    edit(name: string, change: (text: string) => string): void {
      const file = path.join(copy.root, 'ch0/two-steps', name);
      writeFileSync(file, change(readFileSync(file, 'utf8')));
    },
    write(name: string, text: string): void {
      writeFileSync(path.join(copy.root, 'ch0/two-steps', name), text);
    },
  };
  beforeEach(() => {
    copy.root = mkdtempSync(path.join(tmpdir(), 'matou-lab-test-'));
    cpSync('test/fixtures/labs/valid', copy.root, { recursive: true });
  });
  afterEach(() => {
    rmSync(copy.root, { recursive: true });
  });
  return copy;
}
