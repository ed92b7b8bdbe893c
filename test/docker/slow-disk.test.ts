import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmdirSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { hostNames } from '../../src/engine/host.ts';
import { testHome } from '../../src/server/config.ts';
import { describeEngine } from './machines.ts';
import { arrive, Page, type PageTerminal } from './page.ts';
import { leftovers, startProgram, type Program } from './program.ts';

const LAB = 'ch4/hello-world';
const home = join(testHome(), 'e2e');
/** A worn card, or a disk that ten others write to: a write takes 100 ms. */
const WRITES_PER_S = 10;
const BYTES_PER_S = 1024 ** 2;
const KEYS = 40;
const MINUTES = 60_000;

describeEngine('a slow disk under the server and its engine', () => {
  let program: Program | undefined;
  afterEach(async () => {
    program?.child.kill('SIGTERM');
    await program?.ended;
    expect(await leftovers(home)).toEqual([]);
  });

  test(
    'everything comes, only later; what was said to be passed is there after kill -9',
    async ({ skip }) => {
      const disk = diskOf(testHome());
      if (disk === undefined)
        return skip('a file system of no single disk: the kernel has nothing to slow down');
      program = startProgram(['--home', home, '--port', '0', '--warm', '0']);
      const address = await program.listening();
      const { cookie, page } = await arrive(address, LAB);
      using _page = page;
      const terminal = await page.terminal(LAB);
      await terminal.shows(/root@matou/);
      const quick = await echoes(terminal);
      {
        using _slow = slowDown(disk, [...descendants(program.child.pid!), ...daemons()]);
        const began = performance.now();
        terminal.type('docker run hello-world\r');
        const passed = () =>
          page.heard.some(
            (message) =>
              message.type === 'verdict' &&
              message.step === 'run-hello' &&
              message.verdict.outcome === 'passed',
          );
        await expect.poll(passed, { timeout: MINUTES }).toBe(true);
        const verdictS = (performance.now() - began) / 1000;
        const slow = await echoes(terminal);
        const second = performance.now();
        (await arrive(address, LAB)).page[Symbol.dispose]();
        console.log(
          `fault: slow disk: verdict ${verdictS.toFixed(1)} s, echo ${quick} -> ${slow} ms (median), another machine ${((performance.now() - second) / 1000).toFixed(1)} s`,
        );
        program.child.kill('SIGKILL');
        await program.ended;
      }
      program = startProgram(['--home', home, '--port', '0', '--warm', '0']);
      using after = new Page(await program.listening(), cookie);
      await after.ready();
      const steps = () =>
        after.heard.flatMap((message) => (message.type === 'progress' ? message.progress.steps : []));
      await expect
        .poll(steps)
        .toContainEqual(
          expect.objectContaining({ step: 'run-hello', passedAt: expect.any(String) as string }),
        );
    },
    6 * MINUTES,
  );
});

/** The median of some keys' way to the shell and back, in milliseconds. */
async function echoes(terminal: PageTerminal): Promise<number> {
  terminal.text = '';
  terminal.type('\r');
  await terminal.shows(/633;B/);
  const took: number[] = [];
  for (let i = 0; i < KEYS; i++) {
    const { length } = terminal.text;
    const began = performance.now();
    terminal.type('x');
    while (terminal.text.length === length) await new Promise(setImmediate);
    took.push(performance.now() - began);
  }
  terminal.type('\x15');
  return Math.round(took.sort((a, b) => a - b)[KEYS / 2]! * 10) / 10;
}

function daemons(): number[] {
  const { runDir } = hostNames(home);
  return ['dockerd', 'containerd'].map(
    (daemon) => (JSON.parse(readFileSync(join(runDir, `${daemon}.json`), 'utf8')) as { pid: number }).pid,
  );
}

function descendants(pid: number): number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean);
  return [pid, ...children.flatMap((child) => descendants(Number(child)))];
}

/** The whole disk that holds a directory, as the kernel names it: `254:0`. Undefined for btrfs, overlay and the like. */
function diskOf(dir: string): string | undefined {
  const { dev } = statSync(dir);
  const number = `${(dev >> 8) & 0xfff}:${(dev & 0xff) | ((dev >> 12) & 0xfff00)}`;
  if (!existsSync(`/sys/dev/block/${number}`)) return undefined;
  const device = realpathSync(`/sys/dev/block/${number}`);
  const disk = existsSync(join(device, 'partition')) ? dirname(device) : device;
  return readFileSync(join(disk, 'dev'), 'utf8').trim();
}

/** By the kernel's own throttle, whichever cgroup version; undone at the end. */
function slowDown(disk: string, pids: readonly number[]): Disposable {
  const v1 = existsSync('/sys/fs/cgroup/blkio');
  const root = v1 ? '/sys/fs/cgroup/blkio' : '/sys/fs/cgroup';
  const group = join(root, `matou-slow-disk-${process.pid}`);
  if (!v1) writeFileSync(join(root, 'cgroup.subtree_control'), '+io');
  mkdirSync(group);
  if (v1) {
    writeFileSync(join(group, 'blkio.throttle.write_iops_device'), `${disk} ${WRITES_PER_S}`);
    writeFileSync(join(group, 'blkio.throttle.write_bps_device'), `${disk} ${BYTES_PER_S}`);
  } else {
    writeFileSync(join(group, 'io.max'), `${disk} wiops=${WRITES_PER_S} wbps=${BYTES_PER_S}`);
  }
  for (const pid of pids) writeFileSync(join(group, 'cgroup.procs'), String(pid));
  return {
    [Symbol.dispose]() {
      if (v1)
        for (const what of ['iops', 'bps'])
          writeFileSync(join(group, `blkio.throttle.write_${what}_device`), `${disk} 0`);
      else writeFileSync(join(group, 'io.max'), `${disk} wiops=max wbps=max`);
      // With all that they have started meanwhile.
      for (const pid of readFileSync(join(group, 'cgroup.procs'), 'utf8').split('\n').filter(Boolean))
        writeFileSync(join(root, 'cgroup.procs'), pid);
      const inside = readdirSync(group, { withFileTypes: true }).some((entry) => entry.isDirectory());
      if (inside) throw new Error(`${group} has groups of its own`);
      rmdirSync(group);
    },
  };
}
