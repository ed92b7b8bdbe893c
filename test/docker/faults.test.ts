import { mkdirSync, mkdtempSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { hostNames, run } from '../../src/engine/host.ts';
import { LabSessions } from '../../src/engine/lab-sessions.ts';
import { loadLabs } from '../../src/engine/labs.ts';
import { openPool, startMachine, type Machine } from '../../src/engine/machine.ts';
import { NotRecorded, openProgress } from '../../src/engine/progress.ts';
import { openTerminal } from '../../src/engine/terminal.ts';
import { testHome } from '../../src/server/config.ts';
import { TerminalConnection, type SocketLike } from '../../src/site/terminal/terminal-connection.ts';
import { describeEngine, freshMachine, machineHost, SPEC } from './machines.ts';
import { root } from './program.ts';
import { openTerminalServer } from './trust/terminal-server.ts';

/**
 * What breaks on purpose, line by line of the table of faults. Each prints what it measured. The server's own kill -9 and
 * the engine's with it: start.test.ts; the progress file: progress.test.ts, progress-crash.test.ts.
 */
const names = hostNames(join(testHome(), 'docker'));
const pidOf = (daemon: string): number =>
  (JSON.parse(readFileSync(join(names.runDir, `${daemon}.json`), 'utf8')) as { pid: number }).pid;
const LAB = 'one-of-many';

async function timed(what: string, until: () => Promise<unknown>, withinMs: number): Promise<void> {
  const began = performance.now();
  for (;;) {
    try {
      await until();
      break;
    } catch (error) {
      if (performance.now() - began > withinMs) throw error;
      await sleep(100);
    }
  }
  console.log(`fault: ${what}: ${((performance.now() - began) / 1000).toFixed(1)} s`);
}

describeEngine('in the machine', () => {
  let machine: Machine;
  beforeAll(async () => {
    machine = await freshMachine();
  });
  afterAll(async () => {
    await machine?.[Symbol.asyncDispose]();
  });
  const sh = async (script: string): Promise<string> => {
    const { exitCode, stdout, stderr } = await machine.exec(['bash', '-c', script], { timeoutMs: 30_000 });
    if (exitCode !== 0) throw new Error(stderr);
    return stdout;
  };

  test.each(['dockerd', 'containerd'])(
    'kill -9 of its %s: the shell goes on, the daemon is back by itself',
    async (daemon) => {
      const attach = () => machine.shell(1);
      await using terminal = await openTerminal({ attach, nonce: machine.nonce });
      await terminal.waitForPrompt(10_000);
      await sh(`pkill -9 -x ${daemon}`);
      await terminal.run('mine=$((6*7))', 10_000);
      await timed(`its ${daemon} serves again`, () => sh('docker run --rm hello-world'), 30_000);
      await timed('and the server sees it', () => machine.containers(), 10_000);
      await terminal.waitForPrompt(10_000);
      await terminal.run('echo =$mine=', 10_000);
      expect(await terminal.screenText()).toContain('=42=');
    },
  );

  test('kill -9 of the course registry: it is back by itself, and pulls go on', async () => {
    const registry = machineHost().docker.getContainer('matou-registry');
    const { State } = await registry.inspect();
    process.kill(State.Pid, 'SIGKILL');
    await timed('the registry serves again', () => sh('curl -fsS http://registry.matou:5000/v2/'), 30_000);
    await sh('docker pull -q busybox');
  });

  test('a socket that is cut every two seconds: no line is lost, none comes twice', async () => {
    await using server = await openTerminalServer(machine);
    let screen = '';
    const decoder = new TextDecoder();
    const sink = {
      write: (data: Uint8Array, parsed: () => void) => {
        screen += decoder.decode(data);
        parsed();
      },
      restore: (_cols: number, _rows: number, data: Uint8Array) => (screen = new TextDecoder().decode(data)),
      commands: () => undefined,
      size: () => undefined,
    };
    const openSocket = (): SocketLike => new WebSocket(server.url) as unknown as SocketLike;
    using connection = new TerminalConnection({ sink, openSocket });
    await expect.poll(() => screen, { timeout: 10_000 }).toContain('root@matou');
    connection.input('clear; for i in $(seq 1 150); do echo "line-$i."; sleep 0.1; done; echo the""-end\r');
    const cuts = setInterval(() => server.cut(), 2_000);
    const down: number[] = [];
    let since: number | undefined;
    connection.state.subscribe(() => {
      if (connection.state.get().kind !== 'open') since ??= performance.now();
      else if (since !== undefined) {
        down.push(performance.now() - since);
        since = undefined;
      }
    });
    await expect.poll(() => screen, { timeout: 40_000 }).toMatch(/the-end\r?\n/);
    clearInterval(cuts);
    expect(down.length).toBeGreaterThanOrEqual(5);
    expect(screen.match(/line-\d+\./g)).toEqual(Array.from({ length: 150 }, (_, i) => `line-${i + 1}.`));
    console.log(`fault: cut ${down.length} times, away for ${Math.round(Math.max(...down))} ms at most`);
  });
});

describeEngine('on the host', () => {
  const dir = mkdtempSync(join(tmpdir(), 'matou-faults-'));
  afterAll(() => rmSync(dir, { recursive: true, force: true }));

  test(
    'kill -9 of the host engine: containerd costs nothing, dockerd costs the machines and says so; progress stays',
    async () => {
      const labs = await loadLabs(join(root, 'test/fixtures/labs/many'));
      await using pool = openPool(machineHost(), SPEC, 0, () => {});
      using progress = openProgress(join(dir, 'progress.db'));
      await using sessions = new LabSessions(labs, 'own', {
        pool,
        progress,
        settings: { idleMs: 60 * 60_000, maxTerminals: 3 },
        log: pino({ level: 'silent' }),
      });
      const state = () => sessions.status('ann', LAB);
      const ready = () => expect.poll(() => state().state, { timeout: 90_000 }).toBe('ready');
      await sessions.start('ann', LAB);
      await ready();
      const { terminal } = (await sessions.terminal('ann', LAB, 1))!;
      await terminal.waitForPrompt(10_000);
      await terminal.run('docker run --name done hello-world', 60_000);
      const passed = () => progress.forLearner('ann').filter(({ passedAt }) => passedAt).length;
      await expect.poll(passed, { timeout: 20_000 }).toBe(1);

      // A clock that jumps by hours, both ways: only what is written on the page changes.
      vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 3 * 3_600_000 });
      await sleep(6_000);
      expect(state().state).toBe('ready');
      vi.setSystemTime(Date.now() - 6 * 3_600_000);
      await sleep(6_000);
      expect(state().state).toBe('ready');
      vi.useRealTimers();

      process.kill(pidOf('containerd'), 'SIGKILL');
      await terminal.run('echo still-here', 10_000);
      await timed(
        'after the host containerd: a new machine',
        async () => (await startMachine(machineHost(), SPEC))[Symbol.asyncDispose](),
        60_000,
      );
      expect(state().state).toBe('ready');
      await terminal.run('docker ps -a', 10_000);

      process.kill(pidOf('dockerd'), 'SIGKILL');
      await timed(
        'after dockerd: the learner is told',
        () => Promise.resolve(expect(state().state).toBe('failed')),
        60_000,
      );
      expect(state()).toMatchObject({
        reason: expect.stringContaining('引擎重启') as string,
        next: expect.stringContaining('已完成的步骤都还在') as string,
      });
      expect(passed()).toBeGreaterThanOrEqual(1);
      const again = async (): Promise<void> => {
        await sessions.start('ann', LAB);
        await ready();
      };
      await timed('after dockerd: a new machine for the same learner', again, 90_000);
    },
    5 * 60_000,
  );

  test('a full disk: the step is said not to be recorded; nothing that was there is lost; with room it goes on', async () => {
    const disk = join(dir, 'small');
    mkdirSync(disk);
    await run('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', disk]);
    try {
      using progress = openProgress(join(disk, 'progress.db'));
      const at = new Date();
      progress.recordVerdict('ann', 'lab', 'one', { outcome: 'passed' }, at);
      const { bavail, bsize } = statfsSync(disk);
      writeFileSync(join(disk, 'filler'), Buffer.alloc(bavail * bsize));
      const record = () => progress.recordVerdict('ann', 'lab', 'two', { outcome: 'passed' }, at);
      // What the file has room for already still fits.
      expect(() => {
        for (let i = 0; i < 200; i++)
          progress.recordVerdict('ann', 'lab', `x${i}`, { outcome: 'passed' }, at);
      }).toThrow(NotRecorded);
      expect(record).toThrow(/磁盘写不进去[^]*管理员/);
      expect(progress.forLearner('ann').map(({ step }) => step)).toContain('one');
      expect(progress.forLearner('ann').map(({ step }) => step)).not.toContain('two');
      rmSync(join(disk, 'filler'));
      expect(record().passedAt).toBe(at.toISOString());
    } finally {
      await run('umount', [disk]);
    }
  });
});
