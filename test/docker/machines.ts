import Docker from 'dockerode';
import { describe, inject } from 'vitest';
import { startMachine, type Machine, type MachineHost, type MachineSpec } from '../../src/engine/machine.ts';

/** `describe` for what needs the engine; skipped, and said so once by the set-up, where there is none. */
export const describeEngine = describe.skipIf(inject('host') === null);

export function machineHost(): MachineHost {
  const description = inject('host');
  if (!description) throw new Error('no engine in this run');
  return { ...description, docker: new Docker({ socketPath: description.socketPath }) };
}

export const SPEC: MachineSpec = { flavour: 'docker', memoryBytes: 1024 ** 3, cpus: 1, pids: 2048 };

export const freshMachine = (spec: MachineSpec = SPEC): Promise<Machine> => startMachine(machineHost(), spec);
