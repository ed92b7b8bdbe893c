/**
 * What a lab wants of a machine, and how a fresh one is made ready for it; the same for learners and for lab-test.
 * It knows nothing about who uses the machine.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../shared/errors.ts';
import { parseMemory } from '../shared/lab.ts';
import type { Lab } from './labs.ts';
import type { Machine, MachineSpec } from './machine.ts';

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

/** What is still to be done on a fresh machine before the first prompt, each with what a page may say of it. */
export function labPreparation(lab: Lab): { readonly title: string; run(machine: Machine): Promise<void> }[] {
  const files = join(lab.dir, 'files');
  return [
    ...(existsSync(files)
      ? [{ title: '放入实验文件', run: (machine: Machine) => machine.copyIntoHome(files) }]
      : []),
    ...lab.definition.machine.images.map((ref) => ({
      title: `拉取镜像 ${ref}`,
      run: (machine: Machine) => machine.pull(ref),
    })),
  ];
}
