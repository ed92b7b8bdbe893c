/**
 * What a lab wants of a machine, and how a fresh one is made ready for it; the same for learners and for lab-test.
 * It knows nothing about who uses the machine.
 */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../shared/errors.ts';
import { parseMemory } from '../shared/lab.ts';
import type { Lab } from './labs.ts';
import type { Machine, MachinePool, MachineSpec } from './machine.ts';
import { shortPath } from './problems.ts';

/** Enough for systemd, dockerd and a dozen containers; a fork bomb ends here. */
const MACHINE_PIDS = 2048;

export function labMachineSpec({ definition }: Lab): MachineSpec {
  const { flavour, memory, cpus } = definition.machine;
  return { flavour, memoryBytes: parseMemory(memory), cpus, pids: MACHINE_PIDS };
}

/**
 * The spec that most labs want: a warm machine of another one is resized when it is taken. Always with Docker: a machine
 * without it is wanted by few labs and boots in half the time.
 */
export function commonSpec(labs: readonly Lab[]): MachineSpec {
  const counted = new Map<string, { spec: MachineSpec; count: number }>();
  for (const lab of labs) {
    const spec: MachineSpec = { ...labMachineSpec(lab), flavour: 'docker' };
    const key = JSON.stringify(spec);
    counted.set(key, { spec, count: (counted.get(key)?.count ?? 0) + 1 });
  }
  const [first] = [...counted.values()].sort((a, b) => b.count - a.count);
  if (!first) throw new UserError('labs/ 里一个实验也没有。', '检查代码是否完整（git status）。');
  return first.spec;
}

const SETUP_WITHIN_MS = 60_000;
const SETUP_LAST_LINES = 10;

/** What is still to be done on a fresh machine before the first prompt, each with what a page may say of it. */
export function labPreparation(lab: Lab): { readonly title: string; run(machine: Machine): Promise<void> }[] {
  const files = join(lab.dir, 'files');
  const setup = join(lab.dir, 'setup.sh');
  return [
    ...(existsSync(files)
      ? [{ title: '放入实验文件', run: (machine: Machine) => machine.copyIntoHome(files) }]
      : []),
    ...lab.definition.machine.images.map((ref) => ({
      title: `拉取镜像 ${ref}`,
      run: (machine: Machine) => machine.pull(ref),
    })),
    ...(existsSync(setup)
      ? [{ title: '准备实验环境', run: (machine: Machine) => runSetup(machine, setup) }]
      : []),
  ];
}

/** As root, in /root, over what was copied there. */
async function runSetup(machine: Machine, file: string): Promise<void> {
  const script = `cd /root && exec 2>&1\n${await readFile(file, 'utf8')}`;
  const argv = ['bash', '-c', script, 'setup.sh'];
  const { exitCode, stdout } = await machine.exec(argv, { timeoutMs: SETUP_WITHIN_MS, env: ['HOME=/root'] });
  if (exitCode === 0) return;
  const last = stdout.trimEnd().split('\n').slice(-SETUP_LAST_LINES).join('\n');
  throw new UserError(
    `实验环境没有准备好：${shortPath(file)} 以退出码 ${exitCode} 结束，最后的输出：\n${last}`,
    '重置实验再试；仍不行时，请告诉写这个实验的人。',
  );
}

/** A machine from the pool, made ready for the lab. Aborted, it gives up and leaves none. */
export async function takeLabMachine(pool: MachinePool, lab: Lab, signal?: AbortSignal): Promise<Machine> {
  signal?.throwIfAborted();
  const machine = await pool.take(
    labMachineSpec(lab),
    () => {},
    () => {},
  );
  const dispose = (): Promise<void> => Promise.resolve(machine[Symbol.asyncDispose]());
  const abort = (): void => void dispose().catch(() => {}); // whatever is being prepared fails at once, and tells
  signal?.addEventListener('abort', abort);
  try {
    signal?.throwIfAborted();
    for (const { run } of labPreparation(lab)) await run(machine);
    return machine;
  } catch (error) {
    await dispose();
    throw error;
  } finally {
    signal?.removeEventListener('abort', abort);
  }
}
