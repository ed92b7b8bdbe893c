import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadLabs } from '../labs.ts';
import { openPassCache } from '../pass-cache.ts';
import { labPasses } from './passes.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'matou-lab-passes-'));
  cpSync('test/fixtures/labs/valid', path.join(root, 'labs'), { recursive: true });
  for (const name of ['machine', 'machine-bare', 'busybox', 'nginx', 'parent'])
    write(`images/${name}/Dockerfile`, '');
  write('images/busybox/Dockerfile', 'FROM matou/parent\n');
  write('src/engine/a.ts', '');
  write('src/shared/a.ts', '');
  write('src/site/a.ts', '');
});
afterEach(() => rmSync(root, { recursive: true }));

function write(name: string, text: string): void {
  const file = path.join(root, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
}

const passed = async (): Promise<boolean> => {
  const [lab] = await loadLabs(path.join(root, 'labs'));
  return (await open()).has(lab!);
};
const open = () => labPasses(root, openPassCache(path.join(root, 'home', 'passes.json')));

test.each([
  ['its definition', 'labs/ch0/two-steps/files/new', false],
  ['a solution', 'labs/ch0/two-steps/solution/look.sh', false],
  ['the engine', 'src/engine/a.ts', false],
  ['what all share', 'src/shared/a.ts', false],
  ['the machine', 'images/machine/Dockerfile', false],
  ['another machine', 'images/machine-bare/files/x', false],
  ['an image that it uses', 'images/busybox/x', false],
  ['what that image starts from', 'images/parent/x', false],
  ['an image that it does not use', 'images/nginx/x', true],
  ['the site', 'src/site/a.ts', true],
  ['a unit test', 'src/engine/a.test.ts', true],
])('after a change of %s', async (_what, file, still) => {
  expect(await passed()).toBe(false);
  const [lab] = await loadLabs(path.join(root, 'labs'));
  (await open()).add(lab!);
  expect(await passed()).toBe(true);
  write(file, 'docker ps -a\n# changed\n');
  expect(await passed()).toBe(still);
});
