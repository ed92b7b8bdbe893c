import type { MachineHost, MachineSpec } from './create.ts';
import { resizeMachine, startMachine } from './lifecycle.ts';
import { Queue, type MachinePool } from './queue.ts';
import type { Machine } from './types.ts';

export interface PoolBounds {
  /** Machines in all, warm ones too. */
  readonly atMost?: number;
  /** Starts at a time: on two cores more than two of them make all of them slower. */
  readonly startsAtOnce?: number;
  /** Machines that are in use already, see `adoptMachine`. */
  readonly taken?: readonly Machine[];
}

export function openPool(
  host: MachineHost,
  spec: MachineSpec,
  size: number,
  onFailure: (error: unknown) => void,
  { atMost = Infinity, startsAtOnce = 2, taken = [] }: PoolBounds = {},
): MachinePool {
  return new Queue({
    spec,
    size,
    atMost,
    startsAtOnce,
    taken,
    onFailure,
    boot: (wanted, onProgress) => startMachine(host, wanted, onProgress),
    resize: (machine, wanted) => resizeMachine(host, machine, wanted),
  });
}
