import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdtempSync, rmSync, truncateSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openProgress } from './progress.ts';

let dir: string;
let file: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'matou-crash-'));
  file = join(dir, 'progress.db');
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

/** Writes one verdict after another, and says which were taken. */
const WRITER = `
  import { openProgress } from ${JSON.stringify(join(import.meta.dirname, 'progress.ts'))};
  const store = openProgress(process.argv[1]);
  for (let i = Number(process.argv[2]); ; i++) {
    store.recordVerdict('ann', 'lab', 'step-' + i, { outcome: 'passed' }, new Date());
    process.stdout.write(i + '\\n');
  }`;

test('kill -9 in the middle of writes, three times over: what was taken is there, and the file is whole', async () => {
  let taken = 0;
  for (const afterMs of [150, 40, 90]) {
    const argv = ['--import', 'tsx', '--input-type=module', '-e', WRITER, file, String(taken)];
    const writer = spawn(process.execPath, argv, { stdio: ['ignore', 'pipe', 'inherit'] });
    let said = '';
    writer.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
    await once(writer.stdout, 'data');
    await sleep(afterMs);
    writer.kill('SIGKILL');
    await once(writer, 'close');
    taken += said.split('\n').length - 1;
    using store = openProgress(file);
    expect(store.notice).toBeUndefined();
    const there = new Set(store.forLearner('ann').map(({ step }) => step));
    for (let i = 0; i < taken; i++) expect(there.has(`step-${i}`), `step-${i} of ${taken}`).toBe(true);
  }
  expect(taken).toBeGreaterThan(20);
}, 60_000);

test('a disk that takes no more: the step is said not to be recorded, and all before it is there', async () => {
  const until = `
    import { NotRecorded, openProgress } from ${JSON.stringify(join(import.meta.dirname, 'progress.ts'))};
    const store = openProgress(process.argv[1]);
    const record = (i) => store.recordVerdict('ann', 'lab', 'step-' + i, { outcome: 'passed' }, new Date());
    try {
      for (let i = 0; ; i++) {
        record(i);
        process.stdout.write(i + '\\n');
      }
    } catch (error) {
      process.stdout.write((error instanceof NotRecorded) + ' ' + error.what + ' ' + error.before.passedAt + '\\n');
    }`;
  // Beyond this many KiB the kernel takes nothing, as a full disk does.
  const limited = ['-c', 'ulimit -f 300; exec "$@"', 'bash', process.execPath];
  const argv = [...limited, '--import', 'tsx', '--input-type=module', '-e', until, file];
  const writer = spawn('bash', argv, { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  writer.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
  await once(writer, 'close');
  const lines = said.trim().split('\n');
  expect(lines.at(-1)).toBe('true 服务器的磁盘写不进去，这一步没有记下来。 null');
  using store = openProgress(file);
  expect(store.notice).toBeUndefined();
  expect(lines.length).toBeGreaterThan(10);
  expect(store.forLearner('ann')).toHaveLength(lines.length - 1);
}, 60_000);

test('power lost in the middle of a write, at any byte: what was on disk before is there, nothing half', () => {
  const STEPS = 12;
  using store = openProgress(file);
  const walBytes: number[] = [];
  for (let i = 0; i < STEPS; i++) {
    store.recordVerdict('ann', 'lab', `step-${i}`, { outcome: 'passed' }, new Date());
    walBytes.push(statSync(`${file}-wal`).size); // synced by now
  }
  const torn = join(dir, 'torn.db');
  const end = walBytes.at(-1)!;
  for (let cut = walBytes[0]!; cut <= end; cut += 977) {
    for (const suffix of ['', '-wal']) copyFileSync(file + suffix, torn + suffix);
    truncateSync(`${torn}-wal`, cut);
    const synced = walBytes.filter((bytes) => bytes <= cut).length;
    {
      using again = openProgress(torn);
      expect(again.notice).toBeUndefined();
      expect(again.forLearner('ann')).toHaveLength(synced);
    }
    for (const suffix of ['', '-wal', '-shm']) rmSync(torn + suffix, { force: true });
  }
});
