import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { testHome } from '../../src/server/config.ts';
import { CLASSES_URL, settingsUrl, STAFF_URL, startUrl, stopUrl } from '../../src/shared/urls.ts';
import { describeEngine } from './machines.ts';
import { arrive, join as joinClass, Page, post } from './page.ts';
import { leftovers, startProgram, type Program } from './program.ts';

const LAB = 'ch4/hello-world';
const home = join(testHome(), 'e2e');
const MINUTES = 60_000;

/** Of an earlier run: classes would bear the same names, and sessions would be gone on with. */
function forgetProgress(): void {
  for (const end of ['', '-wal', '-shm']) rmSync(join(home, `progress.db${end}`), { force: true });
}

describeEngine('kill -9 of the server', () => {
  let program: Program | undefined;
  const start = async (...more: string[]): Promise<string> => {
    program = startProgram(['--home', home, '--port', '0', '--warm', '0', ...more]);
    return program.listening();
  };
  const kill = async (): Promise<void> => {
    program!.child.kill('SIGKILL');
    await program!.ended;
  };
  afterEach(async () => {
    program?.child.kill('SIGTERM');
    await program?.ended;
    expect(await leftovers(home)).toEqual([]);
  });

  test(
    'in the middle of a command: the same machine, shells, screens and program, and what was done counts',
    async () => {
      forgetProgress();
      let address = await start();
      const { cookie, page: before, machine } = await arrive(address, LAB);
      const one = await before.terminal(LAB, 1);
      const two = await before.terminal(LAB, 2);
      one.type('docker run hello-world\r');
      const passed = (page: Page, step: string): boolean =>
        page.heard.some(
          (message) =>
            (message.type === 'verdict' && message.step === step && message.verdict.outcome === 'passed') ||
            (message.type === 'progress' &&
              message.progress.steps.some((each) => each.step === step && each.passedAt !== null)),
        );
      await expect.poll(() => passed(before, 'run-hello'), { timeout: 30_000 }).toBe(true);
      // Half of the next step: the command, but not the container that is to be there.
      one.type('docker container prune -f\rdocker ps -a\r');
      await one.shows(/CONTAINER ID/);
      two.type('KEPT=quay; vi notes.txt\r');
      await two.shows(/notes\.txt/);
      two.type('iwritten before\x1b');
      one.type('i=0; while :; do echo tick-$((i += 1)); sleep 0.2; done\r');
      await one.shows(/tick-5\r/);
      await kill();
      before[Symbol.dispose]();

      address = await start();
      expect(program!.output()).toContain('接回了 1 台');
      using after = new Page(address, cookie);
      expect((await after.ready()).machine).toBe(machine);
      expect(passed(after, 'run-hello')).toBe(true);
      const oneAgain = await after.terminal(LAB, 1);
      expect(oneAgain.text).toContain('tick-3'); // what it had printed before
      const last = Number(
        /tick-(\d+)\r/.exec(one.text.split('\n').findLast((line) => line.includes('tick-'))!)![1],
      );
      await oneAgain.shows(new RegExp(`tick-${last + 20}\\r`)); // and it never stopped
      oneAgain.type('\x03');
      const twoAgain = await after.terminal(LAB, 2);
      await twoAgain.shows(/written before/);
      twoAgain.type(':wq\r');
      await twoAgain.shows(/1049l[\s\S]*633;B/); // vi has gone, and the prompt is there
      twoAgain.type('echo "$KEPT-$(cat notes.txt)"\r');
      await twoAgain.shows(/quay-written before/);
      expect(passed(after, 'list-exited')).toBe(false);
      oneAgain.type('docker run hello-world\r');
      await expect.poll(() => passed(after, 'list-exited'), { timeout: 30_000 }).toBe(true);
    },
    5 * MINUTES,
  );

  test(
    'in class: who had a machine has it, who waited waits, the class and the recording go on',
    async () => {
      forgetProgress();
      rmSync(join(home, 'recordings'), { recursive: true, force: true });
      const options = ['--class', '--host', '127.0.0.1', '--machines', '1'];
      let address = await start(...options);
      await expect.poll(() => program!.output()).toMatch(/\/teach#\S+\s/);
      const secret = /\/teach#(\S+)\s/.exec(program!.output())![1]!;
      const staff = (await post(address, STAFF_URL, { secret })).headers.getSetCookie()[0]!.split(';')[0]!;
      const made = (await (await post(address, CLASSES_URL, { title: '一班' }, staff)).json()) as {
        class: { class: string; code: string };
      };
      await post(address, settingsUrl(made.class.class), { record: true }, staff);
      const ann = await joinClass(address, made.class.code, '安');
      const bob = await joinClass(address, made.class.code, '波');
      const annBefore = new Page(address, ann);
      const bobBefore = new Page(address, bob);
      await post(address, startUrl(LAB), {}, ann);
      const { machine } = await annBefore.ready();
      (await annBefore.terminal(LAB)).type('echo before-$((6 * 7))\r');
      await post(address, startUrl(LAB), {}, bob);
      await expect.poll(() => bobBefore.machine?.state, { timeout: 30_000 }).toBe('queued');
      await expect.poll(() => recordings()).toHaveLength(1);
      await kill();
      for (const page of [annBefore, bobBefore]) page[Symbol.dispose]();

      address = await start(...options);
      using annAfter = new Page(address, ann);
      using bobAfter = new Page(address, bob);
      expect((await annAfter.ready()).machine).toBe(machine);
      await (await annAfter.terminal(LAB)).shows(/before-42/);
      expect(bobAfter.machine).toEqual({ state: 'queued', position: 1 });
      await expect.poll(() => recordings()).toHaveLength(2);
      const late = await joinClass(address, made.class.code, '迟');
      expect(late).not.toBe('');
      // She goes, he gets the place.
      await post(address, stopUrl(LAB), {}, ann);
      await bobAfter.ready();
    },
    5 * MINUTES,
  );

  test(
    'and of the engine: the machine is gone, which is said, and another can be had',
    async () => {
      forgetProgress();
      let address = await start();
      const { cookie, page: before, machine } = await arrive(address, LAB);
      await kill();
      before[Symbol.dispose]();
      const daemons = (await leftovers(home)).filter((line) => /(dockerd|containerd) /.test(line));
      for (const daemon of daemons) process.kill(Number(/\d+/.exec(daemon)![0]), 'SIGKILL');
      address = await start();
      using after = new Page(address, cookie);
      await expect.poll(() => after.machine?.state).toBe('failed');
      await post(address, startUrl(LAB), {}, cookie);
      expect((await after.ready()).machine).not.toBe(machine);
    },
    5 * MINUTES,
  );

  function recordings(): string[] {
    return readdirSync(join(home, 'recordings'), { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('.cast'),
    );
  }
});
