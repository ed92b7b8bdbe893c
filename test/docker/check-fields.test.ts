import { describe, expect, test } from 'vitest';
import { Happenings, runStep } from '../../src/engine/checks.ts';
import type { Machine } from '../../src/engine/machine.ts';
import { stepSchema } from '../../src/shared/lab.ts';
import { containers } from './check-fields/containers.ts';
import { images, networks, volumes } from './check-fields/stores.ts';
import { files, processes, services } from './check-fields/system.ts';
import type { FieldTable } from './check-fields/types.ts';
import { describeEngine, freshMachine } from './machines.ts';

const TABLES = { containers, images, networks, volumes, files, services, processes };

async function look(machine: Machine, check: object): Promise<string> {
  const checks = [{ ...check, fail: '不对' }];
  const step = stepSchema.parse({ id: 'step', title: '一步', checks, hints: ['想'] });
  const happenings = new Happenings();
  const verdict = await runStep({ machine, happenings, beganMs: 0, answers: {}, held: new Set() }, step);
  if (verdict.outcome !== 'failed') return verdict.outcome;
  return mask(verdict.reason.replace('不对。现在看到：', '').replace(/。$/, ''));
}

/** What differs from machine to machine. */
const mask = (said: string): string =>
  said
    .replaceAll(/[0-9a-f]{12,64}/g, 'ID')
    .replace(/进程 \d+/, '进程 N')
    .replace(/大小是 [\d.]+ MiB/, '大小是 N MiB')
    .replace(/共 \d+ 条/, '共 N 条')
    .replace(/cgroup 是 [^，]+/, 'cgroup 是 …');

/** Every field of the kinds that look at what is, in both directions, against what Docker and systemd really say. */
describeEngine('each field of a check', () => {
  describe.each(Object.entries<FieldTable>(TABLES))('%s', (_name, { images: refs = [], setup, rows }) => {
    test('holds where it should and says what is there where not', async () => {
      await using machine = await freshMachine();
      for (const ref of refs) await machine.pull(ref);
      const made = await machine.exec(['bash', '-ec', setup], { timeoutMs: 60_000 });
      expect(made.exitCode, made.stderr).toBe(0);
      const said: [check: object, said: string][] = [];
      for (const [check] of rows) said.push([check, await look(machine, check)]);
      expect(said).toEqual(rows);
    });
  });

  test('a container that ends as soon as it has started is never seen running', async () => {
    await using machine = await freshMachine();
    await machine.pull('busybox');
    for (let round = 0; round < 10; round++) {
      const name = `short-${round}`;
      let started = false;
      const run = machine.exec(['docker', 'run', '-d', '--name', name, 'busybox', 'true']);
      void run.then(() => (started = true));
      const said = new Set<string>();
      // Looks without a pause: whoever looks once would seldom come in the few milliseconds that count.
      while (!started) said.add(await look(machine, { container: { name, state: 'running' } }));
      said.add(await look(machine, { container: { name, state: 'running' } }));
      expect((await run).exitCode).toBe(0);
      expect(said).not.toContain('passed');
      expect([...said].at(-1)).toBe(`容器 ${name}（镜像 busybox）已退出，退出码 0`);
    }
  });
});
