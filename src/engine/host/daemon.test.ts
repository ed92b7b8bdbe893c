import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { boundLog, startDaemon, stopDaemon, type DaemonSpec } from './daemon.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'matou-daemon-'));
});
afterEach(() => {
  rmSync(dir, { recursive: true, force: true });
});

/** A real process that prints a numbered line every few milliseconds, and one on stderr. */
const chatty = (): DaemonSpec => ({
  name: 'chatty',
  file: process.execPath,
  args: ['-e', 'let n = 0; console.error("begun"); setInterval(() => console.log("line", n++), 2)'],
  logFile: join(dir, 'chatty.log'),
  pidFile: join(dir, 'chatty.json'),
  ready: () => Promise.resolve(statSync(join(dir, 'chatty.log')).size > 0),
  readyWithinMs: 5_000,
  stopWithinMs: 1_000,
});

test.runIf(process.platform === 'linux')(
  "a daemon's log stays small while it goes on writing, and no hole of zeros is left in it",
  async () => {
    const spec = chatty();
    await startDaemon(spec);
    try {
      const last = (): number => Number(/line (\d+)\n$/.exec(readFileSync(spec.logFile, 'utf8'))?.[1] ?? -1);
      await expect.poll(last, { timeout: 5_000 }).toBeGreaterThan(50);
      const before = last();
      boundLog(spec, 100);
      expect(statSync(spec.logFile).size).toBeLessThan(100);
      await expect.poll(last, { timeout: 5_000 }).toBeGreaterThan(before + 20);
      expect(readFileSync(spec.logFile, 'utf8')).not.toContain('\0');
      expect(readFileSync(`${spec.logFile}.1`, 'utf8')).toContain(`line ${before - 1}\n`);
      boundLog(spec, 1024 * 1024);
      expect(last()).toBeGreaterThan(before); // a small one is left alone
    } finally {
      await stopDaemon(spec);
      await sleep(10);
    }
  },
);
