import type { MachineHost, MachineSpec } from './create.ts';
import { resizeMachine, startMachine } from './lifecycle.ts';
import { Queue, type MachinePool } from './queue.ts';

export interface PoolBounds {
  /** Machines in all, warm ones too. */
  readonly atMost?: number;
  /** Starts at a time: on two cores more than two of them make all of them slower. */
  readonly startsAtOnce?: number;
}

export function openPool(
  host: MachineHost,
  spec: MachineSpec,
  size: number,
  onFailure: (error: unknown) => void,
  { atMost = Infinity, startsAtOnce = 2 }: PoolBounds = {},
): MachinePool {
  return new Queue({
    spec,
    size,
    atMost,
    startsAtOnce,
    onFailure,
    boot: (wanted, onProgress) => startMachine(host, wanted, onProgress),
    resize: (machine, wanted) => resizeMachine(host, machine, wanted),
  });
}
