import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { UserError } from '../shared/errors.ts';
import { backUp, restore } from './home.ts';
import { lockHome } from './host.ts';
import { openProgress } from './progress.ts';

const LEARNER = 'A'.repeat(22);
const PASSED = { outcome: 'passed' } as const;

let dir: string;
let home: string;
let file: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'matou-home-'));
  home = join(dir, 'home');
  file = join(dir, 'backup.tar.gz');
  mkdirSync(home);
});
afterEach(() => {
  rmSync(dir, { recursive: true, force: true });
});

function pass(step: string, at = home): void {
  using store = openProgress(join(at, 'progress.db'));
  store.recordVerdict(LEARNER, 'ch1/lab', step, PASSED, new Date());
}
function passed(at = home): string[] {
  using store = openProgress(join(at, 'progress.db'));
  return store.forLearner(LEARNER).map(({ step }) => step);
}
const sh = (script: string, ...args: string[]): string =>
  execFileSync('sh', ['-ec', script, 'sh', ...args], { encoding: 'utf8', cwd: dir });

describe('a backup', () => {
  test('of a course that runs holds what was written until then, journal and all, and no more', async () => {
    mkdirSync(join(home, 'engine/docker'), { recursive: true });
    writeFileSync(join(home, 'engine/docker/layer'), 'made again by a start');
    mkdirSync(join(home, 'recordings/a'), { recursive: true });
    writeFileSync(join(home, 'recordings/a/1.cast'), 'said once');
    using _lock = lockHome(home, 'npm start');
    using store = openProgress(join(home, 'progress.db'));
    store.recordVerdict(LEARNER, 'ch1/lab', 'one', PASSED, new Date());
    expect(statSync(join(home, 'progress.db-wal')).size).toBeGreaterThan(0);
    const { manifest } = await backUp(home, file);
    store.recordVerdict(LEARNER, 'ch1/lab', 'two', PASSED, new Date());
    expect(manifest.files.map(({ path }) => path)).toEqual(['progress.db', 'recordings/a/1.cast']);

    const other = join(dir, 'other');
    await restore(other, file);
    expect(passed(other)).toEqual(['one']);
    expect(readFileSync(join(other, 'recordings/a/1.cast'), 'utf8')).toBe('said once');
    expect(readdirSync(home).filter((name) => name.startsWith('backing-up'))).toEqual([]);
  });

  test('is for its owner only, and never over another file', async () => {
    pass('one');
    await backUp(home, file);
    expect(statSync(file).mode & 0o077).toBe(0);
    await expect(backUp(home, file)).rejects.toThrow(UserError);
    await expect(backUp(join(dir, 'nothing'), join(dir, 'b.tar'))).rejects.toThrow(/没有要备份的东西/);
    expect(readdirSync(dir).sort()).toEqual(['backup.tar.gz', 'home']);
  });

  test('keeps a key as secret as it was', async () => {
    pass('one');
    mkdirSync(join(home, 'tls'));
    writeFileSync(join(home, 'tls/key.pem'), 'secret', { mode: 0o600 });
    await backUp(home, file);
    const other = join(dir, 'other');
    await restore(other, file);
    expect(readFileSync(join(other, 'tls/key.pem'), 'utf8')).toBe('secret');
    expect(statSync(join(other, 'tls/key.pem')).mode & 0o077).toBe(0);
  });

  test('takes what this program does not know yet', async () => {
    pass('one');
    writeFileSync(join(home, 'class-key'), 'made by a newer program');
    const { manifest } = await backUp(home, file);
    expect(manifest.files.map(({ path }) => path)).toContain('class-key');
  });

  test('is not made of a damaged database', async () => {
    writeFileSync(join(home, 'progress.db'), 'SQLite format 3\0 and then nothing of the kind');
    await expect(backUp(home, file)).rejects.toThrow(/已经损坏/);
    expect(existsSync(file)).toBe(false);
  });

  test.skipIf(!hasZstd())('with zstd by its name', async () => {
    pass('one');
    await backUp(home, join(dir, 'backup.tar.zst'));
    expect(sh('zstd -t backup.tar.zst 2>&1; tar -tf backup.tar.zst')).toContain('progress.db');
  });
});

describe('a restore', () => {
  beforeEach(async () => {
    pass('one');
    await backUp(home, file);
  });

  test('refuses while the course runs', async () => {
    using _lock = lockHome(home, 'npm start');
    await expect(restore(home, file, { replace: true })).rejects.toThrow(/正被另一个进程使用/);
  });

  test('refuses over data; with replace the old stays aside, its journal with it', async () => {
    pass('two');
    await expect(restore(home, file)).rejects.toThrow(/已经有数据：progress\.db/);
    expect(passed()).toEqual(['one', 'two']);
    writeFileSync(join(home, 'progress.db-wal'), ''); // as a killed run leaves it
    const { aside } = await restore(home, file, { replace: true });
    expect(passed()).toEqual(['one']);
    expect(passed(aside)).toEqual(['one', 'two']);
    expect(readdirSync(home).filter((name) => name.startsWith('restoring'))).toEqual([]);
  });

  test('brings the data of an older program up to date at the next start', async () => {
    const old = join(dir, 'old');
    mkdirSync(old);
    // What the first release wrote, kept as it was.
    sh('base64 -d "$1" | gunzip > old/progress.db', join(import.meta.dirname, 'home/v1.db.gz.base64'));
    await backUp(old, join(dir, 'old.tar'));
    const { manifest } = await restore(join(dir, 'new'), join(dir, 'old.tar'));
    expect(manifest.files).toHaveLength(1);
    using store = openProgress(join(dir, 'new/progress.db'));
    expect(store.notice).toBeUndefined();
    expect(store.forLearner(LEARNER)).toEqual([
      expect.objectContaining({ lab: 'ch4/hello-world', step: 'list-exited', passedAt: null, attempts: 3 }),
      expect.objectContaining({ lab: 'ch4/hello-world', step: 'run-hello', attempts: 0, hintsSeen: 0 }),
    ]);
    store.recordHints(LEARNER, 'ch4/hello-world', 'list-exited', 2); // and it goes on from there
  });

  const tampered: readonly (readonly [string, string, RegExp])[] = [
    [
      'one bit of the data',
      'printf x | dd of=x/progress.db bs=1 seek=5000 conv=notrunc 2>/dev/null',
      /校验和不对/,
    ],
    ['data left out', 'rm x/progress.db', /缺少 progress\.db/],
    ['a file more', 'echo 1 > x/engine-key', /engine-key 不在清单里/],
    ['a link out of the home', 'ln -s /etc/passwd x/passwd', /passwd 不是普通文件/],
    ['no manifest', 'rm x/manifest.json', /不是 npm run backup 写的/],
    ['a manifest of a newer program', 'sed -i \'s/"format": 1/"format": 2/\' x/manifest.json', /读不懂/],
  ];
  test.each(tampered)('%s: refused, and nothing is changed', async (_, change, says) => {
    sh(`mkdir x; tar -xf backup.tar.gz -C x; ${change}; tar -czf bad.tar.gz -C x .`);
    const before = readFileSync(join(home, 'progress.db'));
    await expect(restore(home, join(dir, 'bad.tar.gz'), { replace: true })).rejects.toThrow(says);
    expect(readFileSync(join(home, 'progress.db'))).toEqual(before);
    expect(readdirSync(home)).toEqual(['progress.db']);
  });

  test('not an archive, cut short, or not there', async () => {
    writeFileSync(join(dir, 'text.tar.gz'), 'hello');
    writeFileSync(join(dir, 'short.tar.gz'), readFileSync(file).subarray(0, 300));
    for (const name of ['text.tar.gz', 'short.tar.gz', 'none.tar.gz'])
      await expect(restore(home, join(dir, name), { replace: true })).rejects.toThrow(UserError);
    expect(passed()).toEqual(['one']);
  });

  test('progress of a newer program is refused', async () => {
    sh(`mkdir x; tar -xf backup.tar.gz -C x`);
    // user_version: bytes 60 to 63 of the file.
    sh(`printf '\\000\\000\\377\\377' | dd of=x/progress.db bs=1 seek=60 conv=notrunc 2>/dev/null
      sum=$(sha256sum x/progress.db | cut -c1-64); sed -i "s/\\"sha256\\": \\"[0-9a-f]*\\"/\\"sha256\\": \\"$sum\\"/" x/manifest.json
      tar -czf newer.tar.gz -C x .`);
    await expect(restore(join(dir, 'other'), join(dir, 'newer.tar.gz'))).rejects.toThrow(/更新版本的程序/);
  });
});

test('a link in the data is no backup', async () => {
  pass('one');
  mkdirSync(join(home, 'recordings'));
  symlinkSync('/etc/passwd', join(home, 'recordings/x'));
  await expect(backUp(home, file)).rejects.toThrow();
});

function hasZstd(): boolean {
  try {
    execFileSync('sh', ['-c', 'command -v zstd']);
    return true;
  } catch {
    return false;
  }
}
