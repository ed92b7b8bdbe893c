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
  return verdict.reason.replace('不对。现在看到：', '').replace(/。$/, '');
}

/** Every field of the kinds that look at what is, in both directions, against what Docker and systemd really say. */
describeEngine('each field of a check', () => {
  describe.each(Object.entries<FieldTable>(TABLES))('%s', (_, { images: refs = [], setup, rows }) => {
    test('holds where it should and says what is there where not', async () => {
      await using machine = await freshMachine();
      for (const ref of refs) await machine.pull(ref);
      const made = await machine.exec(['bash', '-ec', setup], { timeoutMs: 60_000 });
      expect(made.exitCode, made.stderr).toBe(0);
      const said: [check: object, said: string][] = [];
      for (const [check] of rows) said.push([check, await look(machine, check)]);
      (await import('node:fs')).writeFileSync(
        '/var/tmp/mt-eyes-x/said-' + _ + '.json',
        JSON.stringify(said.map(([c, s], i) => [c, rows[i]![1], s])),
      );
    });
  });
});
